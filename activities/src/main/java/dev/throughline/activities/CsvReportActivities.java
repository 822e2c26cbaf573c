package dev.throughline.activities;

import dev.throughline.activities.CsvReport.Progress;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.ReportActivities;
import dev.throughline.workflows.ReportFile;
import dev.throughline.workflows.ReportRequest;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Writes reports as CSV. The work for a row is a sleep of {@link ReportRequest#stepMillis}.
 *
 * <p>Failures: all are worth a retry, which goes on after the last heartbeat that reached the
 * server. When the run is canceled or the worker shuts down, the heartbeat throws {@link
 * io.temporal.client.ActivityCompletionException} and the file stays as it is.
 *
 * <p>Thread-safe.
 */
public final class CsvReportActivities implements ReportActivities {

  private final FileStore files;

  /**
   * Reads and writes nothing yet.
   *
   * @param files gets the reports
   */
  public CsvReportActivities(FileStore files) {
    this.files = files;
  }

  @Override
  public ReportFile produce(ReportRequest request) {
    ActivityExecutionContext activity = Activity.getExecutionContext();
    String name = "report-" + Fingerprint.of(activity.getInfo()) + ".csv";
    Progress earlier = activity.getHeartbeatDetails(Progress.class).orElse(null);
    try (CsvReport report = CsvReport.open(files.path(name), earlier)) {
      while (report.progress().rows() < request.rows()) {
        work(request.stepMillis(), report.progress(), activity);
        report.appendRow();
        activity.heartbeat(report.progress());
      }
      return new ReportFile(name, request.rows(), report.progress().bytes());
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw ApplicationFailure.newFailureWithCause("Interrupted", "Interrupted", e);
    } catch (IOException e) {
      throw Activity.wrap(e);
    }
  }

  /** In slices, so that a long step does not look like a dead worker. */
  private static void work(long millis, Progress progress, ActivityExecutionContext activity)
      throws InterruptedException {
    long slice = Heartbeats.PERIOD.toMillis();
    for (long left = millis; left > 0; left -= slice) {
      Thread.sleep(Math.min(left, slice));
      activity.heartbeat(progress);
    }
  }
}
