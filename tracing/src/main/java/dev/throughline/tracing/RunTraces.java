package dev.throughline.tracing;

import dev.throughline.tracing.contract.HeaderDefect;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Locale;

/** Where a run is, with the configured sampler for runs that no header decides for. */
final class RunTraces {
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");

  private final Sampler sampler;
  private final LongCounter unusableHeaders;

  RunTraces(MeterProvider meters, Sampler sampler) {
    this.sampler = sampler;
    this.unusableHeaders =
        meters
            .get("dev.throughline.tracing")
            .counterBuilder("throughline.header.unusable")
            .setDescription(
                "Headers of runs, tasks, queries and Nexus requests that name no span, by reason")
            .setUnit("{header}")
            .build();
  }

  RunTrace of(RunStart start) {
    return RunTrace.of(start, this::isSampled);
  }

  void count(HeaderDefect defect) {
    unusableHeaders.add(1, Attributes.of(REASON, defect.name().toLowerCase(Locale.ROOT)));
  }

  boolean isSampled(String derivedTraceId) {
    return sampler
        .shouldSample(
            Context.root(),
            derivedTraceId,
            "RunWorkflow",
            SpanKind.INTERNAL,
            Attributes.empty(),
            List.of())
        .getDecision()
        .equals(SamplingDecision.RECORD_AND_SAMPLE);
  }
}
