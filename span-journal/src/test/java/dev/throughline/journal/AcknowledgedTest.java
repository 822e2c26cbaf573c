package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.journal.Acknowledged.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcknowledgedTest {
  private static final Progress FIRST = new Progress(new Position(1, 128), new Position(1, 200));
  private static final Progress SECOND = new Progress(new Position(2, 300), new Position(3, 128));

  private final Path directory;
  private final Path file;

  AcknowledgedTest(@TempDir Path directory) {
    this.directory = directory;
    this.file = directory.resolve(JournalFiles.ACKNOWLEDGED);
  }

  @Test
  void lastProgress_isReadAgain() throws IOException {
    putBoth();

    assertThat(read()).isEqualTo(SECOND);
    assertThat(Acknowledged.open(directory).get(Lane.INSTANTS)).isEqualTo(Progress.NONE);
  }

  @Test
  void anyDamagedByte_leavesTheProgressBefore() throws IOException {
    putBoth();
    byte[] whole = Files.readAllBytes(file);
    int costly = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThat(read()).isIn(FIRST, SECOND);
      costly += read().equals(FIRST) ? 1 : 0;
    }
    // The count, the positions and the check of one slot.
    assertThat(costly).isEqualTo(44);
  }

  @Test
  void anyPrefix_isReadAsFarAsItGoes() throws IOException {
    putBoth();
    byte[] whole = Files.readAllBytes(file);
    for (int size = 0; size < whole.length; size++) {
      Files.write(file, Arrays.copyOf(whole, size));
      assertThat(read()).isIn(Progress.NONE, FIRST, SECOND);
    }
  }

  @Test
  void progressAfterADamagedOne_isTheOneThatCounts() throws IOException {
    putBoth();
    byte[] damaged = Files.readAllBytes(file);
    damaged[0] ^= 1;
    Files.write(file, damaged);

    Acknowledged.open(directory).put(Lane.BARS, SECOND);
    Acknowledged.open(directory).put(Lane.BARS, FIRST);

    assertThat(read()).isEqualTo(FIRST);
  }

  private void putBoth() throws IOException {
    Acknowledged acknowledged = Acknowledged.open(directory);
    acknowledged.put(Lane.BARS, FIRST);
    acknowledged.put(Lane.BARS, SECOND);
  }

  private Progress read() {
    return Acknowledged.open(directory).get(Lane.BARS);
  }
}
