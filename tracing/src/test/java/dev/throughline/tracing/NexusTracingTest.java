package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.Errands.Call;
import dev.throughline.tracing.Errands.Handler;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The header through Nexus, from a run to what a handler does and starts. */
class NexusTracingTest {

  @Test
  void runThatAnOperationStarts_isInItsCallersTrace() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Handler unused = Errands.start(environment);

      String result = environment.inRequest(() -> environment.workflow(Call.class).call("run"));

      assertThat(result).isEqualTo("bread");
      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Call CLIENT
                  RunWorkflow:Call
                    StartWorkflow:Run CLIENT
                      RunWorkflow:Run
              """);
      assertThat(environment.unusableHeaders()).isEmpty();
    }
  }

  @Test
  void spanOfAHandler_isBelowItsCallersRun() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Handler unused = Errands.start(environment);

      environment.inRequest(() -> environment.workflow(Call.class).call("ask"));

      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Call CLIENT
                  RunWorkflow:Call
                    GET bread CLIENT
              """);
    }
  }

  @Test
  void cancellationOfAnOperation_isBelowItsCallersRun() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Handler unused = Errands.start(environment);

      String result = environment.inRequest(() -> environment.workflow(Call.class).call("cancel"));

      assertThat(result).isEqualTo("canceled");
      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Call CLIENT
                  RunWorkflow:Call
                    CancelWorkflow CLIENT
                    StartWorkflow:Run CLIENT
                      RunWorkflow:Run
              """);
    }
  }

  @Test
  void decisionOfTheCaller_holdsInTheHandler_whateverItsSampler() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setSampler(Sampler.alwaysOn());
    try (TracedEnvironment environment = builder.build();
        DurableTracing quiet =
            DurableTracing.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
                .setSampler(Sampler.alwaysOff())
                .build()) {
      Handler handler = Errands.start(environment);

      for (String operation : List.of("ask", "run")) {
        environment
            .clientWith(quiet)
            .newUntypedWorkflowStub("Call", TracedEnvironment.options(operation).build())
            .start(operation);
        environment.client().newUntypedWorkflowStub(operation).getResult(String.class);
      }

      assertThat(handler.requests).hasValue(2);
      assertThat(environment.spans()).isEmpty();
    }
  }

  @Test
  void allowedBaggage_reachesTheHandler_andNoOtherLeavesTheRun() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setBaggageKeys(Set.of("tenant"));
    try (TracedEnvironment environment = builder.build()) {
      Handler handler = Errands.start(environment);

      try (Scope ignored =
          Baggage.builder().put("tenant", "ann").put("session", "secret").build().makeCurrent()) {
        environment.workflow(Call.class).call("ask");
      }

      assertThat(handler.baggage).isEqualTo(Baggage.builder().put("tenant", "ann").build());
    }
  }

  @Test
  void historyWithoutTheHeaders_isReplayedByAWorkerThatWritesThem() throws Exception {
    try (TracedEnvironment environment = TracedEnvironment.create();
        TracedEnvironment replay = TracedEnvironment.create()) {
      Handler unused = Errands.start(environment);
      environment.workflow(Call.class).call("run");
      History.Builder history =
          environment.client().fetchHistory("order-1").getHistory().toBuilder();
      history.getEventsBuilderList().stream()
          .filter(HistoryEvent.Builder::hasNexusOperationScheduledEventAttributes)
          .forEach(
              event -> event.getNexusOperationScheduledEventAttributesBuilder().clearNexusHeader());
      Worker worker = replay.temporal().newWorker(TracedEnvironment.TASK_QUEUE);
      worker.registerWorkflowImplementationTypes(Errands.Calls.class);

      WorkflowReplayer.replayWorkflowExecution(
          new WorkflowExecutionHistory(history.build(), "order-1"), worker);

      assertThat(replay.spans()).isEmpty();
    }
  }
}
