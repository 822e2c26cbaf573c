package dev.throughline.activities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.activities.CsvReport.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReportTest {

  private final Path directory;

  CsvReportTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void report_ofThreeRows_hasAHeadingAndThreeRows() throws IOException {
    Progress progress = append("full.csv", null, 3);

    assertThat(directory.resolve("full.csv"))
        .hasContent("row,item,amount\r\n1,item-1,37\r\n2,item-2,74\r\n3,item-3,111\r\n");
    assertThat(progress).isEqualTo(new Progress(3, Files.size(directory.resolve("full.csv"))));
  }

  @Test
  void report_withMoreThanItShouldHave_goesOnAfterTheLastWholeRow() throws IOException {
    append("full.csv", null, 20);
    Progress cut = append("cut.csv", null, 8);
    Files.writeString(directory.resolve("cut.csv"), "9,it".repeat(99), StandardOpenOption.APPEND);

    append("cut.csv", cut, 12);

    assertSame("cut.csv", "full.csv");
  }

  @Test
  void report_shorterThanItShouldBe_beginsAnew() throws IOException {
    append("full.csv", null, 12);
    Progress progress = append("lost.csv", null, 8);
    Files.writeString(directory.resolve("lost.csv"), "rest of another disk");

    append("lost.csv", progress, 12);

    assertSame("lost.csv", "full.csv");
  }

  @Test
  void report_withoutHeartbeat_beginsAnewOverWhatIsThere() throws IOException {
    append("full.csv", null, 2);
    append("again.csv", null, 8);

    append("again.csv", null, 2);

    assertSame("again.csv", "full.csv");
  }

  @Test
  void report_writtenByTwoAttemptsAtOnce_isTheSame() throws IOException {
    append("full.csv", null, 6);
    Path file = directory.resolve("both.csv");
    try (CsvReport givenUp = CsvReport.open(file, null)) {
      givenUp.appendRow();
      try (CsvReport next = CsvReport.open(file, givenUp.progress())) {
        for (int i = 0; i < 5; i++) {
          next.appendRow();
          givenUp.appendRow();
        }
      }
    }

    assertSame("both.csv", "full.csv");
  }

  private Progress append(String file, @Nullable Progress earlier, int rows) throws IOException {
    try (CsvReport report = CsvReport.open(directory.resolve(file), earlier)) {
      for (int i = 0; i < rows; i++) {
        report.appendRow();
      }
      return report.progress();
    }
  }

  private void assertSame(String actual, String expected) {
    assertThat(directory.resolve(actual)).hasSameBinaryContentAs(directory.resolve(expected));
  }
}
