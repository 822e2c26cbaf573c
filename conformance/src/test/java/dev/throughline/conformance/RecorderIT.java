package dev.throughline.conformance;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Run;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The recorder, hosted by worker services that die. What it writes of a run, nobody else does: the
 * runs here never had a worker.
 */
class RecorderIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration AFTER_HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

  private Cluster cluster;
  private OtlpBackend backend;
  private SpanStore store;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start();
    backend = cluster.traces();
    store = backend.store();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void runsThatClosedBeforeThereWasARecorder_areRecorded() throws Exception {
    Set<Run> runs = terminated(20);

    cluster.startWorker();

    awaitRecorded(runs);
    assertThat(store.duplicates()).isEmpty();
  }

  @Test
  void hostKilled_anotherGoesOn_andNothingIsLostNorTwice() throws Exception {
    cluster.startWorker();
    Set<Run> runs = terminated(5);
    awaitRecorded(runs);
    awaitNoted(runs.size());
    ServiceProcess host = cluster.worker();
    assertThat(hostPid("0-of-1")).isEqualTo(host.pid());
    ServiceProcess other = cluster.startWorker();

    host.kill9();
    runs.addAll(terminated(5));

    awaitRecorded(runs);
    assertThat(hostPid("0-of-1")).isEqualTo(other.pid());
    assertThat(store.duplicates()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void hostKilledAsItExports_theNextRecordsAll(JournalCrashIT.Moment moment) throws Exception {
    backend.setFault(moment.fault());
    ServiceProcess host = cluster.startWorker();
    Set<Run> runs = terminated(5);
    await().atMost(SOON).until(() -> backend.requests() >= moment.requestsOf(1));

    host.kill9();
    backend.setFault(Fault.NONE);
    cluster.startWorker();

    awaitRecorded(runs);
    awaitNoted(runs.size());
    assertThat(store.duplicates().isEmpty()).isEqualTo(!moment.leadsToRepeats());
  }

  @Test
  void acknowledgementLost_comesAgainByteForByte() throws Exception {
    backend.setFault(Fault.storingThenFailing(503));
    cluster.startWorker();
    Set<Run> runs = terminated(1);
    await().atMost(SOON).until(() -> !store.duplicates().isEmpty());

    backend.setFault(Fault.NONE);

    awaitRecorded(runs);
    awaitNoted(runs.size());
  }

  @Test
  void hostStopped_handsOnWhatIsDone() throws Exception {
    ServiceProcess first = cluster.startWorker();
    Set<Run> runs = terminated(5);
    awaitRecorded(runs);

    first.terminate();
    cluster.startWorker();
    runs.addAll(terminated(1));

    awaitRecorded(runs);
    assertThat(store.duplicates()).isEmpty();
  }

  @Test
  void temporalAway_itGoesOnByItself() throws Exception {
    cluster.startWorker();
    Set<Run> runs = terminated(5);
    awaitRecorded(runs);
    awaitNoted(runs.size());

    cluster.temporal().stop();
    cluster.temporal().start();
    runs.addAll(terminated(5));

    awaitRecorded(runs);
    assertThat(store.duplicates()).isEmpty();
  }

  @Test
  void recorderTerminated_isStartedAgain_andRecordsWhatItMissed() throws Exception {
    ServiceProcess host = cluster.startWorker();
    Set<Run> runs = terminated(5);
    awaitRecorded(runs);
    host.terminate();
    recorder("0-of-1").terminate("by mistake");
    runs.addAll(terminated(5));

    cluster.startWorker();

    awaitRecorded(runs);
  }

  @Test
  void otherNumberOfShards_takesOverWhatIsDone() throws Exception {
    cluster.startWorker();
    Set<Run> runs = terminated(5);
    awaitRecorded(runs);
    awaitNoted(runs.size());
    cluster.worker().kill9();

    cluster.with("JAVA_TOOL_OPTIONS", "-Ddw.recorder.shards=3").startWorker();
    runs.addAll(terminated(30));

    awaitRecorded(runs);
    assertThat(store.duplicates()).isEmpty();
    assertThat(describe("0-of-1").getWorkflowExecutionInfo().hasCloseTime()).isTrue();
    for (int shard = 0; shard < 3; shard++) {
      assertThat(hostPid(shard + "-of-3")).isEqualTo(cluster.worker().pid());
    }
  }

  /** The first worker looks every minute whether its recorders run. */
  @Test
  void otherNumberOfShards_isNotUndoneByAWorkerThatWasStartedBefore() throws Exception {
    ServiceProcess before = cluster.startWorker();
    awaitRecorded(terminated(1));

    cluster.with("JAVA_TOOL_OPTIONS", "-Ddw.recorder.shards=2").startWorker();
    await().atMost(SOON).until(() -> describe("0-of-1").getWorkflowExecutionInfo().hasCloseTime());

    await()
        .during(Duration.ofSeconds(65))
        .atMost(Duration.ofSeconds(90))
        .until(() -> describe("0-of-1").getWorkflowExecutionInfo().hasCloseTime());
    before.terminate();
    awaitRecorded(terminated(4));
  }

  @Test
  void itsOwnWork_makesNoSpans() throws Exception {
    ServiceProcess first = cluster.startWorker();
    awaitRecorded(terminated(1));
    // Its own run ends, and goes on as a new one.
    first.terminate();
    cluster.startWorker();
    awaitRecorded(terminated(1));

    assertThat(store.spans())
        .extracting(ReceivedSpan::name)
        .containsOnly("RunWorkflow:Nobodys", "CompleteWorkflow:Nobodys");
  }

  /** Starts runs that no worker takes, and ends them. */
  private Set<Run> terminated(int runs) {
    return IntStream.range(0, runs).mapToObj(i -> terminated()).collect(toSet());
  }

  private Run terminated() {
    WorkflowStub run =
        cluster
            .temporal()
            .client()
            .newUntypedWorkflowStub(
                "Nobodys",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(UUID.randomUUID().toString())
                    .setTaskQueue("nobody")
                    .build());
    WorkflowExecution execution = run.start();
    run.terminate("enough");
    return new Run("default", execution.getWorkflowId(), execution.getRunId());
  }

  /** Waits until the runs have their ends, and checks everything that arrived. */
  private void awaitRecorded(Set<Run> runs) {
    Set<String> ends = runs.stream().map(Ids::completeWorkflow).collect(toSet());
    await()
        .atMost(AFTER_HEARTBEAT_TIMEOUT)
        .untilAsserted(
            () -> {
              Set<String> missing = new HashSet<>(ends);
              store.spans().forEach(span -> missing.remove(span.spanId()));
              assertThat(missing).isEmpty();
            });
    store.assertComplete();
  }

  /** Waits until Temporal knows that so many runs are done. */
  private void awaitNoted(int runs) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              List<PendingActivityInfo> activities = describe("0-of-1").getPendingActivitiesList();
              return activities.size() == 1
                  && activities.get(0).hasHeartbeatDetails()
                  && recordedRuns(activities.get(0).getHeartbeatDetails().getPayloads(0)) == runs;
            });
  }

  private static long recordedRuns(Payload progress) {
    int encoded =
        progress.getData().toStringUtf8().replaceAll(".*\"recorded\":\"|\".*", "").length();
    return encoded * 3L / 4 / 16;
  }

  private long hostPid(String shard) {
    String identity = describe(shard).getPendingActivities(0).getLastWorkerIdentity();
    return Long.parseLong(identity.substring(0, identity.indexOf('@')));
  }

  private WorkflowStub recorder(String shard) {
    return cluster.temporal().client().newUntypedWorkflowStub("throughline-recorder-" + shard);
  }

  private DescribeWorkflowExecutionResponse describe(String shard) {
    return cluster
        .temporal()
        .service()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(
                    WorkflowExecution.newBuilder().setWorkflowId("throughline-recorder-" + shard))
                .build());
  }
}
