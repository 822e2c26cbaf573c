package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.tracing.contract.Ids;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Replay repeats workflow code; it must not repeat a span. On the real server, because evictions,
 * sticky queues and cold queries are its doing.
 */
class ReplayIT {
  @RegisterExtension static final Walkers walkers = new Walkers();

  @Test
  void evictionsAndQueriesOnColdRuns_writeNoSecondAnchor() {
    WorkflowClient client = walkers.worker("cold");
    List<WorkflowStub> runs = new ArrayList<>();
    for (int i = 0; i < 5 * Walkers.CACHE; i++) {
      runs.add(walkers.started(client, "cold", 5));
    }
    int queries = 0;
    for (int round = 0; round < 3; round++) {
      for (WorkflowStub run : runs) {
        run.query("step", Integer.class);
        queries++;
      }
    }
    for (WorkflowStub run : runs) {
      run.getResult(Integer.class);
      run.query("step", Integer.class);
      queries++;
    }

    assertThat(walkers.spans("RunWorkflow:Walk"))
        .extracting(SpanData::getSpanId)
        .containsExactlyInAnyOrderElementsOf(
            runs.stream().map(run -> Ids.runWorkflow(Walkers.run(run))).toList());
    assertThat(walkers.spans("HandleQuery:step")).hasSize(queries);
  }

  @Test
  void restartedWorker_writesNoSecondAnchor() {
    WorkflowClient client = walkers.worker("restart");
    WorkflowStub run = walkers.started(client, "restart", 20);
    await().until(() -> !walkers.spans("StartActivity:Note").isEmpty());
    walkers.stopWorkers();
    walkers.worker("restart"); // remembers nothing of the first

    assertThat(run.getResult(Integer.class)).isEqualTo(20);
    assertThat(walkers.spans("RunWorkflow:Walk")).hasSize(1);
  }

  @Test
  void failedFirstWorkflowTasks_writeOneAnchor() {
    WorkflowClient client = walkers.worker("failing");
    Walk.FAILURES_LEFT.set(2);
    WorkflowStub run = walkers.started(client, "failing", 1);

    assertThat(run.getResult(Integer.class)).isEqualTo(1);
    assertThat(Walk.FAILURES_LEFT.get()).isNegative();
    assertThat(walkers.history(run).events())
        .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);
    assertThat(walkers.spans("RunWorkflow:Walk")).hasSize(1);
  }

  @Test
  void replayerOnRecordedHistories_isGreenAndSilent() throws Exception {
    WorkflowClient client = walkers.worker("replayer");
    WorkflowStub target = walkers.started(client, "replayer", 3);
    WorkflowStub run = walkers.started(client, "replayer", 3);
    run.signal("tell", target.getExecution().getWorkflowId());
    run.getResult(Integer.class);
    target.getResult(Integer.class);
    walkers.forgetSpans();

    Worker worker = WorkerFactory.newInstance(client).newWorker("replayer");
    Walk.register(worker);
    for (WorkflowStub recorded : List.of(run, target)) {
      RunHistory history = walkers.history(recorded);
      worker.replayWorkflowExecution(
          new WorkflowExecutionHistory(
              History.newBuilder().addAllEvents(history.events()).build(),
              history.run().workflowId()));
    }

    assertThat(walkers.spans()).isEmpty();
  }
}
