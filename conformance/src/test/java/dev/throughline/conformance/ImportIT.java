package dev.throughline.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.activities.sql.Database;
import dev.throughline.activities.sql.DatabaseSettings;
import dev.throughline.workflows.ImportPosition;
import dev.throughline.workflows.ImportRequest;
import dev.throughline.workflows.ImportResult;
import dev.throughline.workflows.ImportWorkflow;
import dev.throughline.workflows.Workflows;
import io.opentelemetry.api.OpenTelemetry;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A million rows, a worker that is killed in the midst of them, and a database that has each once.
 */
class ImportIT {
  private static final int ROWS = 1_000_000;
  private static final int EACH_IS_A_REJECT = 100_000;
  private static final int KILLS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private Cluster cluster;
  private DatabaseSettings database;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start();
    Path data = cluster.directory().toAbsolutePath().resolve("jobs");
    database = new DatabaseSettings("jdbc:h2:file:" + data, "throughline", "", 3);
    cluster.with("DATABASE_URL", database.url());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void workerKilledThreeTimes_eachRowIsLoadedOnce() throws Exception {
    writeCsv();
    cluster.startWorker();
    WorkflowStub run = startImport();
    for (int kill = 1; kill <= KILLS; kill++) {
      awaitRows(run, kill * ROWS / (KILLS + 2));
      cluster.worker().kill9();
      cluster.startWorker();
    }

    ImportResult result = run.getResult(LIMIT.toSeconds(), SECONDS, ImportResult.class);

    int rejected = ROWS / EACH_IS_A_REJECT;
    assertThat(result.rowsLoaded()).isEqualTo(ROWS - rejected);
    assertThat(result.rowsRejected()).isEqualTo(rejected);
    assertThat(run.query("progress", Object.class).toString()).contains("DONE");
    assertThat(rejectReport(result)).hasSize(rejected + 1).doesNotHaveDuplicates();
    cluster.worker().terminate();
    assertTables(rejected);
  }

  private void writeCsv() throws IOException {
    Path files = Files.createDirectories(cluster.directory().resolve(".throughline/files"));
    try (BufferedWriter csv = Files.newBufferedWriter(files.resolve("contacts.csv"))) {
      csv.write("id,name,email\r\n");
      for (int row = 1; row <= ROWS; row++) {
        csv.write(
            row % EACH_IS_A_REJECT == 0
                ? row + ",too short\r\n"
                : row + ",\"Name, " + row + "\",name-" + row + "@example.org\r\n");
      }
    }
  }

  private WorkflowStub startImport() {
    WorkflowStub run =
        client()
            .newUntypedWorkflowStub(
                ImportWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                    .setWorkflowId("import-1")
                    .setTaskQueue(Workflows.DEFAULT_TASK_QUEUE)
                    .build());
    run.start(new ImportRequest("contacts.csv", null, null));
    // Not this run only: the import continues as new.
    return client().newUntypedWorkflowStub("import-1");
  }

  private WorkflowClient client() {
    return cluster.temporal().client();
  }

  /** Reads the heartbeat details of the activity that loads. */
  private static void awaitRows(WorkflowStub run, long rows) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                run.describe().getRawDescription().getPendingActivitiesList().stream()
                    .filter(PendingActivityInfo::hasHeartbeatDetails)
                    .anyMatch(activity -> position(activity.getHeartbeatDetails()).rows() > rows));
  }

  private static ImportPosition position(Payloads details) {
    return DefaultDataConverter.STANDARD_INSTANCE.fromPayloads(
        0, Optional.of(details), ImportPosition.class, ImportPosition.class);
  }

  private List<String> rejectReport(ImportResult result) throws IOException {
    return Files.readAllLines(
        cluster.directory().resolve(".throughline/files").resolve(result.rejectReport()));
  }

  private void assertTables(long rejected) {
    try (Database jobs = Database.open(database, OpenTelemetry.noop())) {
      assertThat(number(jobs, "SELECT count(*) FROM imported_row")).isEqualTo(ROWS - rejected);
      // The primary key has no number twice; here each number has its own content.
      assertThat(
              number(
                  jobs,
                  "SELECT count(*) FROM imported_row"
                      + " WHERE fields NOT LIKE '{\"id\":\"' || row_no || '\",%'"))
          .isZero();
      assertThat(number(jobs, "SELECT count(*) FROM rejected_row")).isEqualTo(rejected);
      assertThat(number(jobs, "SELECT rows_read FROM import_job WHERE finished_at IS NOT NULL"))
          .isEqualTo(ROWS);
    }
  }

  private static long number(Database jobs, String query) {
    return jobs.jdbi().withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }
}
