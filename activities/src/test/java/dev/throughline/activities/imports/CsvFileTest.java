package dev.throughline.activities.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.throughline.activities.imports.Batch.Loaded;
import dev.throughline.activities.imports.Batch.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {

  private final Path file;

  CsvFileTest(@TempDir Path directory) {
    file = directory.resolve("a.csv");
  }

  @Test
  void next_makesJsonOfTheRows() throws Exception {
    Files.writeString(file, "\uFEFFid,name\r\n1,\"Ann \"\"A\"\", Ltd\"\r\n2,\"x\ny\"\r\n3,é\r\n");

    Batch batch = batch();

    assertThat(batch.loaded())
        .containsExactly(
            new Loaded(1, "{\"id\":\"1\",\"name\":\"Ann \\\"A\\\", Ltd\"}"),
            new Loaded(2, "{\"id\":\"2\",\"name\":\"x\\ny\"}"),
            new Loaded(3, "{\"id\":\"3\",\"name\":\"é\"}"));
    assertThat(batch.end().hasMore()).isFalse();
    assertThat(batch.end().lines()).isEqualTo(5);
  }

  @Test
  void next_rejectsWhatIsNoRow_andSaysWhereAndWhy() throws Exception {
    Files.writeString(
        file, "id,name\n1\n2,b\n3,c,d\n\n4,\"d\"d\n5,\u00E9\n6,\0\n7,\"g\n8,h\n", ISO_8859_1);

    Batch batch = batch();

    assertThat(batch.rejected())
        .containsExactly(
            new Rejected(1, 2, "The row has 1 columns, the heading has 2", "1"),
            new Rejected(3, 4, "The row has 3 columns, the heading has 2", "3,c,d"),
            new Rejected(4, 6, "There is text after a closing quote", "4,\"d\"d"),
            new Rejected(5, 7, "The row is not UTF-8", "5,\uFFFD"),
            new Rejected(6, 8, "The row has a NUL character", "6,\uFFFD"),
            new Rejected(7, 9, "A quote is not closed", "7,\"g"));
    assertThat(batch.loaded()).extracting(Loaded::row).containsExactly(2L, 8L);
    assertThat(batch.end().rows()).isEqualTo(8);
    assertThat(batch.end().rejected()).isEqualTo(6);
  }

  @Test
  void next_isBoundedInBytes() throws Exception {
    String row = "x".repeat(60_000) + "\n";
    Files.writeString(file, "id\n" + row.repeat(100));

    assertThat(batch().loaded()).hasSize(70);
  }

  @ParameterizedTest
  @CsvSource({
    "'',The file is empty",
    "'\n\n',The file is empty",
    "'id,,name\n',A column has no name",
    "'id,id\n',Two columns have the same name",
    "'\"id\n',A quote is not closed"
  })
  void open_withoutAUsableHeading_isRefused(String csv, String reason) throws IOException {
    Files.writeString(file, csv);

    assertThatExceptionOfType(RowRejectedException.class)
        .isThrownBy(() -> CsvFile.open(file, read -> {}))
        .withMessage(reason);
  }

  private Batch batch() throws Exception {
    try (CsvFile csv = CsvFile.open(file, read -> {})) {
      return csv.next();
    }
  }
}
