package dev.throughline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 has it, with the trace that tells more.
 *
 * @param type a URI that names the kind of problem; {@code about:blank} where the status says it
 *     all
 * @param title the kind in words, always the same for a type
 * @param status the HTTP status
 * @param detail what is wrong with this request, and what to do
 * @param instance the path that was asked for
 * @param traceId the request's trace
 * @param retryable whether the same request may succeed later
 * @param violations what is wrong with which field of the body
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String instance,
    @Nullable String traceId,
    boolean retryable,
    List<Violation> violations) {

  static final String MEDIA_TYPE = "application/problem+json";

  /** One field. */
  record Violation(String field, String message) {}

  /** What there is to say about a status, in the trace that is current. */
  static Problem of(int status, @Nullable String detail) {
    SpanContext span = Span.current().getSpanContext();
    String title = HttpStatus.getMessage(status);
    return new Problem(
        "about:blank",
        title,
        status,
        title.equals(detail) ? null : detail,
        null,
        span.isValid() ? span.getTraceId() : null,
        status == 429 || status == 503 || status == 504,
        List.of());
  }

  Problem at(String path) {
    return new Problem(type, title, status, detail, path, traceId, retryable, violations);
  }

  Problem withViolations(List<Violation> found) {
    return new Problem(
        "urn:throughline:problem:invalid-input",
        "The request is understood, but its input is not valid",
        status,
        detail,
        instance,
        traceId,
        retryable,
        found);
  }
}
