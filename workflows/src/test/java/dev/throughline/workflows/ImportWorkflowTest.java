package dev.throughline.workflows;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.workflows.ImportProgress.Phase;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImportWorkflowTest {

  private static final ImportRequest UPLOADED = new ImportRequest("upload-1.csv", null, 10);

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final FakeImports imports = new FakeImports();

  @BeforeEach
  void start() {
    Worker worker = temporal.newWorker(Workflows.DEFAULT_TASK_QUEUE);
    Workflows.register(worker);
    worker.registerActivitiesImplementations(imports);
    temporal.start();
  }

  @AfterEach
  void close() {
    imports.gate.release(1000);
    temporal.close();
  }

  @Test
  void load_ofAnUploadedFile_loadsAllOfIt() {
    imports.begin(3, 1);

    ImportResult result = run(UPLOADED);

    assertThat(result).isEqualTo(new ImportResult(result.importId(), 299, 1, "rejects.csv"));
    assertThat(imports.calls)
        .containsExactly(
            "open upload-1.csv", "load 100", "load 200", "load 300", "finish upload-1.csv true");
  }

  @Test
  void load_ofAUrl_fetchesTheFileOnce_evenOverRuns() {
    imports.begin(ImportWorkflowImpl.LOADS_PER_RUN + 1, 0);

    ImportResult result = run(new ImportRequest(null, "https://example.com/a.csv", null));

    assertThat(result.rowsLoaded()).isEqualTo(600);
    assertThat(result.rejectReport()).isNull();
    assertThat(imports.calls)
        .startsWith("fetch https://example.com/a.csv", "open fetched.csv", "load 100")
        .endsWith("load 500", "open fetched.csv", "load 600", "finish fetched.csv true");
    assertThat(imports.importIds).containsExactly(result.importId());
  }

  @Test
  void load_ofAUrlThatDoesNotAnswerForADay_fails() {
    imports.fetchFailure =
        ApplicationFailure.newFailureWithCauseAndDelay(
            "no answer", "IOException", null, Duration.ofHours(24));

    assertThatThrownBy(() -> run(new ImportRequest(null, "https://example.com/a.csv", null)))
        .isInstanceOf(WorkflowFailedException.class)
        .hasStackTraceContaining("no answer");
    assertThat(imports.calls).containsExactly("fetch https://example.com/a.csv");
  }

  @Test
  void load_withTooManyRejects_failsAndNamesTheReport() {
    imports.begin(3, 11);

    assertThatThrownBy(() -> run(UPLOADED))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(ImportWorkflow.TOO_MANY_REJECTS);
              assertThat(failure.getOriginalMessage())
                  .isEqualTo(
                      "11 of 100 rows were rejected, more than 10:"
                          + " see rejects.csv in the file store");
            });
    assertThat(imports.calls)
        .containsExactly("open upload-1.csv", "load 100", "finish upload-1.csv false");
  }

  @Test
  void load_ofAFileThatIsRefused_fails_andCleansUp() {
    imports.refusal = "a.csv has no usable heading: The file is empty";

    assertThatThrownBy(() -> run(UPLOADED)).hasStackTraceContaining("The file is empty");
    assertThat(imports.calls).containsExactly("open upload-1.csv", "finish upload-1.csv false");
  }

  @Test
  void pause_stopsTheLoad_untilResume() throws InterruptedException {
    imports.begin(2, 0);
    imports.gate.drainPermits();
    WorkflowStub run = started(UPLOADED);
    imports.loading.acquire();

    run.signal("pause");
    imports.canceled.acquire();

    // The activity, canceled, has told what it has done.
    ImportProgress paused = awaitRows(run, 50);
    assertThat(paused).isEqualTo(new ImportProgress(Phase.LOADING, true, 50, 0, 50, 200));
    assertThat(imports.calls).containsExactly("open upload-1.csv", "load 50 canceled");

    imports.gate.release(1000);
    run.signal("resume");

    assertThat(result(run).rowsLoaded()).isEqualTo(200);
    assertThat(run.query("progress", ImportProgress.class))
        .isEqualTo(new ImportProgress(Phase.DONE, false, 200, 0, 200, 200));
  }

  @Test
  void pause_beforeTheFirstLoad_loadsNothing() {
    imports.begin(2, 0);
    WorkflowStub run = stub();
    run.signalWithStart("pause", new Object[0], new Object[] {UPLOADED});

    assertThat(run.query("progress", ImportProgress.class))
        .isEqualTo(new ImportProgress(Phase.LOADING, true, 0, 0, 0, 0));
    run.signal("resume");

    assertThat(result(run).rowsLoaded()).isEqualTo(200);
  }

  @Test
  void cancel_whileItLoads_endsAsCanceled_withItsReport() throws InterruptedException {
    imports.begin(2, 0);
    imports.gate.drainPermits();
    WorkflowStub run = started(UPLOADED);
    imports.loading.acquire();

    run.cancel();

    assertCanceled(run);
    assertThat(imports.calls)
        .containsExactly("open upload-1.csv", "load 50 canceled", "finish upload-1.csv false");
  }

  @Test
  void cancel_whileItIsPaused_endsAsCanceled() {
    imports.begin(2, 0);
    WorkflowStub run = stub();
    run.signalWithStart("pause", new Object[0], new Object[] {UPLOADED});

    run.cancel();

    assertCanceled(run);
    assertThat(imports.calls).containsExactly("finish upload-1.csv false");
  }

  private static void assertCanceled(WorkflowStub run) {
    assertThatThrownBy(() -> result(run))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
  }

  private ImportResult run(ImportRequest request) {
    return result(started(request));
  }

  private WorkflowStub started(ImportRequest request) {
    WorkflowStub run = stub();
    run.start(request);
    return run;
  }

  private WorkflowStub stub() {
    WorkflowClient client = temporal.getWorkflowClient();
    return client.newUntypedWorkflowStub(
        ImportWorkflow.TYPE,
        WorkflowOptions.newBuilder().setTaskQueue(Workflows.DEFAULT_TASK_QUEUE).build());
  }

  private static ImportResult result(WorkflowStub run) {
    try {
      return run.getResult(10, SECONDS, ImportResult.class);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static ImportProgress awaitRows(WorkflowStub run, long rows) {
    ImportProgress progress;
    do {
      progress = run.query("progress", ImportProgress.class);
    } while (progress.rowsLoaded() < rows);
    return progress;
  }
}
