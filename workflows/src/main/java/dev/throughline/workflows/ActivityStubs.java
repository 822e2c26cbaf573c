package dev.throughline.workflows;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The activities as the workflows call them: time-outs and retries. */
final class ActivityStubs {

  /** A killed worker is noticed after this long, whatever the activity's own time limit. */
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(10);

  private ActivityStubs() {}

  static EmailActivities email() {
    return Workflow.newActivityStub(
        EmailActivities.class,
        options()
            // One SMTP exchange; a big attachment on a slow line takes its time.
            .setStartToCloseTimeout(Duration.ofMinutes(2))
            // A mail server may be down overnight. After a day a person should know.
            .setScheduleToCloseTimeout(Duration.ofHours(24))
            .setRetryOptions(
                RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(2)
                    // When the mail server is back, nobody waits longer than this.
                    .setMaximumInterval(Duration.ofMinutes(1))
                    // Here as well as in the failure itself, for an activity that does not say so.
                    .setDoNotRetry(EmailActivities.REJECTED)
                    .build())
            .build());
  }

  static ReportActivities report(ReportRequest request) {
    return Workflow.newActivityStub(
        ReportActivities.class,
        options()
            // Only for a worker that is alive and stuck: the heartbeat finds a dead one. From the
            // input alone, so that a replay computes the same.
            .setStartToCloseTimeout(request.work().multipliedBy(2).plusMinutes(5))
            .build());
  }

  /** A step of an order: a short transaction, tried for a day. */
  static <T> T step(Class<T> activities) {
    return Workflow.newActivityStub(
        activities, transaction().setScheduleToCloseTimeout(Duration.ofHours(24)).build());
  }

  /** A compensation is tried until it succeeds: nobody else would do it. */
  static <T> T compensation(Class<T> activities) {
    return Workflow.newActivityStub(activities, transaction().build());
  }

  static WebhookActivities webhook() {
    return Workflow.newActivityStub(
        WebhookActivities.class,
        transaction()
            // The order closes after it: a receiver that is away may not hold it up for a day.
            .setScheduleToCloseTimeout(Duration.ofHours(1))
            .build());
  }

  static ShipmentWorkflow shipment(String orderId) {
    return Workflow.newChildWorkflowStub(
        ShipmentWorkflow.class,
        ChildWorkflowOptions.newBuilder()
            .setWorkflowId("shipment-" + orderId)
            // The compensation comes after whatever the child does last.
            .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
            .build());
  }

  /** Too short for heartbeats: a killed worker is noticed by the time limit. */
  private static ActivityOptions.Builder transaction() {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(Duration.ofSeconds(20))
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumInterval(Duration.ofMinutes(1))
                .build())
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED);
  }

  static ImportActivities imports() {
    return Workflow.newActivityStub(ImportActivities.class, load().build());
  }

  /** Somebody else's server: an address that is wrong may never answer. */
  static ImportActivities download() {
    return Workflow.newActivityStub(
        ImportActivities.class, load().setScheduleToCloseTimeout(Duration.ofHours(24)).build());
  }

  private static ActivityOptions.Builder load() {
    return options()
        // Only for a worker that is alive and stuck; a big file on a slow line takes its time.
        .setStartToCloseTimeout(Duration.ofHours(2))
        .setRetryOptions(
            RetryOptions.newBuilder()
                // When the database is back, nobody waits longer than this.
                .setMaximumInterval(Duration.ofMinutes(1))
                .setDoNotRetry(ImportActivities.REFUSED)
                .build());
  }

  private static ActivityOptions.Builder options() {
    return ActivityOptions.newBuilder()
        .setHeartbeatTimeout(HEARTBEAT_TIMEOUT)
        // A canceled run closes after its activity, so history tells whether the e-mail went out.
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED);
  }
}
