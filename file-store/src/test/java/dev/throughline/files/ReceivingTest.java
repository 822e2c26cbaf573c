package dev.throughline.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceivingTest {

  /** Of the three bytes "abc": FIPS 180-4. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final Path directory;
  private final FileStore files;

  ReceivingTest(@TempDir Path directory) {
    this.directory = directory;
    this.files = new FileStore(directory);
  }

  @Test
  void receive_keepsTheContent_andTellsSizeAndDigest() throws IOException {
    StoredFile file = files.receive("a.csv", content("abc"), 3);

    assertThat(file).isEqualTo(new StoredFile("a.csv", 3, ABC));
    assertThat(files.path("a.csv")).hasContent("abc");
    assertThat(files.describe("a.csv")).isEqualTo(file);
    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void receive_ofTooMuch_keepsNothing() throws IOException {
    assertThatExceptionOfType(FileTooLargeException.class)
        .isThrownBy(() -> files.receive("a.csv", content("abc"), 2))
        .withMessage("a.csv is larger than 2 bytes")
        .satisfies(e -> assertThat(e.maxBytes()).isEqualTo(2));
    assertThat(names()).isEmpty();
  }

  @Test
  void receive_ofContentThatBreaksOff_keepsNothing() throws IOException {
    InputStream breaksOff =
        new SequenceInputStream(
            content("abc"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] into, int offset, int length) throws IOException {
                return read();
              }
            });

    assertThatIOException()
        .isThrownBy(() -> files.receive("a.csv", breaksOff, 1000))
        .withMessage("connection reset");
    assertThat(names()).isEmpty();
  }

  @Test
  void receive_underANameThatIsTaken_leavesTheFileAsItIs() throws IOException {
    files.receive("a.csv", content("abc"), 100);

    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> files.receive("a.csv", content("other"), 100));
    assertThat(files.path("a.csv")).hasContent("abc");
    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void receive_whileAnotherReceivesTheSameName_isToldSo() throws IOException {
    try (PartialFile first = files.receiving("a.csv", 100)) {
      first.write("abc".getBytes(UTF_8));

      assertThatExceptionOfType(FileInProgressException.class)
          .isThrownBy(() -> new FileStore(directory).receive("a.csv", content("other"), 100));

      assertThat(first.complete().sha256()).isEqualTo(ABC);
    }
    assertThat(files.path("a.csv")).hasContent("abc");
  }

  @Test
  void receive_whileAnotherProcessReceivesTheSameName_isToldSo_untilThatIsDead() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('h');
      // Twice: the first look must not take the other's lock away.
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(FileInProgressException.class)
            .isThrownBy(() -> files.receive("a.csv", content("abc"), 100));
      }
    } finally {
      other.destroyForcibly().waitFor();
    }

    assertThat(files.receive("a.csv", content("abc"), 100).sha256()).isEqualTo(ABC);
    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void receiving_afterAHolderThatGaveUp_goesOn() throws IOException {
    try (PartialFile first = files.receiving("a.csv", 3)) {
      first.write("ab".getBytes(UTF_8));
    }

    try (PartialFile second = files.receiving("a.csv", 3)) {
      assertThat(second.bytes()).isEqualTo(2);
      second.write('c');
      assertThat(second.complete()).isEqualTo(new StoredFile("a.csv", 3, ABC));
    }
  }

  @Test
  void close_twice_doesNotTakeTheFileFromItsNextHolder() throws IOException {
    PartialFile first = files.receiving("a.csv", 3);
    first.close();
    try (PartialFile second = files.receiving("a.csv", 3)) {
      first.close();

      assertThatExceptionOfType(FileInProgressException.class)
          .isThrownBy(() -> files.receiving("a.csv", 3));
      second.discard();
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void opening_removesWhatACrashLeftADayAgo_andNothingElse() throws IOException {
    files.receive("old.csv", content("abc"), 3);
    files.receiving("old-upload.csv", 3).close();
    files.receiving("new-upload.csv", 3).close();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    Files.setLastModifiedTime(files.path("old.csv"), old);
    Files.setLastModifiedTime(files.partial("old-upload.csv"), old);

    assertThat(new FileStore(directory).path("old.csv")).exists();

    assertThat(names()).containsExactlyInAnyOrder("old.csv", ".new-upload.csv.partial");
  }

  @Test
  void receiving_removesWhatACrashLeftADayAgo_too() throws IOException {
    files.receiving("old-upload.csv", 3).close();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    Files.setLastModifiedTime(files.partial("old-upload.csv"), old);

    files.receive("a.csv", content("abc"), 3);

    assertThat(names()).containsExactly("a.csv");
  }

  /** A link to nothing is as a file that another process completes after it was listed. */
  @Test
  void opening_whileWhatIsListedGoesAway_opens() throws IOException {
    Files.createSymbolicLink(files.partial("gone.csv"), directory.resolve("nothing"));

    assertThat(new FileStore(directory).path("a.csv")).doesNotExist();
  }

  @Test
  void describe_ofWhatIsNotThere_saysSo() {
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> files.describe("a.csv"));
  }

  private static InputStream content(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** Receives a file until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (PartialFile file = new FileStore(Path.of(args[0])).receiving("a.csv", 100)) {
        file.write("half".getBytes(UTF_8));
        System.out.print('h');
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
  }
}
