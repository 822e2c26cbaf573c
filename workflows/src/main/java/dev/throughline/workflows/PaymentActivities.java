package dev.throughline.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Payments. Every attempt and every repeat for the same order does its work once. */
@ActivityInterface
public interface PaymentActivities {

  /** The type of an application failure: the provider declines the means of payment. */
  String DECLINED = "PaymentDeclined";

  /**
   * Takes the money.
   *
   * @throws io.temporal.failure.ApplicationFailure of type {@link #DECLINED}, or {@link
   *     OrderWorkflow#UNDONE} after {@link #refund}; neither is retried
   */
  @ActivityMethod(name = "ChargePayment")
  void charge(Charge charge);

  /** Gives back what was taken, if anything; whoever charges this order later is refused. */
  @ActivityMethod(name = "RefundPayment")
  void refund(String orderId);
}
