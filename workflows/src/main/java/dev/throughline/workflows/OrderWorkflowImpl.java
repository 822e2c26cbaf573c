package dev.throughline.workflows;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Saga;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link OrderWorkflow}: a saga whose compensations are registered before their steps. */
public final class OrderWorkflowImpl implements OrderWorkflow {

  private final StockActivities stock = ActivityStubs.step(StockActivities.class);
  private final PaymentActivities payments = ActivityStubs.step(PaymentActivities.class);
  private final StockActivities undoStock = ActivityStubs.compensation(StockActivities.class);
  private final PaymentActivities undoPayments =
      ActivityStubs.compensation(PaymentActivities.class);
  private final ShipmentActivities undoShipments =
      ActivityStubs.compensation(ShipmentActivities.class);
  private final Approval approval = new Approval();
  private final Saga saga = new Saga(new Saga.Options.Builder().setContinueWithError(true).build());

  // The first run of a chain of resets, so that a reset repeats no side effect; a retry of the
  // workflow and a later run with the same workflow id are orders of their own.
  private final String orderId = Workflow.getInfo().getOriginalExecutionRunId();
  private OrderStatus status = OrderStatus.RESERVING;
  private @Nullable Long totalCents;

  @Override
  public OrderResult order(OrderRequest request) {
    OrderResult result = allOrNothing(request);
    // The order stands, or was rejected: a cancellation comes too late.
    status = OrderStatus.CONFIRMING;
    Confirmation confirmation = new Confirmation(request);
    List<String> notes = new ArrayList<>();
    Workflow.newDetachedCancellationScope(() -> notes.addAll(confirmation.send(result))).run();
    status = result.status();
    return result.with(notes);
  }

  private OrderResult allOrNothing(OrderRequest request) {
    try {
      Reservation reservation = reserve(request);
      if (reservation.approvalRequired() && !approved(request)) {
        undo();
        return result(OrderStatus.REJECTED, reservation, null);
      }
      charge(request, reservation);
      Shipment shipment = ship(request);
      return result(OrderStatus.COMPLETED, reservation, shipment);
    } catch (TemporalFailure e) {
      OrderStatus failedWhile = status;
      undo();
      if (CancellationScope.current().isCancelRequested()) {
        status = OrderStatus.CANCELED;
        throw e;
      }
      status = OrderStatus.FAILED;
      throw ApplicationFailure.newNonRetryableFailureWithCause(
          "The order failed while " + failedWhile + "; what was done is undone", FAILED, e);
    }
  }

  private Reservation reserve(OrderRequest request) {
    saga.addCompensation(undoStock::release, orderId);
    Reservation reservation = stock.reserve(new StockRequest(orderId, request.lines()));
    totalCents = reservation.totalCents();
    return reservation;
  }

  private boolean approved(OrderRequest request) {
    status = OrderStatus.AWAITING_APPROVAL;
    return approval.await(request.approvalTime());
  }

  private void charge(OrderRequest request, Reservation reservation) {
    status = OrderStatus.CHARGING;
    saga.addCompensation(undoPayments::refund, orderId);
    payments.charge(new Charge(orderId, request.paymentToken(), reservation.totalCents()));
  }

  private Shipment ship(OrderRequest request) {
    status = OrderStatus.SHIPPING;
    // Here rather than in the child, which may be terminated.
    saga.addCompensation(undoShipments::cancel, orderId);
    return ActivityStubs.shipment(orderId)
        .ship(new ShipmentRequest(orderId, request.address(), request.country()));
  }

  private void undo() {
    status = OrderStatus.COMPENSATING;
    Workflow.newDetachedCancellationScope(saga::compensate).run();
  }

  private OrderResult result(
      OrderStatus outcome, Reservation reservation, @Nullable Shipment shipment) {
    return new OrderResult(
        orderId, outcome, reservation.totalCents(), approval.decision(), shipment, List.of());
  }

  @Override
  public OrderState approve(OrderDecision decision) {
    approval.decide(decision, true);
    return state();
  }

  @Override
  public void checkApprove(OrderDecision decision) {
    approval.check();
  }

  @Override
  public OrderState reject(OrderDecision decision) {
    approval.decide(decision, false);
    return state();
  }

  @Override
  public void checkReject(OrderDecision decision) {
    approval.check();
  }

  @Override
  public OrderState state() {
    return new OrderState(status, totalCents, approval.deadline(), approval.decision());
  }
}
