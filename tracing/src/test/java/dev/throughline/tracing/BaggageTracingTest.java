package dev.throughline.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.contract.Keys;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BaggageTracingTest {
  private static final Baggage BAGGAGE =
      Baggage.builder().put("tenant", "größe 1").put("session", "secret").build();

  @Test
  void allowedBaggage_reachesTheActivitiesOfTheWholeChain_andNoOtherGetsIntoHistory() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setBaggageKeys(Set.of("tenant"));
    try (TracedEnvironment environment = builder.build()) {
      assertThat(baggageInTheSecondRun(environment)).isEqualTo("{tenant=größe 1}");
      assertThat(histories(environment))
          .hasSize(2)
          .allSatisfy(history -> assertThat(history).contains("tenant").doesNotContain("secret"));
    }
  }

  @Test
  void baggage_goesNowhere_byDefault() {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      assertThat(baggageInTheSecondRun(environment)).isEqualTo("{}");
    }
  }

  @Test
  void worker_passesOnWhatItAllowsItself_whateverTheClientSent() {
    TracedEnvironment.Builder builder = TracedEnvironment.builder();
    builder.tracing().setBaggageKeys(Set.of("tenant"));
    try (TracedEnvironment environment = builder.build();
        DurableTracing generous =
            DurableTracing.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
                .setBaggageKeys(Set.of("tenant", "session"))
                .build()) {
      environment.start(List.of(AskingWorkflow.class), new ContextActivities());

      try (Scope ignored = BAGGAGE.makeCurrent()) {
        environment
            .clientWith(generous)
            .newUntypedWorkflowStub("Asking", TracedEnvironment.options("order-1").build())
            .start(1);
      }

      assertThat(environment.client().newUntypedWorkflowStub("order-1").getResult(String.class))
          .isEqualTo("{tenant=größe 1}");
    }
  }

  private static String baggageInTheSecondRun(TracedEnvironment environment) {
    environment.start(List.of(AskingWorkflow.class), new ContextActivities());
    try (Scope ignored = BAGGAGE.makeCurrent()) {
      return environment.workflow(Asking.class).ask(2);
    }
  }

  /** The histories of both runs, as bytes: JSON would hide what is in a payload. */
  private static List<String> histories(TracedEnvironment environment) {
    return environment.spans("RunWorkflow:Asking").stream()
        .map(anchor -> anchor.getAttributes().get(Keys.RUN_ID))
        .map(run -> environment.client().fetchHistory("order-1", run).getHistory())
        .map(history -> history.toByteString().toString(ISO_8859_1))
        .toList();
  }

  @ActivityInterface
  public interface ContextReader {
    String baggage();
  }

  static final class ContextActivities implements ContextReader {
    @Override
    public String baggage() {
      TreeMap<String, String> entries = new TreeMap<>();
      Baggage.current().forEach((key, entry) -> entries.put(key, entry.getValue()));
      return entries.toString();
    }
  }

  @WorkflowInterface
  public interface Asking {
    @WorkflowMethod
    String ask(int runs);
  }

  public static final class AskingWorkflow implements Asking {
    @Override
    public String ask(int runs) {
      if (runs > 1) {
        Workflow.newContinueAsNewStub(Asking.class).ask(runs - 1);
      }
      return Workflow.newActivityStub(
              ContextReader.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build())
          .baggage();
    }
  }
}
