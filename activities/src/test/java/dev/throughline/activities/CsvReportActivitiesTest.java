package dev.throughline.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.activities.CsvReport.Progress;
import dev.throughline.files.FileStore;
import dev.throughline.workflows.ReportActivities;
import dev.throughline.workflows.ReportFile;
import dev.throughline.workflows.ReportRequest;
import io.temporal.activity.ActivityInfo;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReportActivitiesTest {

  private final Path directory;
  private final List<Progress> heartbeats = new CopyOnWriteArrayList<>();
  private Consumer<ActivityInfo> before = info -> {};
  private final TestActivityEnvironment temporal =
      BeforeAttempt.environment(info -> before.accept(info));

  CsvReportActivitiesTest(@TempDir Path directory) {
    this.directory = directory;
    temporal.registerActivitiesImplementations(new CsvReportActivities(new FileStore(directory)));
    temporal.setActivityHeartbeatListener(Progress.class, heartbeats::add);
  }

  @AfterEach
  void close() {
    temporal.close();
  }

  @Test
  void produce_writesTheRowsIntoTheFileStore() {
    ReportFile report = produce(new ReportRequest(100, 0, "ann@example.com"));

    assertThat(report.rows()).isEqualTo(100);
    assertThat(report.name()).matches("report-[0-9a-f]{32}\\.csv");
    assertThat(directory.resolve(report.name())).hasSize(report.bytes());
    assertThat(lines(report)).hasSize(101).endsWith("100,item-100,3700");
    assertThat(heartbeats.get(0).rows()).isEqualTo(1);
  }

  @Test
  void produce_afterAnAttemptThatWasCutOff_goesOnAfterItsLastHeartbeat() {
    ReportFile uninterrupted = produce(new ReportRequest(100, 0, "ann@example.com"));
    heartbeats.clear();
    before = info -> halfAReport(directory.resolve("report-" + Fingerprint.of(info) + ".csv"));
    temporal.setHeartbeatDetails(half());

    ReportFile resumed = produce(new ReportRequest(100, 0, "ann@example.com"));

    assertThat(heartbeats.get(0).rows()).isEqualTo(51);
    assertThat(resumed.name()).isNotEqualTo(uninterrupted.name());
    assertThat(directory.resolve(resumed.name()))
        .hasSameBinaryContentAs(directory.resolve(uninterrupted.name()));
  }

  @Test
  void produce_whereTheFileOfTheEarlierAttemptIsNotThere_beginsAnew() {
    temporal.setHeartbeatDetails(half());

    ReportFile report = produce(new ReportRequest(100, 0, "ann@example.com"));

    assertThat(heartbeats.get(0).rows()).isEqualTo(1);
    assertThat(lines(report)).hasSize(101);
  }

  @Test
  void produce_whenCanceled_stops() {
    temporal.requestCancelActivity();

    assertThatThrownBy(() -> produce(new ReportRequest(1_000_000, 10, "ann@example.com")))
        .isInstanceOf(CanceledFailure.class);
  }

  @Test
  void produce_interruptedBeforeItWrites_failsInAWayThatIsRetried() {
    before = info -> Thread.currentThread().interrupt();

    assertInterrupted();
  }

  @Test
  void produce_interruptedAtWork_failsInAWayThatIsRetried() {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    before = info -> thread.complete(Thread.currentThread());
    temporal.setActivityHeartbeatListener(Progress.class, progress -> thread.join().interrupt());

    assertInterrupted();
  }

  private void assertInterrupted() {
    assertThatThrownBy(() -> produce(new ReportRequest(1_000_000, 10, "ann@example.com")))
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            cause -> {
              assertThat(cause.getType()).isEqualTo("Interrupted");
              assertThat(cause.isNonRetryable()).isFalse();
            });
  }

  private ReportFile produce(ReportRequest request) {
    return temporal.newActivityStub(ReportActivities.class).produce(request);
  }

  private Progress half() {
    return halfAReport(directory.resolve("half.csv"));
  }

  private static Progress halfAReport(Path file) {
    try (CsvReport report = CsvReport.open(file, null)) {
      for (int i = 0; i < 50; i++) {
        report.appendRow();
      }
      return report.progress();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> lines(ReportFile report) {
    try {
      return Files.readAllLines(directory.resolve(report.name()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
