package dev.throughline.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The carrier. Every attempt and every repeat for the same order does its work once. */
@ActivityInterface
public interface ShipmentActivities {

  /** The type of an application failure: the carrier does not go there. */
  String NOT_SERVED = "DestinationNotServed";

  /**
   * Books a carrier.
   *
   * @throws io.temporal.failure.ApplicationFailure of type {@link #NOT_SERVED}, or {@link
   *     OrderWorkflow#UNDONE} after {@link #cancel}; neither is retried
   */
  @ActivityMethod(name = "BookShipment")
  Shipment book(ShipmentRequest request);

  /** Cancels the booking, if there is one; whoever books for this order later is refused. */
  @ActivityMethod(name = "CancelShipment")
  void cancel(String orderId);
}
