package dev.throughline.workflows;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderWorkflowTest {

  private static final OrderDecision DECISION = new OrderDecision("Ann", "fine");
  private static final String WEBHOOK = "https://example.com/hook";

  private final Environment environment = new Environment();
  private final FakeOrderSteps steps = environment.orderSteps;
  private final WorkflowStub run = environment.stub(OrderWorkflow.TYPE);

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void order_belowTheLimit_isChargedShippedAndConfirmed() {
    run.start(request(null));

    OrderResult result = result();

    assertThat(result.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(result.totalCents()).isEqualTo(12_345);
    assertThat(result.shipment()).isEqualTo(new Shipment("TL-1"));
    assertThat(result.notes()).isEmpty();
    assertThat(steps.calls).containsExactly("reserve", "charge", "book");
    assertThat(environment.activities.sent.get(0).text())
        .isEqualTo("Your order over 123.45 is on its way: TL-1.\n");
    assertThat(state().status()).isEqualTo(OrderStatus.COMPLETED);
  }

  @Test
  void order_withWebhook_postsItsResult() {
    run.start(request(WEBHOOK));

    OrderResult result = result();

    assertThat(steps.webhooks).containsExactly(new Webhook(WEBHOOK, result));
  }

  @Test
  void order_aboveTheLimit_waitsForApproval_andSaysUntilWhen() {
    steps.approvalRequired = true;
    long start = environment.now();
    run.start(request(null));

    OrderState waiting = approvalAwaited();

    assertThat(waiting.totalCents()).isEqualTo(12_345);
    assertThat(waiting.approvalDeadline())
        .isBetween(
            Instant.ofEpochMilli(start + 3_600_000), Instant.ofEpochMilli(start + 3_660_000));
    assertThat(steps.calls).containsExactly("reserve");
  }

  @Test
  void order_thatIsApproved_goesOn() {
    steps.approvalRequired = true;
    run.start(request(null));
    approvalAwaited();

    OrderState approved = run.update("approve", OrderState.class, DECISION);
    OrderResult result = result();

    assertThat(approved.decision()).isEqualTo(DECISION);
    assertThat(result.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(result.decision()).isEqualTo(DECISION);
  }

  @Test
  void order_thatIsRejected_completesAsRejected_andReleasesTheStock() {
    steps.approvalRequired = true;
    AtomicReference<@Nullable OrderStatus> told = new AtomicReference<>();
    steps.on("deliver", () -> told.set(state().status()));
    run.start(request(WEBHOOK));
    approvalAwaited();

    run.update("reject", OrderState.class, DECISION);
    OrderResult result = result();

    assertThat(told).hasValue(OrderStatus.CONFIRMING);

    assertThat(result.status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(result.decision()).isEqualTo(DECISION);
    assertThat(result.shipment()).isNull();
    assertThat(steps.calls).containsExactly("reserve", "release", "deliver");
    assertThat(environment.activities.sent.get(0).text()).contains("was not accepted");
  }

  @Test
  void order_thatNobodyDecides_isRejectedAtTheDeadline() {
    steps.approvalRequired = true;
    long start = environment.now();
    run.start(request(null));

    OrderResult result = result();

    assertThat(result.status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(result.decision()).isNull();
    assertThat(steps.calls).containsExactly("reserve", "release");
    assertThat(environment.now() - start).isBetween(3_600_000L, 3_660_000L);
  }

  @Test
  void approve_beforeTheOrderWaits_isRejected() {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    steps.on("reserve", () -> failure.set(catchThrowable(() -> decide("approve"))));
    run.start(request(null));
    result();

    assertThat(failure.get())
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("The order does not wait for approval.");
  }

  @Test
  void reject_afterItWasApproved_isRejected() {
    steps.approvalRequired = true;
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    steps.on("charge", () -> failure.set(catchThrowable(() -> decide("reject"))));
    run.start(request(null));
    approvalAwaited();
    decide("approve");

    assertThat(result().status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(failure.get())
        .isInstanceOf(WorkflowUpdateException.class)
        .hasCauseInstanceOf(ApplicationFailure.class)
        .hasStackTraceContaining("The order is approved already.");
  }

  @Test
  void order_whosePaymentIsDeclined_isUndone_andSaysWhy() {
    steps.on("charge", () -> fail(PaymentActivities.DECLINED));
    run.start(request(WEBHOOK));

    Throwable failure = catchThrowable(() -> result());

    assertThat(failure)
        .isInstanceOf(WorkflowFailedException.class)
        .hasStackTraceContaining("The order failed while CHARGING")
        .hasStackTraceContaining(PaymentActivities.DECLINED);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            cause -> assertThat(cause.getType()).isEqualTo(OrderWorkflow.FAILED));
    assertThat(steps.calls).containsExactly("reserve", "charge", "refund", "release");
    assertThat(environment.activities.sent).isEmpty();
    assertThat(state().status()).isEqualTo(OrderStatus.FAILED);
  }

  @Test
  void order_thatCannotBeShipped_isUndone_lastStepFirst() {
    steps.on("book", () -> fail(ShipmentActivities.NOT_SERVED));
    run.start(request(null));

    assertThatThrownBy(() -> result()).hasStackTraceContaining("The order failed while SHIPPING");
    assertThat(steps.calls)
        .containsExactly("reserve", "charge", "book", "cancel", "refund", "release");
  }

  @Test
  void order_canceledWhileItWaits_isUndone() {
    steps.approvalRequired = true;
    run.start(request(null));
    approvalAwaited();

    run.cancel();

    assertThatThrownBy(() -> result()).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(steps.calls).containsExactly("reserve", "release");
    assertThat(state().status()).isEqualTo(OrderStatus.CANCELED);
  }

  @Test
  void order_canceledWhileItIsCharged_isRefunded() {
    steps.on("charge", this::cancelAndAwait);
    run.start(request(null));

    assertThatThrownBy(() -> result()).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(steps.calls).startsWith("reserve", "charge").endsWith("refund", "release");
    assertThat(steps.calls).doesNotContain("book");
  }

  @Test
  void order_canceledWhileItIsShipped_isUndoneLastStepFirst() {
    steps.on("book", this::cancelAndAwait);
    run.start(request(null));

    assertThatThrownBy(this::result).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(steps.calls)
        .containsExactly("reserve", "charge", "book", "cancel", "refund", "release");
    assertThat(state().status()).isEqualTo(OrderStatus.CANCELED);
  }

  /** The in-memory server may lose the run when the activity completes at the same time. */
  private void cancelAndAwait() {
    run.cancel();
    FakeOrderSteps.awaitCancellation();
  }

  @Test
  void order_canceledWhileItIsConfirmed_closesAsCanceled_butStands() {
    steps.on("deliver", run::cancel);
    run.start(request(WEBHOOK));

    assertThatThrownBy(this::result).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(steps.calls).containsExactly("reserve", "charge", "book", "deliver");
    assertThat(state().status()).isEqualTo(OrderStatus.COMPLETED);
  }

  @Test
  void order_whoseWebhookIsRefused_stands_andNotesIt() {
    steps.on("deliver", () -> fail(WebhookActivities.REFUSED));
    run.start(request(WEBHOOK));

    OrderResult result = result();

    assertThat(result.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(result.notes()).containsExactly("The webhook was not delivered: no");
  }

  @Test
  void order_whoseConfirmationIsRejected_stands_andTellsTheWebhook() {
    environment.activities.failures.add(
        ApplicationFailure.newFailure("550 no such user", EmailActivities.REJECTED));
    run.start(request(WEBHOOK));

    OrderResult result = result();

    assertThat(result.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(result.notes()).containsExactly("The confirmation was not sent: 550 no such user");
    assertThat(steps.webhooks.get(0).result().notes()).isEqualTo(result.notes());
  }

  @Test
  void compensation_thatFails_isTriedAgain() {
    steps.on("charge", () -> fail(PaymentActivities.DECLINED));
    steps.on(
        "refund",
        () -> {
          throw ApplicationFailure.newFailure("database is away", "SQLException");
        });
    run.start(request(null));

    assertThatThrownBy(() -> result()).hasStackTraceContaining(PaymentActivities.DECLINED);
    assertThat(steps.calls).containsExactly("reserve", "charge", "refund", "refund", "release");
  }

  private OrderState approvalAwaited() {
    for (int i = 0; i < 1_000; i++) {
      OrderState state = state();
      if (state.status() == OrderStatus.AWAITING_APPROVAL) {
        return state;
      }
    }
    throw new AssertionError("does not wait: " + state());
  }

  private OrderResult result() {
    try {
      return run.getResult(10, SECONDS, OrderResult.class);
    } catch (TimeoutException e) {
      throw new AssertionError("still runs: " + state() + steps.calls, e);
    }
  }

  private OrderState state() {
    return run.query("state", OrderState.class);
  }

  private void decide(String update) {
    environment
        .client()
        .newUntypedWorkflowStub(Environment.WORKFLOW_ID)
        .update(update, OrderState.class, DECISION);
  }

  private static void fail(String type) {
    throw ApplicationFailure.newNonRetryableFailure("no", type);
  }

  private static OrderRequest request(@Nullable String webhookUrl) {
    return new OrderRequest(
        "ann@example.com",
        List.of(new OrderLine("mouse", 2)),
        "tok_visa",
        "1 Main Street",
        "NZ",
        (int) Duration.ofHours(1).toSeconds(),
        webhookUrl);
  }
}
