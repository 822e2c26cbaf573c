package dev.throughline.tracing;

import static io.opentelemetry.api.trace.StatusCode.ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How an attempt that fails shows: the contract's "Status". */
class ActivityFailureTracingTest {

  @Test
  void applicationFailure_isAnErrorOfItsOwnType() {
    SpanData attempt =
        attemptThatThrows(() -> ApplicationFailure.newFailure("none left", "OutOfStock"));

    assertThat(attempt.getStatus()).isEqualTo(StatusData.create(ERROR, "none left"));
    assertThat(attempt.getEvents()).hasSize(1);
    EventData event = attempt.getEvents().get(0);
    assertThat(event.getName()).isEqualTo("exception");
    assertThat(event.getEpochNanos()).isEqualTo(attempt.getEndEpochNanos());
    assertThat(event.getAttributes().size()).isEqualTo(3);
    assertThat(exception(attempt, "type")).isEqualTo("OutOfStock");
    assertThat(exception(attempt, "message")).isEqualTo("none left");
    assertThat(exception(attempt, "stacktrace")).contains("ActivityFailureTracingTest");
  }

  @Test
  void applicationFailure_withoutAType_isAnApplicationFailure() {
    SpanData attempt = attemptThatThrows(() -> ApplicationFailure.newFailure("none left", ""));

    assertThat(exception(attempt, "type")).isEqualTo("ApplicationFailure");
  }

  @Test
  void javaException_isAnErrorOfItsClass() {
    SpanData attempt = attemptThatThrows(() -> new IllegalStateException("closed"));

    assertThat(attempt.getStatus()).isEqualTo(StatusData.create(ERROR, "closed"));
    assertThat(exception(attempt, "type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void checkedException_isUnwrapped() {
    SpanData attempt =
        attemptThatThrows(() -> Activity.wrap(new FileNotFoundException("orders.csv")));

    assertThat(attempt.getStatus()).isEqualTo(StatusData.create(ERROR, "orders.csv"));
    assertThat(exception(attempt, "type")).isEqualTo("java.io.FileNotFoundException");
  }

  @Test
  void exceptionWithoutAMessage_isAnErrorWithoutADescription() {
    SpanData attempt = attemptThatThrows(IllegalStateException::new);

    assertThat(attempt.getStatus()).isEqualTo(StatusData.create(ERROR, ""));
    assertThat(exception(attempt, "message")).isNull();
  }

  @Test
  void benignFailure_isNoError() {
    SpanData attempt =
        attemptThatThrows(
            () ->
                ApplicationFailure.newBuilder()
                    .setMessage("as expected")
                    .setType("Expected")
                    .setCategory(ApplicationErrorCategory.BENIGN)
                    .build());

    assertThat(attempt.getStatus()).isEqualTo(StatusData.unset());
    assertThat(attempt.getEvents()).isEmpty();
  }

  @Test
  void cancellationThatWasAskedFor_isNoError() throws InterruptedException {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Patient patient = new Patient(new CountDownLatch(1));
      environment.start(List.of(FailingWorkflow.class), patient);
      WorkflowClient.start(environment.workflow(Failing.class)::run);
      assertThat(patient.begun.await(10, TimeUnit.SECONDS)).isTrue();

      WorkflowStub failing = environment.client().newUntypedWorkflowStub("order-1");
      failing.cancel();

      assertThatThrownBy(() -> failing.getResult(String.class))
          .hasCauseInstanceOf(CanceledFailure.class);
      SpanData attempt = environment.span("RunActivity:Act");
      assertThat(attempt.getStatus()).isEqualTo(StatusData.unset());
      assertThat(attempt.getEvents()).isEmpty();
    }
  }

  private static SpanData attemptThatThrows(Supplier<RuntimeException> failure) {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Acting acting =
          () -> {
            throw failure.get();
          };
      environment.start(List.of(FailingWorkflow.class), acting);
      assertThat(environment.workflow(Failing.class).run()).isEqualTo("ApplicationFailure");
      return environment.span("RunActivity:Act");
    }
  }

  private static @Nullable String exception(SpanData attempt, String field) {
    return attempt
        .getEvents()
        .get(0)
        .getAttributes()
        .get(AttributeKey.stringKey("exception." + field));
  }

  @ActivityInterface
  public interface Acting {
    void act();
  }

  @WorkflowInterface
  public interface Failing {
    @WorkflowMethod
    String run();
  }

  /** Tells which kind of failure its activity came to. */
  public static final class FailingWorkflow implements Failing {
    @Override
    public String run() {
      Acting acting =
          Workflow.newActivityStub(
              Acting.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(1))
                  .setHeartbeatTimeout(Duration.ofSeconds(1))
                  .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                  .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                  .build());
      try {
        acting.act();
        return "done";
      } catch (ActivityFailure e) {
        return Objects.requireNonNull(e.getCause()).getClass().getSimpleName();
      }
    }
  }

  /** Heartbeats until it is told that it is cancelled. */
  private record Patient(CountDownLatch begun) implements Acting {
    @Override
    public void act() {
      begun.countDown();
      while (true) {
        Activity.getExecutionContext().heartbeat("still here");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }
}
