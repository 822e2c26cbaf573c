package dev.throughline.recorder.verify;

import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.Answer;
import dev.throughline.recorder.io.Delivery;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/** Stores spans that are missing; somebody waits for it, so it does not wait for ever. */
final class Repair {
  private static final int BATCH = 512;

  /** The pauses between so many add up to about a minute. */
  private static final int PATIENCE = 8;

  private final Delivery delivery;
  private int failed;
  private String reason = "";

  Repair(SpanDestination destination) {
    this(destination, PATIENCE);
  }

  /**
   * A repair.
   *
   * @param patience how many attempts may fail in a row
   */
  Repair(SpanDestination destination, int patience) {
    this.delivery =
        new Delivery(
            spans -> observed(destination.send(spans)),
            new Delivery.Listener() {
              @Override
              public void sending() {
                if (failed >= patience) {
                  throw new UnavailableStoreException(
                      "The backend takes no spans, so nothing can be repaired: " + reason, null);
                }
              }
            });
  }

  private Answer observed(Answer answer) {
    if (answer instanceof Answer.Unavailable unavailable) {
      failed++;
      reason = unavailable.reason();
    } else {
      failed = 0;
    }
    return answer;
  }

  /**
   * Sends spans and waits until they are stored.
   *
   * @return whether all of them are; the backend does not say which it has refused
   * @throws UnavailableStoreException if no attempt of many went well
   */
  boolean store(List<SpanData> spans) throws InterruptedException {
    boolean all = true;
    for (int i = 0; i < spans.size(); i += BATCH) {
      all &= delivery.deliver(spans.subList(i, Math.min(i + BATCH, spans.size())));
    }
    return all;
  }
}
