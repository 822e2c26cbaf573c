package dev.throughline.activities.imports;

import dev.throughline.activities.imports.Batch.Loaded;
import dev.throughline.activities.imports.Batch.Rejected;
import dev.throughline.workflows.ImportPosition;
import dev.throughline.workflows.ImportSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The tables of {@code V2__imports.sql}.
 *
 * <p>Thread-safe. Fails with {@link org.jdbi.v3.core.JdbiException} when the database does, and
 * with SQLException.
 */
final class ImportTables {

  private final Jdbi jdbi;

  ImportTables(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * An import as it is in the database.
   *
   * @param id of its rows
   * @param position what is committed
   */
  record Job(long id, ImportPosition position) {}

  Optional<Job> find(String importId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT id, bytes_read, bytes_total, lines_read, rows_read, rows_rejected"
                        + " FROM import_job WHERE import_id = :importId")
                .bind("importId", importId)
                .map(ImportTables::job)
                .findOne());
  }

  private static Job job(ResultSet row, StatementContext context) throws SQLException {
    ImportPosition position =
        new ImportPosition(
            row.getLong("bytes_read"),
            row.getLong("bytes_total"),
            row.getLong("lines_read"),
            row.getLong("rows_read"),
            row.getLong("rows_rejected"));
    return new Job(row.getLong("id"), position);
  }

  /** Adds an import, unless it is there. */
  void begin(ImportSource source, String workflowId, ImportPosition position) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO import_job (import_id, workflow_id, file_name,"
                        + " bytes_read, bytes_total, lines_read, rows_read, rows_rejected)"
                        + " VALUES (:importId, :workflowId, :file,"
                        + " :bytes, :totalBytes, :lines, :rows, :rejected) ON CONFLICT DO NOTHING")
                .bind("importId", source.importId())
                .bind("workflowId", workflowId)
                .bind("file", source.file())
                .bindMethods(position)
                .execute());
  }

  /**
   * Commits rows and the position after them.
   *
   * @return false, and nothing is done, if the import is elsewhere by now: another attempt is alive
   */
  boolean commit(Job job, Batch batch) throws SQLException {
    return jdbi.inTransaction(
        handle -> moved(handle, job, batch.end()) && added(handle, job, batch));
  }

  /** First, and so that it locks: of two attempts at the same rows, one waits and is told. */
  private static boolean moved(Handle handle, Job job, ImportPosition to) {
    return handle
            .createUpdate(
                "UPDATE import_job SET bytes_read = :bytes, lines_read = :lines, rows_read = :rows,"
                    + " rows_rejected = :rejected WHERE id = :id AND bytes_read = :from")
            .bindMethods(to)
            .bind("id", job.id())
            .bind("from", job.position().bytes())
            .execute()
        == 1;
  }

  private static boolean added(Handle handle, Job job, Batch batch) throws SQLException {
    addLoaded(handle.getConnection(), job.id(), batch.loaded());
    addRejected(handle.getConnection(), job.id(), batch.rejected());
    return true;
  }

  /** With JDBC itself: Jdbi's binding would take longer than the database. */
  private static void addLoaded(Connection connection, long job, List<Loaded> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO imported_row (job_id, row_no, fields) VALUES (?, ?, ?)")) {
      for (Loaded row : rows) {
        insert.setLong(1, job);
        insert.setLong(2, row.row());
        insert.setString(3, row.fields());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void addRejected(Connection connection, long job, List<Rejected> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO rejected_row (job_id, row_no, line_no, reason, content)"
                + " VALUES (?, ?, ?, ?, ?)")) {
      for (Rejected row : rows) {
        insert.setLong(1, job);
        insert.setLong(2, row.row());
        insert.setLong(3, row.line());
        insert.setString(4, row.reason());
        insert.setString(5, row.content());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Returns some rejected rows after a row, in the order of the file; none after the last. */
  List<Rejected> rejectedAfter(Job job, long row) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT row_no, line_no, reason, content FROM rejected_row"
                        + " WHERE job_id = :job AND row_no > :row ORDER BY row_no LIMIT 100")
                .bind("job", job.id())
                .bind("row", row)
                .map(
                    (result, context) ->
                        new Rejected(
                            result.getLong("row_no"),
                            result.getLong("line_no"),
                            result.getString("reason"),
                            result.getString("content")))
                .list());
  }

  /** Marks an import as whole. */
  void finish(Job job) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE import_job SET finished_at = CURRENT_TIMESTAMP"
                        + " WHERE id = :id AND finished_at IS NULL")
                .bind("id", job.id())
                .execute());
  }
}
