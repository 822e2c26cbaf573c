package dev.throughline.tracing.contract;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a span that history tells: the same bytes whoever builds it (contract, section "Bytes").
 *
 * <p>Thread safety: none.
 */
public final class SpanOfHistory {
  private final String name;
  private final String namespace;
  private final SpanContext context;
  private final SpanContext parent;
  private final List<LinkData> links = new ArrayList<>();
  private SpanKind kind = SpanKind.INTERNAL;
  private Attributes attributes = Attributes.empty();
  private @Nullable Fault fault;

  /**
   * How something went wrong.
   *
   * @param type of the {@code exception} event
   * @param message may be empty
   * @param stackTrace may be empty
   */
  public record Fault(String type, String message, String stackTrace) {}

  /**
   * A span of the kind INTERNAL.
   *
   * @param namespace the Temporal namespace, which is its resource
   */
  public SpanOfHistory(String name, String namespace, SpanContext context, SpanContext parent) {
    this.name = name;
    this.namespace = namespace;
    this.context = context;
    this.parent = parent;
  }

  public SpanOfHistory setKind(SpanKind kind) {
    this.kind = kind;
    return this;
  }

  public SpanOfHistory setAttributes(Attributes attributes) {
    this.attributes = attributes;
    return this;
  }

  /** Adds a link with its {@code link.type}. */
  public SpanOfHistory addLink(SpanContext to, String type) {
    links.add(LinkData.create(to, Attributes.of(Keys.LINK_TYPE, type)));
    return this;
  }

  /** Makes it an ERROR, with one {@code exception} event at its end; null: it is none. */
  public SpanOfHistory setFault(@Nullable Fault fault) {
    this.fault = fault;
    return this;
  }

  /** The span, from one moment to another, both in nanoseconds since the epoch. */
  public SpanData build(long startEpochNanos, long endEpochNanos) {
    // Event times are not monotone, and a span must not end before it starts.
    long end = Math.max(startEpochNanos, endEpochNanos);
    return new ContractSpan(
        name,
        kind,
        context,
        parent,
        ContractSpan.resource(namespace),
        startEpochNanos,
        end,
        attributes,
        List.copyOf(links),
        fault == null ? List.of() : List.of(exception(fault, end)),
        fault == null ? StatusData.unset() : StatusData.create(StatusCode.ERROR, fault.message()));
  }

  private static EventData exception(Fault fault, long epochNanos) {
    AttributesBuilder attributes = Attributes.builder().put(Keys.EXCEPTION_TYPE, fault.type());
    if (!fault.message().isEmpty()) {
      attributes.put(Keys.EXCEPTION_MESSAGE, fault.message());
    }
    if (!fault.stackTrace().isEmpty()) {
      attributes.put(Keys.EXCEPTION_STACKTRACE, fault.stackTrace());
    }
    return EventData.create(epochNanos, "exception", attributes.build());
  }
}
