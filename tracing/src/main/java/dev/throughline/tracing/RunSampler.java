package dev.throughline.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Inside a run the run's decision holds: a sampler that is not parent-based would tear holes into
 * traces that other processes keep. Outside it decides as configured.
 */
final class RunSampler implements Sampler {
  private static final ContextKey<Boolean> IN_RUN = ContextKey.named("throughline-in-run");

  private final Sampler configured;

  RunSampler(Sampler configured) {
    this.configured = configured;
  }

  /** Marks what happens in this context as part of a run. */
  static Context inRun(Context context) {
    return context.with(IN_RUN, true);
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    SpanContext above = Span.fromContext(parent).getSpanContext();
    // A standalone activity whose header names no span is a root: nobody has decided for it yet.
    if (parent.get(IN_RUN) == null || !above.isValid()) {
      return configured.shouldSample(parent, traceId, name, kind, attributes, links);
    }
    return above.isSampled() ? SamplingResult.recordAndSample() : SamplingResult.drop();
  }

  @Override
  public String getDescription() {
    return "RunSampler{" + configured.getDescription() + "}";
  }
}
