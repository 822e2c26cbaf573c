package dev.throughline.tracing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.Orders.Order;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.history.v1.History;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A run is worked on many times, by many workers; it is written once. */
class ReplayTest {

  @Test
  void runs_thatAreEvictedAndQueriedCold_haveOneAnchorEach() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.factory().setWorkflowCacheSize(2);
    try (TracedEnvironment environment = builder.build()) {
      Visiting.EXECUTIONS.set(0);
      environment.start(List.of(Visiting.class));
      List<Visit> visits = new ArrayList<>();
      int runs = 10;
      for (int i = 0; i < runs; i++) {
        Visit visit = environment.workflow(Visit.class, "visit-" + i);
        WorkflowClient.start(visit::visit);
        visits.add(visit);
      }
      int rounds = 3;
      for (int round = 0; round < rounds; round++) {
        visits.forEach(visit -> assertThat(visit.seen()).isNotNegative());
        visits.forEach(visit -> visit.come("guest"));
      }
      visits.forEach(visit -> visit.come("bye"));
      visits.forEach(visit -> WorkflowStub.fromTyped(visit).getResult(Integer.class));
      visits.forEach(visit -> assertThat(visit.seen()).isEqualTo(rounds + 1));

      assertThat(Visiting.EXECUTIONS)
          .as("the cache was too large to try it")
          .hasValueGreaterThan(3 * runs);
      assertThat(anchorsByRun(environment))
          .hasSize(runs)
          .allSatisfy((run, n) -> assertThat(n).isOne());
      assertThat(environment.spans("HandleQuery:seen")).hasSize(runs * (rounds + 1));
    }
  }

  @Test
  void run_whoseFirstTaskFailsTwice_hasOneAnchor() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      FailsItsFirstTasks.TRIES.set(0);
      environment.start(List.of(FailsItsFirstTasks.class));

      Order order =
          environment
              .client()
              .newWorkflowStub(
                  Order.class,
                  TracedEnvironment.options("order-1")
                      // The second failure is not reported: the server waits it out.
                      .setWorkflowTaskTimeout(Duration.ofSeconds(1))
                      .build());

      environment.inRequest(() -> order.order(1));

      assertThat(FailsItsFirstTasks.TRIES).hasValue(3);
      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Order CLIENT
                  RunWorkflow:Order
              """);
    }
  }

  @Test
  void replayedHistories_areGreen_andMakeNoSpan() throws Exception {
    try (TracedEnvironment environment = TracedEnvironment.create();
        TracedEnvironment replay = TracedEnvironment.create()) {
      Orders.start(environment);
      environment.workflow(Order.class).order(3);
      environment
          .clientWith()
          .newUntypedWorkflowStub("Order", TracedEnvironment.options("untraced").build())
          .start(1);
      environment.client().newUntypedWorkflowStub("untraced").getResult(String.class);
      Set<Run> runs = anchorsByRun(environment).keySet();
      Worker worker = replay.temporal().newWorker(TracedEnvironment.TASK_QUEUE);
      worker.registerWorkflowImplementationTypes(
          Orders.OrderWorkflow.class, Orders.ShipWorkflow.class);

      for (Run run : runs) {
        WorkflowReplayer.replayWorkflowExecution(
            environment.client().fetchHistory(run.workflowId(), run.runId()), worker);
      }

      assertThat(runs).as("four orders, four shipments").hasSize(8);
      assertThat(replay.spans()).isEmpty();
      assertThat(replay.unusableHeaders()).isEmpty();
    }
  }

  /**
   * The replayer gives every run the same run id, so that it takes it for a reset, which writes no
   * anchor anyway. Here the history is a plain run's again; activity ids would not stand that.
   */
  @Test
  void replayedRun_thatIsNoReset_isNotWrittenAgain() throws Exception {
    try (TracedEnvironment environment = TracedEnvironment.create();
        TracedEnvironment replay = TracedEnvironment.create()) {
      environment.start(List.of(Visiting.class));
      Visit visit = environment.workflow(Visit.class, "visit-1");
      WorkflowClient.start(visit::visit);
      visit.come("bye");
      WorkflowStub.fromTyped(visit).getResult(Integer.class);
      History.Builder history =
          environment.client().fetchHistory("visit-1").getHistory().toBuilder();
      history
          .getEventsBuilder(0)
          .getWorkflowExecutionStartedEventAttributesBuilder()
          .setOriginalExecutionRunId("run_id_in_replay");
      Worker worker = replay.temporal().newWorker(TracedEnvironment.TASK_QUEUE);
      worker.registerWorkflowImplementationTypes(Visiting.class);

      WorkflowReplayer.replayWorkflowExecution(
          new WorkflowExecutionHistory(history.build(), "visit-1"), worker);

      assertThat(replay.spans()).isEmpty();
    }
  }

  private static Map<Run, Long> anchorsByRun(TracedEnvironment environment) {
    return environment.spans().stream()
        .filter(span -> span.getName().startsWith("RunWorkflow:"))
        .collect(groupingBy(ReplayTest::run, counting()));
  }

  private static Run run(SpanData span) {
    return new Run(
        String.valueOf(span.getAttributes().get(Keys.NAMESPACE)),
        String.valueOf(span.getAttributes().get(Keys.WORKFLOW_ID)),
        String.valueOf(span.getAttributes().get(Keys.RUN_ID)));
  }

  @WorkflowInterface
  public interface Visit {
    @WorkflowMethod(name = "Visit")
    int visit();

    @SignalMethod
    void come(String who);

    @QueryMethod
    int seen();
  }

  /** Ends at the signal {@code bye}. */
  public static final class Visiting implements Visit {
    static final AtomicInteger EXECUTIONS = new AtomicInteger();

    private final List<String> guests = new ArrayList<>();

    @Override
    public int visit() {
      EXECUTIONS.incrementAndGet();
      Workflow.await(() -> guests.contains("bye"));
      return guests.size();
    }

    @Override
    public void come(String who) {
      guests.add(who);
    }

    @Override
    public int seen() {
      return guests.size();
    }
  }

  public static final class FailsItsFirstTasks implements Order {
    static final AtomicInteger TRIES = new AtomicInteger();

    @Override
    public String order(int runs) {
      if (TRIES.incrementAndGet() < 3) {
        throw new AssertionError("a bug, deployed for a moment");
      }
      return "ordered";
    }
  }
}
