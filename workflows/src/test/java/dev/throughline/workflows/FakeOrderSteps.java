package dev.throughline.workflows;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Records what an order asks for; before it answers it does what a test told it to. */
final class FakeOrderSteps
    implements StockActivities, PaymentActivities, ShipmentActivities, WebhookActivities {

  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final List<Webhook> webhooks = Collections.synchronizedList(new ArrayList<>());
  volatile boolean approvalRequired;
  private final Map<String, Runnable> actions = new ConcurrentHashMap<>();

  /**
   * Has something done when a step is called, once; it may throw.
   *
   * @param call such as {@code charge}
   */
  void on(String call, Runnable action) {
    actions.put(call, action);
  }

  /** Blocks the activity that calls it until its cancellation has come to it, and so ends it. */
  static void awaitCancellation() {
    ActivityExecutionContext activity = Activity.getExecutionContext();
    while (true) {
      activity.heartbeat(null);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private void called(String call) {
    calls.add(call);
    Runnable action = actions.remove(call);
    if (action != null) {
      action.run();
    }
  }

  @Override
  public Reservation reserve(StockRequest request) {
    called("reserve");
    return new Reservation(12_345, approvalRequired);
  }

  @Override
  public void release(String orderId) {
    called("release");
  }

  @Override
  public void charge(Charge charge) {
    called("charge");
  }

  @Override
  public void refund(String orderId) {
    called("refund");
  }

  @Override
  public Shipment book(ShipmentRequest request) {
    called("book");
    return new Shipment("TL-1");
  }

  @Override
  public void cancel(String orderId) {
    called("cancel");
  }

  @Override
  public void deliver(Webhook webhook) {
    webhooks.add(webhook);
    called("deliver");
  }
}
