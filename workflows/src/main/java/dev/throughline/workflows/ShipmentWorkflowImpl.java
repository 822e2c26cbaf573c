package dev.throughline.workflows;

/** {@link ShipmentWorkflow}: one activity. */
public final class ShipmentWorkflowImpl implements ShipmentWorkflow {

  private final ShipmentActivities shipments = ActivityStubs.step(ShipmentActivities.class);

  @Override
  public Shipment ship(ShipmentRequest request) {
    return shipments.book(request);
  }
}
