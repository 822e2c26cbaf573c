package dev.throughline.workflows;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells the customer and the caller how an order ended. For workflow code only. */
final class Confirmation {

  private final EmailActivities emails = ActivityStubs.email();
  private final WebhookActivities webhooks = ActivityStubs.webhook();
  private final OrderRequest request;

  Confirmation(OrderRequest request) {
    this.request = request;
  }

  /** Returns what went wrong: an order is not undone because somebody could not be told. */
  List<String> send(OrderResult result) {
    List<String> notes = new ArrayList<>();
    attempt(notes, "The confirmation was not sent", () -> emails.send(email(result)));
    String url = request.webhookUrl();
    if (url != null) {
      attempt(
          notes,
          "The webhook was not delivered",
          () -> webhooks.deliver(new Webhook(url, result.with(notes))));
    }
    return notes;
  }

  private static void attempt(List<String> notes, String failed, Runnable call) {
    try {
      call.run();
    } catch (ActivityFailure e) {
      Workflow.getLogger(Confirmation.class).warn(failed, e);
      notes.add(failed + reason(e));
    }
  }

  private static String reason(ActivityFailure e) {
    // Its message would be the SDK's own, with types and attempts.
    return e.getCause() instanceof TemporalFailure cause ? ": " + cause.getOriginalMessage() : ".";
  }

  private Email email(OrderResult result) {
    Shipment shipment = result.shipment();
    String total =
        String.format(Locale.ROOT, "%d.%02d", result.totalCents() / 100, result.totalCents() % 100);
    String text =
        shipment == null
            ? "Your order over " + total + " was not accepted. Nothing was charged.\n"
            : "Your order over " + total + " is on its way: " + shipment.trackingNumber() + ".\n";
    return new Email(List.of(request.customer()), "Your order", text, null, null);
  }
}
