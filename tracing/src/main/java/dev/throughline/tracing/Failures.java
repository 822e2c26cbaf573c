package dev.throughline.tracing;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.temporal.client.ActivityCanceledException;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.serviceclient.CheckedExceptionWrapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;

/** How a failure shows on a span (contract, section "Attributes", status). */
final class Failures {
  private static final AttributeKey<String> TYPE = stringKey("exception.type");
  private static final AttributeKey<String> MESSAGE = stringKey("exception.message");
  private static final AttributeKey<String> STACK_TRACE = stringKey("exception.stacktrace");

  private Failures() {}

  /**
   * Sets the status ERROR and adds one {@code exception} event, unless the failure is none: a
   * benign application failure, or a cancellation that was asked for.
   *
   * @param epochNanos the event's time, which is the span's end
   */
  static void record(Span span, Throwable thrown, long epochNanos) {
    Throwable failure = CheckedExceptionWrapper.unwrap(thrown);
    if (isExpected(failure)) {
      return;
    }
    String message = message(failure);
    span.setStatus(StatusCode.ERROR, message);
    AttributesBuilder event = Attributes.builder().put(TYPE, type(failure));
    if (!message.isEmpty()) {
      event.put(MESSAGE, message);
    }
    event.put(STACK_TRACE, stackTrace(failure));
    span.addEvent("exception", event.build(), epochNanos, TimeUnit.NANOSECONDS);
  }

  private static boolean isExpected(Throwable failure) {
    if (failure instanceof ApplicationFailure application) {
      return application.getCategory() == ApplicationErrorCategory.BENIGN;
    }
    return failure instanceof CanceledFailure || failure instanceof ActivityCanceledException;
  }

  /** As the SDK writes it into the failure: see {@code exception.type} in the contract. */
  private static String type(Throwable failure) {
    if (failure instanceof ApplicationFailure application) {
      String type = application.getType();
      return type == null || type.isEmpty() ? "ApplicationFailure" : type;
    }
    return failure instanceof TemporalFailure
        ? failure.getClass().getSimpleName()
        : failure.getClass().getName();
  }

  private static String message(Throwable failure) {
    String message =
        failure instanceof TemporalFailure temporal
            ? temporal.getOriginalMessage()
            : failure.getMessage();
    return message == null ? "" : message;
  }

  private static String stackTrace(Throwable failure) {
    StringWriter out = new StringWriter();
    failure.printStackTrace(new PrintWriter(out));
    return out.toString();
  }
}
