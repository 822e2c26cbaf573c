package dev.throughline.activities.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowSplitterTest {

  @ParameterizedTest
  @ValueSource(strings = {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d", "\n\na,b\r\n\r\nc,d\n\n"})
  void next_endsARowAtEveryKindOfLineBreak_andSkipsBlankLines(String csv) throws IOException {
    assertThat(texts(csv)).containsExactly("a,b", "c,d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,\"x\ny\"",
        "\"x\r\ny\",b",
        "\"x\"\"\ny\"",
        "a,\"\",b",
        "5\" pipe,b",
        "\"a\"b,c"
      })
  void next_keepsWhatIsInQuotesTogether(String row) throws IOException {
    assertThat(texts(row + "\nnext\n")).containsExactly(row, "next");
  }

  @Test
  void next_tellsTheLineThatARowBeginsAt() throws IOException {
    RowSplitter rows = splitter("a\r\n\n\"x\ry\r\nz\"\nb", 0, 0);

    assertThat(List.of(next(rows).line(), next(rows).line(), next(rows).line()))
        .containsExactly(0L, 2L, 5L);
    assertThat(rows.next()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0,false", "1,true", "300000,true"})
  void next_ofARowThatIsTooLong_hasAFaultAndGoesOnAfterIt(int over, boolean fault)
      throws IOException {
    String row = "x".repeat(RowSplitter.MAX_ROW + over);
    RowSplitter rows = splitter(row + "\r\nnext\n", 0, 0);

    RawRow first = next(rows);

    assertThat(first.fault() != null).isEqualTo(fault);
    assertThat(first.content()).hasSize(RowSplitter.MAX_ROW);
    assertThat(text(next(rows))).isEqualTo("next");
    assertThat(rows.lines()).isEqualTo(2);
  }

  @Test
  void next_ofAQuoteThatIsNotClosed_costsItsOwnLineOnly() throws IOException {
    String rest = "c,d\n".repeat(2 * RowSplitter.MAX_ROW);
    RowSplitter rows = splitter("a,\"b\n" + rest, 0, 0);

    RawRow first = next(rows);

    assertThat(first.fault()).startsWith("A quote is not closed within");
    assertThat(text(first)).isEqualTo("a,\"b");
    assertThat(all(rows)).hasSize(2 * RowSplitter.MAX_ROW).containsOnly("c,d");
  }

  @Test
  void next_ofAQuoteThatIsNotClosedAtTheEnd_costsItsOwnLineOnly() throws IOException {
    RowSplitter rows = splitter("a,\"b\nc,d", 0, 0);

    assertThat(next(rows).fault()).isEqualTo("A quote is not closed");
    assertThat(all(rows)).containsExactly("c,d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\n"})
  void next_tellsThatItIsAlive_whateverItSkips(String skipped) throws IOException {
    AtomicInteger signs = new AtomicInteger();
    byte[] csv = skipped.repeat(8 << 20).getBytes(UTF_8);
    RowSplitter rows = new RowSplitter(new ByteArrayInputStream(csv), 0, 0, signs::incrementAndGet);

    rows.next();

    assertThat(rows.offset()).isEqualTo(csv.length);
    assertThat(signs).hasValueGreaterThanOrEqualTo(16);
  }

  @Test
  void heading_thatIsTooLong_isAllThatIsRead() throws IOException {
    ByteArrayInputStream input = new ByteArrayInputStream("x".repeat(8 << 20).getBytes(UTF_8));

    RawRow heading = new RowSplitter(input, 0, 0, () -> {}).heading();

    assertThat(Objects.requireNonNull(heading).fault()).startsWith("The row is longer");
    assertThat(input.available()).isGreaterThan(7 << 20);
  }

  @Test
  void skipByteOrderMark_leavesTheRow() throws IOException {
    RowSplitter rows = splitter("\uFEFFa,b\n", 0, 0);
    rows.skipByteOrderMark();

    assertThat(rows.offset()).isEqualTo(3);
    assertThat(text(next(rows))).isEqualTo("a,b");
  }

  /** The end of a row is where a splitter can begin: cut anywhere, the rows are the same. */
  @Test
  void splitterThatGoesOnAfterAnyRow_hasTheSameRows() throws IOException {
    Random random = new Random(7);
    for (int file = 0; file < 300; file++) {
      String csv = randomCsv(random);
      byte[] bytes = csv.getBytes(UTF_8);
      RowSplitter whole = splitter(csv, 0, 0);
      List<RawRow> rows = new ArrayList<>();
      List<RawRow> again = new ArrayList<>();
      long offset = 0;
      long lines = 0;
      for (RawRow row = whole.next(); row != null; row = whole.next()) {
        rows.add(row);
        RowSplitter resumed =
            new RowSplitter(
                new ByteArrayInputStream(bytes, (int) offset, bytes.length),
                offset,
                lines,
                () -> {});
        again.add(resumed.next());
        offset = resumed.offset();
        lines = resumed.lines();
        assertThat(offset).isEqualTo(whole.offset());
        assertThat(lines).isEqualTo(whole.lines());
      }
      assertThat(again).usingRecursiveComparison().as(csv).isEqualTo(rows);
      assertThat(whole.offset()).isEqualTo(bytes.length);
    }
  }

  private static String randomCsv(Random random) {
    String[] pieces = {"a", "é", ",", "\"", "\"\"", "\n", "\r\n", "\r", "\"x\ny\"", ",\"", "\","};
    StringBuilder csv = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      csv.append(pieces[random.nextInt(pieces.length)]);
    }
    return csv.toString();
  }

  private static RawRow next(RowSplitter rows) throws IOException {
    return Objects.requireNonNull(rows.next());
  }

  private static List<String> texts(String csv) throws IOException {
    return all(splitter(csv, 0, 0));
  }

  private static List<String> all(RowSplitter rows) throws IOException {
    List<String> texts = new ArrayList<>();
    for (RawRow row = rows.next(); row != null; row = rows.next()) {
      assertThat(row.fault()).isNull();
      texts.add(text(row));
    }
    return texts;
  }

  private static String text(RawRow row) {
    return new String(row.content(), UTF_8);
  }

  private static RowSplitter splitter(String csv, long offset, long lines) {
    return new RowSplitter(new ByteArrayInputStream(csv.getBytes(UTF_8)), offset, lines, () -> {});
  }
}
