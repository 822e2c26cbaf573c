package dev.throughline.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The stock. Every attempt and every repeat for the same order does its work once. */
@ActivityInterface
public interface StockActivities {

  /** The type of an application failure: an item is not there, or not so many of it. */
  String OUT_OF_STOCK = "OutOfStock";

  /**
   * Takes all lines out of the stock, or none.
   *
   * @throws io.temporal.failure.ApplicationFailure of type {@link #OUT_OF_STOCK}, or {@link
   *     OrderWorkflow#UNDONE} after {@link #release}; neither is retried
   */
  @ActivityMethod(name = "ReserveStock")
  Reservation reserve(StockRequest request);

  /** Puts back what is reserved, if anything; whoever reserves for this order later is refused. */
  @ActivityMethod(name = "ReleaseStock")
  void release(String orderId);
}
