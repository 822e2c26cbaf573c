package dev.throughline.recorder;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The local activities of a run. Their workers write them; history has a marker for each that
 * ended, in the form of the Java SDK.
 */
final class LocalActivities {
  private final RunSpans spans;
  private final Consumer<ReportedAttempt> attempts;

  LocalActivities(RunSpans spans, Consumer<ReportedAttempt> attempts) {
    this.spans = spans;
    this.attempts = attempts;
  }

  /** A marker was recorded by a worker with Throughline. */
  void recorded(HistoryEvent event) {
    MarkerRecordedEventAttributes marker = event.getMarkerRecordedEventAttributes();
    String id = text(marker, "activityId");
    String type = text(marker, "type");
    if (marker.getMarkerName().equals("LocalActivity") && id != null && type != null) {
      attempts.accept(new ReportedAttempt(spans.trace().anchor(), type, id, 0));
    }
  }

  private static @Nullable String text(MarkerRecordedEventAttributes marker, String key) {
    Payloads payloads = marker.getDetailsMap().get(key);
    try {
      return payloads == null
          ? null
          : DefaultDataConverter.STANDARD_INSTANCE.fromPayloads(
              0, Optional.of(payloads), String.class, String.class);
    } catch (DataConverterException e) {
      return null;
    }
  }
}
