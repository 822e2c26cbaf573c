package dev.throughline.activities.imports;

import dev.throughline.activities.http.OutboundHttp;
import dev.throughline.activities.imports.ImportTables.Job;
import dev.throughline.activities.sql.Database;
import dev.throughline.files.FileStore;
import dev.throughline.files.FileTooLargeException;
import dev.throughline.files.PartialFile;
import dev.throughline.workflows.ImportActivities;
import dev.throughline.workflows.ImportPosition;
import dev.throughline.workflows.ImportSource;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Imports of CSV files (RFC 4180, UTF-8 with or without a byte order mark, comma, a heading) into
 * the tables {@code import_job}, {@code imported_row} and {@code rejected_row}.
 *
 * <p>Rows are committed in batches of 5,000 rows or 4 MiB, each together with the position after it
 * and only from the position before it. So neither an attempt that dies at any moment, nor two that
 * are alive at once, lose or double a row. Memory holds one batch.
 *
 * <p>Spans: three of {@link Database} for a batch, one of {@link OutboundHttp} for a download.
 *
 * <p>Failures: {@link ImportActivities#REFUSED} for a file that cannot be imported; all others are
 * worth a retry. Thread-safe.
 */
public final class CsvImportActivities implements ImportActivities {

  /** Batches of one activity: 100,000 rows, some seconds. */
  private static final int BATCHES_PER_LOAD = 20;

  /** Ten million rows of 400 bytes. */
  private static final long MAX_DOWNLOAD = 4L << 30;

  private final Database database;
  private final FileStore files;
  private final OutboundHttp http;

  /**
   * Connects to nothing yet.
   *
   * @param database gets the rows
   * @param files has the files, and gets downloads and reject reports
   * @param http fetches files
   */
  public CsvImportActivities(Database database, FileStore files, OutboundHttp http) {
    this.database = database;
    this.files = files;
    this.http = http;
  }

  @Override
  public String fetch(String importId, String url) {
    ActivityExecutionContext activity = Activity.getExecutionContext();
    String name = fetched(importId);
    if (Files.exists(files.path(name))) {
      return name;
    }
    try (PartialFile file = files.receiving(name, MAX_DOWNLOAD)) {
      download(url, file, activity);
      file.complete();
      return name;
    } catch (IOException e) {
      throw Activity.wrap(e);
    }
  }

  private void download(String url, PartialFile file, ActivityExecutionContext activity)
      throws IOException {
    Download.Progress earlier = activity.getHeartbeatDetails(Download.Progress.class).orElse(null);
    try {
      new Download(http, url).into(file, earlier, activity::heartbeat);
    } catch (FileTooLargeException e) {
      file.discard();
      throw refused("The file is larger than " + e.maxBytes() + " bytes", e);
    } catch (ActivityCanceledException e) {
      // Nobody would go on with it: after a pause another activity begins, without the progress.
      file.discard();
      throw e;
    }
  }

  private static String fetched(String importId) {
    return "import-" + importId + ".csv";
  }

  @Override
  public ImportPosition open(ImportSource source) {
    ImportTables tables = tables();
    ActivityExecutionContext activity = Activity.getExecutionContext();
    try (CsvFile csv = CsvFile.open(path(source), activity::heartbeat)) {
      String workflowId = activity.getInfo().getWorkflowId();
      tables.begin(source, workflowId == null ? "" : workflowId, csv.position());
      return job(tables, source).position();
    } catch (IOException | RowRejectedException e) {
      throw failure(source, e);
    }
  }

  @Override
  public ImportPosition load(ImportSource source, int maxRejects) {
    ActivityExecutionContext activity = Activity.getExecutionContext();
    ImportTables tables = tables();
    Job job = job(tables, source);
    try (CsvFile csv = CsvFile.open(path(source), job.position(), activity::heartbeat)) {
      for (int i = 0; i < BATCHES_PER_LOAD && job.position().hasMore(); i++) {
        if (job.position().rejected() > maxRejects) {
          break;
        }
        activity.heartbeat(job.position());
        job = new Job(job.id(), committed(tables, job, csv));
      }
      return job.position();
    } catch (ActivityCanceledException e) {
      // A pause is a cancellation of the activity, and what it has done is its result.
      return job.position();
    } catch (IOException | SQLException | RowRejectedException e) {
      throw failure(source, e);
    }
  }

  private static ImportPosition committed(ImportTables tables, Job job, CsvFile csv)
      throws IOException, SQLException {
    Batch batch = csv.next();
    if (batch.end().bytes() == job.position().bytes()) {
      throw refused("The file has become shorter while it was imported", null);
    }
    if (!tables.commit(job, batch)) {
      throw ApplicationFailure.newFailure(
          "Another attempt goes on with this import", "ImportMovedOn");
    }
    return batch.end();
  }

  @Override
  public @Nullable String finish(ImportSource source, boolean succeeded) {
    ActivityExecutionContext activity = Activity.getExecutionContext();
    ImportTables tables = tables();
    try {
      String report = null;
      Job job = tables.find(source.importId()).orElse(null);
      if (job != null) {
        if (job.position().rejected() > 0) {
          report =
              new RejectReport(files, tables)
                  .write(source.importId(), job, () -> activity.heartbeat(null));
        }
        if (succeeded) {
          tables.finish(job);
        }
      }
      if (source.file().equals(fetched(source.importId()))) {
        Files.deleteIfExists(files.path(source.file()));
      }
      return report;
    } catch (IOException e) {
      throw Activity.wrap(e);
    }
  }

  private ImportTables tables() {
    return new ImportTables(database.jdbi());
  }

  private Path path(ImportSource source) {
    return files.path(source.file());
  }

  private static Job job(ImportTables tables, ImportSource source) {
    return tables
        .find(source.importId())
        .orElseThrow(() -> refused("There is no import " + source.importId(), null));
  }

  private static RuntimeException failure(ImportSource source, Exception e) {
    if (e instanceof RowRejectedException rejected) {
      return refused(source.file() + " has no usable heading: " + rejected.reason(), null);
    }
    if (e instanceof NoSuchFileException) {
      return refused(source.file() + " is not in the file store of this worker", null);
    }
    return Activity.wrap(e);
  }

  private static ApplicationFailure refused(String message, @Nullable Exception cause) {
    return ApplicationFailure.newNonRetryableFailureWithCause(
        message, ImportActivities.REFUSED, cause);
  }
}
