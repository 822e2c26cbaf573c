package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.throughline.tracing.Orders.Order;
import dev.throughline.tracing.Orders.Ship;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Keys;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.temporal.client.WorkflowClient;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunTracingTest {

  @Test
  void run_isOneTraceWithItsRequest_andItsNextRunALinkedOne() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Orders.start(environment);

      environment.inRequest(() -> environment.workflow(Order.class).order(2));

      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Order CLIENT
                  RunWorkflow:Order
                    RunActivity:Audit CONSUMER #1
                    StartActivity:Reserve
                      RunActivity:Reserve CONSUMER #1 ERROR
                        POST inventory CLIENT
                      RunActivity:Reserve CONSUMER #2
                        POST inventory CLIENT
                    StartChildWorkflow:Ship
                      RunWorkflow:Ship
                        StartActivity:Deliver
                          RunActivity:Deliver CONSUMER #1
              RunWorkflow:Order ~previous RunWorkflow:Order
                RunActivity:Audit CONSUMER #1
                StartActivity:Reserve
                  RunActivity:Reserve CONSUMER #1 ERROR
                    POST inventory CLIENT
                  RunActivity:Reserve CONSUMER #2
                    POST inventory CLIENT
                StartChildWorkflow:Ship
                  RunWorkflow:Ship
                    StartActivity:Deliver
                      RunActivity:Deliver CONSUMER #1
              """);
      assertThat(environment.spans()).allMatch(span -> span.getSpanContext().isSampled());
      assertThat(environment.unusableHeaders()).isEmpty();
    }
  }

  @Test
  void anchors_haveDerivedIds_andTheTimesOfHistory() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Orders.start(environment);
      environment.workflow(Order.class).order(1);

      var first = environment.client().fetchHistory("order-1").getHistory().getEvents(0);
      SpanData order = environment.span("RunWorkflow:Order");
      assertThat(order.getSpanId()).isEqualTo(Ids.runWorkflow(runOf(order)));
      assertThat(order.getStartEpochNanos())
          .isEqualTo(TimeUnit.MILLISECONDS.toNanos(Timestamps.toMillis(first.getEventTime())))
          .isEqualTo(order.getEndEpochNanos());
      SpanData ship = environment.span("RunWorkflow:Ship");
      SpanData child = environment.span("StartChildWorkflow:Ship");
      assertThat(ship.getSpanId()).isEqualTo(Ids.runWorkflow(runOf(ship)));
      assertThat(child.getSpanId()).isEqualTo(Ids.startChildWorkflow(runOf(child)));
      assertThat(child.getStartEpochNanos()).isEqualTo(ship.getStartEpochNanos());
    }
  }

  @Test
  void anchor_hasTheContractsAttributes() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Orders.start(environment);

      var execution = WorkflowClient.start(environment.workflow(Ship.class)::ship);
      environment.client().newUntypedWorkflowStub("order-1").getResult(Void.class);

      assertThat(environment.attributes("RunWorkflow:Ship"))
          .isEqualTo(
              Attributes.builder()
                  .put("temporal.namespace", "default")
                  .put("temporal.task_queue", "orders")
                  .put("temporal.workflow.type", "Ship")
                  .put("temporalRunID", execution.getRunId())
                  .put("temporalWorkflowID", "order-1")
                  .build());
    }
  }

  @Test
  void serverSideRetry_withTheCopiedHeader_linksTheTryBefore() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      environment.start(List.of(FailsTwice.class));
      Order order =
          environment
              .client()
              .newWorkflowStub(
                  Order.class,
                  TracedEnvironment.options("order-1")
                      .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(3).build())
                      .build());

      environment.inRequest(() -> order.order(1));

      // Three tries, three runs.
      assertThat(environment.tree())
          .isEqualTo(
              """
              POST /orders SERVER
                StartWorkflow:Order CLIENT
                  RunWorkflow:Order
              RunWorkflow:Order ~previous RunWorkflow:Order
              RunWorkflow:Order ~previous RunWorkflow:Order
              """);
    }
  }

  @Test
  void unsampledCaller_hasNoSpanMadeAnywhere_evenByAWorkerThatSamplesAll() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setSampler(Sampler.alwaysOn());
    InMemorySpanExporter callers = InMemorySpanExporter.create();
    try (TracedEnvironment environment = builder.build();
        DurableTracing caller =
            DurableTracing.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(callers))
                .setSampler(Sampler.alwaysOff())
                .build()) {
      Orders.start(environment);

      environment
          .clientWith(caller)
          .newUntypedWorkflowStub("Order", TracedEnvironment.options("order-1").build())
          .start(2);
      String result =
          environment.client().newUntypedWorkflowStub("order-1").getResult(String.class);

      assertThat(result).isEqualTo("ordered");
      assertThat(callers.getFinishedSpanItems()).isEmpty();
      assertThat(environment.spans()).isEmpty();
    }
  }

  private static Run runOf(SpanData span) {
    Attributes attributes = span.getAttributes();
    return new Run(
        Objects.requireNonNull(attributes.get(Keys.NAMESPACE)),
        Objects.requireNonNull(attributes.get(Keys.WORKFLOW_ID)),
        Objects.requireNonNull(attributes.get(Keys.RUN_ID)));
  }

  public static final class FailsTwice implements Order {
    @Override
    public String order(int runs) {
      if (Workflow.getInfo().getAttempt() < 3) {
        throw ApplicationFailure.newFailure("not yet", "Patience");
      }
      return "ordered";
    }
  }
}
