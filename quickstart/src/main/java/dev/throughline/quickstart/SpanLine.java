package dev.throughline.quickstart;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.time.Duration;
import java.util.Locale;

/**
 * One line of a drawn tree: a span, and the branches that lead to it.
 *
 * @param branches the line's beginning, empty for a span at the top
 * @param received the span
 * @param orphan whether its parent is missing
 */
record SpanLine(String branches, ReceivedSpan received, boolean orphan) {
  String outline() {
    String attempt = attempt();
    return title()
        + (attempt.isEmpty() ? "" : " " + attempt)
        + (isError() ? " ERROR" : "")
        + (orphan ? " orphan" : "");
  }

  String title() {
    return branches + received.name();
  }

  /** Returns what kind of span it is, in a word or two. */
  String label() {
    String attempt = attempt();
    if (!attempt.isEmpty()) {
      return attempt;
    }
    return isAnchor() ? "anchor" : span().getKind().name().replace("SPAN_KIND_", "");
  }

  /** Returns the HTTP status code of a server or client span, or the empty string. */
  String httpStatus() {
    String status = received.attribute("http.response.status_code");
    return status == null ? "" : status;
  }

  /** Returns how long it took, or the empty string for an instant. */
  String duration() {
    Duration duration =
        Duration.ofNanos(span().getEndTimeUnixNano() - span().getStartTimeUnixNano());
    if (isAnchor()) {
      return "";
    }
    if (duration.toSeconds() < 10) {
      return duration.toMillis() + " ms";
    }
    return duration.toMinutes() < 10
        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
        : duration.toMinutes() + " min";
  }

  /** Returns what is wrong with the span, or the empty string. */
  String fault() {
    String error =
        isError() ? "ERROR " + span().getStatus().getMessage().lines().findFirst().orElse("") : "";
    return (error + (orphan ? " orphan" : "")).strip();
  }

  private String attempt() {
    String attempt = received.attribute("temporal.attempt");
    return attempt == null ? "" : "attempt " + attempt;
  }

  private boolean isAnchor() {
    return span().getStartTimeUnixNano() == span().getEndTimeUnixNano()
        && span().getKind() == SpanKind.SPAN_KIND_INTERNAL;
  }

  private boolean isError() {
    return span().getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
  }

  private Span span() {
    return received.span();
  }
}
