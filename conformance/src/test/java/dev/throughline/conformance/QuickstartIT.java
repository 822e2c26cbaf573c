package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class QuickstartIT {
  private static final Path JAR = Path.of("../quickstart/target/quickstart.jar");
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  QuickstartIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    environment.put(
        "PATH", TemporalServer.cli().getParent() + File.pathSeparator + System.getenv("PATH"));
    Stream.of(
            "TEMPORAL_PORT",
            "TEMPORAL_UI_PORT",
            "SMTP_PORT",
            "API_PORT",
            "API_ADMIN_PORT",
            "WORKER_ADMIN_PORT")
        .forEach(variable -> environment.put(variable, Integer.toString(FreePorts.next())));
  }

  @Test
  void finishedTrace_isPrintedWhole() throws Exception {
    try (JavaProcess quickstart = ready()) {
      sendEmail("Hello", "");

      await().atMost(READY_WITHIN).until(() -> quickstart.output().contains("\ntrace "));
      assertThat(quickstart.output())
          .contains("mail to ann@example.org: Hello")
          .contains("      ├─ CompleteWorkflow:Email")
          .contains("         └─ RunActivity:SendEmail")
          .contains("            └─ SMTP send");
      quickstart.terminate();
    }
  }

  @Test
  void unfinishedRun_goesOnWithTheNextStart() throws Exception {
    try (JavaProcess first = ready()) {
      sendEmail("Later", ", \"delay\": \"PT5S\"");
      first.terminate();
      assertThat(first.output()).doesNotContain("mail to");
    }
    try (JavaProcess second = ready()) {
      await()
          .atMost(READY_WITHIN)
          .until(() -> second.output().contains("mail to ann@example.org: Later"));
      second.terminate();
    }
  }

  private void sendEmail(String subject, String more) throws IOException, InterruptedException {
    String body =
        "{\"to\": [\"ann@example.org\"], \"subject\": \"%s\", \"text\": \"x\"%s}"
            .formatted(subject, more);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + environment.get("API_PORT") + "/send-email"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(Answer.to(HttpClient.newHttpClient(), request).status()).isEqualTo(202);
  }

  @Test
  void sigterm_leavesNoProcess() throws Exception {
    try (JavaProcess quickstart = ready()) {
      List<ProcessHandle> children = quickstart.descendants();
      assertThat(children).isNotEmpty();

      assertThat(quickstart.terminate()).isEqualTo(128 + 15);

      assertThat(children).noneMatch(ProcessHandle::isAlive);
    }
  }

  /**
   * Ctrl-C goes to the whole group; the server must outlive the worker that stops because of it.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void server_isInAProcessGroupOfItsOwn() throws Exception {
    try (JavaProcess quickstart = ready()) {
      assertThat(quickstart.descendants())
          .isNotEmpty()
          .allSatisfy(child -> assertThat(processGroup(child)).isEqualTo(child.pid()));
      quickstart.terminate();
    }
  }

  /** The fifth field of {@code /proc/PID/stat}; the second, a name in brackets, may have spaces. */
  private static long processGroup(ProcessHandle process) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[2]);
  }

  @Test
  void sigtermWhileStarting_leavesNoProcess() throws Exception {
    try (JavaProcess quickstart = start()) {
      await().atMost(READY_WITHIN).until(() -> !quickstart.descendants().isEmpty());
      List<ProcessHandle> children = quickstart.descendants();

      quickstart.terminate();

      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(quickstart.output()).doesNotContain("Exception");
    }
  }

  @Test
  void serverOfAKilledQuickstart_isEndedByTheNext() throws Exception {
    JavaProcess first = ready();
    List<ProcessHandle> left = first.descendants();
    first.kill9();
    assertThat(left).isNotEmpty().allMatch(ProcessHandle::isAlive);

    try (JavaProcess second = ready()) {
      assertThat(left).noneMatch(ProcessHandle::isAlive);
      second.terminate();
    } finally {
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void secondQuickstart_inTheSameDirectory_isRefused() throws Exception {
    try (JavaProcess first = ready();
        JavaProcess second = start()) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.output()).contains("uses the data directory").doesNotContain("\tat ");
      assertThat(first.isAlive()).isTrue();
      first.terminate();
    }
  }

  @Test
  void takenPorts_areListedAndNothingIsStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("API_PORT", Integer.toString(taken.getLocalPort()));
      environment.put("TEMPORAL_PORT", Integer.toString(taken.getLocalPort()));
      try (JavaProcess quickstart = start()) {
        assertThat(quickstart.awaitExit()).isEqualTo(1);
        assertThat(quickstart.output())
            .contains(taken.getLocalPort() + ": set API_PORT")
            .contains(taken.getLocalPort() + ": set TEMPORAL_PORT");
        assertThat(directory.resolve(".throughline/temporal.db")).doesNotExist();
      }
    }
  }

  private JavaProcess ready() throws IOException {
    JavaProcess quickstart = start();
    await()
        .atMost(READY_WITHIN)
        .until(
            () -> !quickstart.isAlive() || quickstart.output().lines().anyMatch("ready"::equals));
    assertThat(quickstart.output()).contains("\nready\n");
    return quickstart;
  }

  private JavaProcess start() throws IOException {
    return JavaProcess.start(JAR, directory, environment);
  }
}
