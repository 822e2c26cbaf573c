package dev.throughline.conformance;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** A kind of run in a storm. */
enum StormKind {
  EMAIL,
  DELAYED_EMAIL,
  REPORT,
  RETRIED_ACTIVITY,
  LOCAL_ACTIVITY,
  PARALLEL_ACTIVITIES,
  TIMED_OUT_ACTIVITY,
  NEVER_STARTED_ACTIVITY,
  COMPENSATED,
  TIMERS,
  PARENT,
  PARENT_OF_FAILED,
  CHAIN,
  RETRIED,
  SIGNALED,
  FAILED,
  CANCELED,
  TERMINATED,
  TIMED_OUT;

  /** Starts a run, and returns when Temporal has it. */
  void start(StormCallers callers) {
    switch (this) {
      case EMAIL -> callers.ask("/send-email", Cluster.EMAIL_REQUEST);
      case DELAYED_EMAIL ->
          callers.ask("/send-email", Cluster.EMAIL_REQUEST.replace("}", ", \"delay\": \"PT3S\"}"));
      case REPORT ->
          callers.ask(
              "/reports", "{\"rows\": 60, \"stepMillis\": 30, \"to\": \"ann@example.org\"}");
      case RETRIED_ACTIVITY -> callers.run("Retry");
      case LOCAL_ACTIVITY -> callers.run("Local");
      case PARALLEL_ACTIVITIES -> callers.run("Parallel");
      case TIMED_OUT_ACTIVITY ->
          callers.run("TimedOutActivity", TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
      case NEVER_STARTED_ACTIVITY ->
          callers.run("TimedOutActivity", TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START);
      case COMPENSATED -> callers.run("Compensation");
      case TIMERS -> callers.run("Polling");
      case PARENT -> callers.run("Parent");
      case PARENT_OF_FAILED -> callers.run("ParentOfFailure");
      case CHAIN -> callers.run("Chain", 4);
      case RETRIED ->
          callers
              .stub("SecondTry", run -> run.setRetryOptions(RetryOptions.getDefaultInstance()))
              .start();
      case SIGNALED -> callers.later(callers.run("Wait"), run -> run.signal("resume"));
      case FAILED -> callers.run("Failure");
      case CANCELED -> callers.later(callers.run("Wait"), WorkflowStub::cancel);
      case TERMINATED -> callers.later(callers.run("Wait"), run -> run.terminate("enough"));
      case TIMED_OUT ->
          callers.stub("Wait", run -> run.setWorkflowRunTimeout(Duration.ofSeconds(3))).start();
    }
  }
}
