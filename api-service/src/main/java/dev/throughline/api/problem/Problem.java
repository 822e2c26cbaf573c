package dev.throughline.api.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param more members of this kind of problem alone, beside the others
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String instance,
    @Nullable String traceId,
    boolean retryable,
    List<Violation> violations,
    @JsonAnyGetter Map<String, Object> more) {

  public static final String MEDIA_TYPE = "application/problem+json";

  /** When a retryable request may be worth repeating, where nobody knows better. */
  static final int RETRY_AFTER_SECONDS = 5;

  /**
   * One field.
   *
   * @param field its path in the body, such as {@code to[1]}; {@code body} for the body itself
   * @param message what it must be
   */
  public record Violation(String field, String message) {}

  /** What there is to say about a status, in the trace that is current. */
  public static Problem of(int status, @Nullable String detail) {
    String title = HttpStatus.getMessage(status);
    return new Problem(
        "about:blank",
        title,
        status,
        title.equals(detail) ? null : detail,
        null,
        currentTraceId(),
        status == 429 || status == 503 || status == 504,
        List.of(),
        Map.of());
  }

  /**
   * A problem that clients tell from others of its status.
   *
   * @param kind the last part of the type, {@code urn:throughline:problem:KIND}
   * @param title the kind in words, always the same for a kind
   */
  public static Problem of(String kind, String title, int status, @Nullable String detail) {
    Problem plain = of(status, detail);
    return new Problem(
        "urn:throughline:problem:" + kind,
        title,
        status,
        detail,
        null,
        plain.traceId(),
        plain.retryable(),
        List.of(),
        Map.of());
  }

  /** 422: what is wrong with the fields of the body. */
  public static Problem invalidInput(List<Violation> violations) {
    return of(
            "invalid-input",
            "The request is understood, but its input is not valid",
            422,
            "See violations.")
        .withViolations(violations);
  }

  /** The exception that has this problem answered. */
  public ProblemException exception() {
    return new ProblemException(this);
  }

  /** With a member of its own. */
  public Problem with(String member, Object value) {
    Map<String, Object> members = new LinkedHashMap<>(more);
    members.put(member, value);
    return new Problem(
        type, title, status, detail, instance, traceId, retryable, violations, members);
  }

  Problem at(String path) {
    return new Problem(type, title, status, detail, path, traceId, retryable, violations, more);
  }

  Problem in(@Nullable String trace) {
    return new Problem(type, title, status, detail, instance, trace, retryable, violations, more);
  }

  private Problem withViolations(List<Violation> found) {
    return new Problem(type, title, status, detail, instance, traceId, retryable, found, more);
  }

  private static @Nullable String currentTraceId() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? span.getTraceId() : null;
  }
}
