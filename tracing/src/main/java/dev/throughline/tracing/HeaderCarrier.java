package dev.throughline.tracing;

import dev.throughline.tracing.contract.BaggageAllowList;
import dev.throughline.tracing.contract.Relation;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the shim injects into a Temporal header when temporal-opentracing asks it to: the current
 * span, the allowed baggage, and the caller's {@link Relation}.
 */
record HeaderCarrier(BaggageAllowList allowed) implements TextMapPropagator {
  @Override
  public Collection<String> fields() {
    return List.of();
  }

  @Override
  public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
    SpanContext span = Span.fromContext(context).getSpanContext();
    if (!span.isValid()) {
      return;
    }
    Baggage baggage = allowed.cut(Baggage.fromContext(context));
    new TraceHeader(span, baggage, Relation.fromContext(context))
        .toCarrier()
        .forEach((key, value) -> setter.set(carrier, key, value));
  }

  /** Never asked: contrib is not on the worker side here. */
  @Override
  public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
    return context;
  }
}
