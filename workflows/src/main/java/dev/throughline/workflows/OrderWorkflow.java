package dev.throughline.workflows;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * An order, all of it or nothing: a saga.
 *
 * <ol>
 *   <li>The stock is reserved, which also tells the price and whether a person has to approve.
 *   <li>If so, the run waits for {@link #approve} or {@link #reject}, up to a deadline.
 *   <li>The payment is taken.
 *   <li>The child workflow {@link ShipmentWorkflow} books a carrier.
 *   <li>The customer gets a confirmation, and the caller's webhook the result.
 * </ol>
 *
 * <p>Until the carrier is booked, any failure and a cancellation undo what was done, last step
 * first; a step that may or may not have happened is undone too. From then on the order stands, and
 * a confirmation or webhook that fails for good is a note in the result. A cancellation comes too
 * late then; the run closes as canceled all the same, as Temporal's Java SDK has it, and the query
 * says {@link OrderStatus#COMPLETED}.
 */
@WorkflowInterface
public interface OrderWorkflow {

  /** The workflow type. */
  String TYPE = "Order";

  /**
   * The type of the application failure that an order fails with when it has been undone; its cause
   * says what failed.
   */
  String FAILED = "OrderFailed";

  /**
   * The type of the application failure of a step that comes after its own compensation, such as an
   * attempt that had been given up, or one of a run that was reset.
   */
  String UNDONE = "OrderUndone";

  /** The type of the application failure that rejects an update. */
  String NOT_AWAITING_APPROVAL = "NotAwaitingApproval";

  /**
   * Completes with {@link OrderStatus#COMPLETED}, or, when a person said no or nobody said anything
   * in time, with {@link OrderStatus#REJECTED}: that is an answer, no failure.
   */
  @WorkflowMethod(name = TYPE)
  OrderResult order(OrderRequest request);

  /** Approves an order that waits for it. */
  @UpdateMethod(name = "approve")
  OrderState approve(OrderDecision decision);

  /** Rejects the update unless the order waits for a decision. */
  @UpdateValidatorMethod(updateName = "approve")
  void checkApprove(OrderDecision decision);

  /** Rejects an order that waits for approval. */
  @UpdateMethod(name = "reject")
  OrderState reject(OrderDecision decision);

  /** Rejects the update unless the order waits for a decision. */
  @UpdateValidatorMethod(updateName = "reject")
  void checkReject(OrderDecision decision);

  /** How far the order is. */
  @QueryMethod(name = "state")
  OrderState state();
}
