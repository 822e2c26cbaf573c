package dev.throughline.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R3 of the contract, for what history tells. */
class SameBytesTest {
  private static final int WAYS_TO_DERIVE =
      HistoryDerivation.Scope.values().length * ForeignRuns.values().length;

  @Test
  void history_isTheSameBytes_inAnotherProcess_onAnotherHost_inAnotherZoneLocaleAndEncoding(
      @TempDir Path directory) throws IOException, InterruptedException {
    // Turkish has an i of its own, Egypt digits, and UTF-16 not even one byte for an a.
    List<String> one =
        digests(
            directory.resolve("one"),
            List.of(),
            List.of(
                "-Duser.timezone=America/St_Johns",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Dfile.encoding=UTF-8"));
    List<String> other =
        digests(
            directory.resolve("other"),
            otherHost(),
            List.of(
                "-Duser.timezone=Asia/Kathmandu",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Dfile.encoding=UTF-16LE"));

    assertThat(one.get(0)).isEqualTo("America/St_Johns tr-TR UTF-8");
    assertThat(other.get(0)).isEqualTo("Asia/Kathmandu ar-EG UTF-16LE");
    assertThat(other.subList(1, other.size()))
        .hasSize(History.all().size() * WAYS_TO_DERIVE)
        .isEqualTo(one.subList(1, one.size()));
  }

  /** Where Linux lets us have a host name of our own; elsewhere only the environment names one. */
  private static List<String> otherHost() throws InterruptedException {
    List<String> own = List.of("unshare", "--user", "--map-root-user", "--uts");
    List<String> named = new ArrayList<>(own);
    named.addAll(List.of("sh", "-c", "hostname elsewhere && exec \"$0\" \"$@\""));
    List<String> trial = new ArrayList<>(named);
    trial.add("true");
    try {
      Process process =
          new ProcessBuilder(trial)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0 ? named : List.of();
    } catch (IOException withoutUnshare) {
      return List.of();
    }
  }

  private static List<String> digests(Path output, List<String> prefix, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), DerivationDigests.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("HOSTNAME", output.getFileName().toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
      assertThat(process.exitValue()).as("%s", lines).isZero();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
