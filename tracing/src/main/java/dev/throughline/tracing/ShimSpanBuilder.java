package dev.throughline.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Scope;
import io.opentracing.SpanContext;
import io.opentracing.Tracer;
import io.opentracing.tag.Tag;

/**
 * Starts a span built with the OpenTelemetry API and hands back the shim's view of it. The shim's
 * own builder would lose the kind and add a link to the parent. The parent is the current span,
 * which is what contrib would reference.
 */
record ShimSpanBuilder(SpanBuilder builder, Tracer shim) implements Tracer.SpanBuilder {
  @Override
  public io.opentracing.Span start() {
    Span span = builder.startSpan();
    try (Scope ignored = span.makeCurrent()) {
      return shim.activeSpan();
    }
  }

  @Override
  public Tracer.SpanBuilder asChildOf(SpanContext parent) {
    return this;
  }

  @Override
  public Tracer.SpanBuilder asChildOf(io.opentracing.Span parent) {
    return this;
  }

  @Override
  public Tracer.SpanBuilder addReference(String type, SpanContext context) {
    return this;
  }

  @Override
  public Tracer.SpanBuilder ignoreActiveSpan() {
    return this;
  }

  @Override
  public Tracer.SpanBuilder withTag(String key, String value) {
    return this;
  }

  @Override
  public Tracer.SpanBuilder withTag(String key, boolean value) {
    return this;
  }

  @Override
  public Tracer.SpanBuilder withTag(String key, Number value) {
    return this;
  }

  @Override
  public <T> Tracer.SpanBuilder withTag(Tag<T> tag, T value) {
    return this;
  }

  @Override
  public Tracer.SpanBuilder withStartTimestamp(long microseconds) {
    return this;
  }
}
