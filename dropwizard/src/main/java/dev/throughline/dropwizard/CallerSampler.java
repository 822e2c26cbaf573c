package dev.throughline.dropwizard;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.github.bucket4j.Bucket;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.time.Duration;
import java.util.List;

/**
 * Bounds how many requests a second are kept only because the caller has set the {@code sampled}
 * flag. Beyond that the configured sampler decides as for a request without a caller, so the bound
 * shows only where that one does not keep everything.
 */
final class CallerSampler implements Sampler {
  private static final AttributeKey<String> HTTP_REQUEST_METHOD = stringKey("http.request.method");

  private final Sampler configured;
  private final Bucket honoured;

  CallerSampler(Sampler configured, long perSecond) {
    this.configured = configured;
    this.honoured =
        Bucket.builder()
            .addLimit(
                limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
            .build();
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    SpanContext caller = Span.fromContext(parent).getSpanContext();
    boolean asked =
        caller.isRemote()
            && caller.isSampled()
            && kind == SpanKind.SERVER
            && attributes.get(HTTP_REQUEST_METHOD) != null;
    Context decidedIn = asked && !honoured.tryConsume(1) ? Context.root() : parent;
    return configured.shouldSample(decidedIn, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "CallerSampler{" + configured.getDescription() + "}";
  }
}
