package dev.throughline.activities.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes JSON objects of rows: the heading's names to the row's fields, as text.
 *
 * <p>Not thread-safe.
 */
final class RowParser {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CsvReader.CsvReaderBuilder CSV =
      CsvReader.builder().skipEmptyLines(false).maxBufferSize(2 * RowSplitter.MAX_ROW);

  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private final List<String> columns;

  private RowParser(RawRow heading) throws RowRejectedException {
    columns = fields(heading);
  }

  /**
   * Begins with the heading.
   *
   * @throws RowRejectedException if it is no row, or a name is blank or there twice
   */
  static RowParser of(RawRow heading) throws RowRejectedException {
    RowParser parser = new RowParser(heading);
    if (parser.columns.stream().anyMatch(String::isBlank)) {
      throw new RowRejectedException("A column has no name");
    }
    if (new HashSet<>(parser.columns).size() < parser.columns.size()) {
      throw new RowRejectedException("Two columns have the same name");
    }
    return parser;
  }

  /** Returns the row as a JSON object. */
  String parse(RawRow row) throws RowRejectedException {
    List<String> fields = fields(row);
    if (fields.size() != columns.size()) {
      throw new RowRejectedException(
          "The row has %d columns, the heading has %d".formatted(fields.size(), columns.size()));
    }
    Map<String, String> object = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      object.put(columns.get(i), fields.get(i));
    }
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Text is always JSON", e);
    }
  }

  private List<String> fields(RawRow row) throws RowRejectedException {
    if (row.fault() != null) {
      throw new RowRejectedException(row.fault());
    }
    String text = text(row);
    if (text.indexOf('\0') >= 0) {
      // PostgreSQL's JSON and text have none.
      throw new RowRejectedException("The row has a NUL character");
    }
    try {
      return CSV.ofSingleCsvRecord(
              CsvRecordHandler.builder()
                  .maxFields(RowSplitter.MAX_ROW + 1)
                  .maxFieldSize(RowSplitter.MAX_ROW)
                  .maxRecordSize(RowSplitter.MAX_ROW)
                  .build(),
              text)
          .getFields();
    } catch (CsvParseException e) {
      throw new RowRejectedException("There is text after a closing quote");
    }
  }

  private String text(RawRow row) throws RowRejectedException {
    try {
      return utf8.decode(ByteBuffer.wrap(row.content())).toString();
    } catch (CharacterCodingException e) {
      throw new RowRejectedException("The row is not UTF-8");
    }
  }
}
