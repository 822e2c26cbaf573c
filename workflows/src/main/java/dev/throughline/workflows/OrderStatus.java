package dev.throughline.workflows;

/** How far an order is. */
public enum OrderStatus {
  /** The stock is asked for the items. */
  RESERVING,
  /** A person has to approve or reject it. */
  AWAITING_APPROVAL,
  /** The payment is being taken. */
  CHARGING,
  /** The carrier is being booked. */
  SHIPPING,
  /** It stands, or was rejected and is undone; the customer and the caller are being told. */
  CONFIRMING,
  /** What was done is being undone. */
  COMPENSATING,
  /** It was shipped and everybody told, as far as they could be reached. */
  COMPLETED,
  /** A person said no, or nobody said anything in time; nothing of it is left. */
  REJECTED,
  /** Something failed for good; nothing of it is left. */
  FAILED,
  /** It was canceled before it was shipped; nothing of it is left. */
  CANCELED
}
