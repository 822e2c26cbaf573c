package dev.throughline.workflows;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Ships an order. Started by {@link OrderWorkflow}, which also undoes it. */
@WorkflowInterface
public interface ShipmentWorkflow {

  /** The workflow type. */
  String TYPE = "Shipment";

  /** Books a carrier. */
  @WorkflowMethod(name = TYPE)
  Shipment ship(ShipmentRequest request);
}
