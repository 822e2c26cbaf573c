package dev.throughline.activities.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.throughline.activities.imports.Batch.Rejected;
import dev.throughline.activities.imports.ImportTables.Job;
import dev.throughline.files.FileStore;
import dev.throughline.files.PartialFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** Writes the rejected rows of an import into the file store, as CSV. */
final class RejectReport {

  private final FileStore files;
  private final ImportTables tables;

  RejectReport(FileStore files, ImportTables tables) {
    this.files = files;
    this.tables = tables;
  }

  /**
   * Writes the report, unless it is there.
   *
   * @param alive called again and again
   * @return its name
   */
  String write(String importId, Job job, Runnable alive) throws IOException {
    // A run that is reset may reject more rows, which is another report.
    String name = "rejects-" + importId + "-" + job.position().rejected() + ".csv";
    if (Files.exists(files.path(name))) {
      return name;
    }
    try (PartialFile file = files.receiving(name, Long.MAX_VALUE);
        CsvWriter csv = CsvWriter.builder().build(file, StandardCharsets.UTF_8)) {
      file.clear();
      csv.writeRecord("line", "row", "reason", "content");
      long last = 0;
      List<Rejected> some = tables.rejectedAfter(job, last);
      while (!some.isEmpty()) {
        for (Rejected row : some) {
          csv.writeRecord(
              Long.toString(row.line()), Long.toString(row.row()), row.reason(), row.content());
          last = row.row();
        }
        alive.run();
        some = tables.rejectedAfter(job, last);
      }
      csv.flush();
      file.complete();
    }
    return name;
  }
}
