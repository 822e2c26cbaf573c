package dev.throughline.dropwizard;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallerSamplerTest {
  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final Context CALLER =
      Context.root()
          .with(
              Span.wrap(
                  SpanContext.createFromRemoteParent(
                      TRACE_ID,
                      "b7ad6b7169203331",
                      TraceFlags.getSampled(),
                      TraceState.getDefault())));

  @Test
  void floodOfSampledCallers_isLeftToTheSampler() {
    Sampler sampler = new CallerSampler(Sampler.parentBased(Sampler.alwaysOff()), 2);

    assertThat(http(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    assertThat(http(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    assertThat(http(sampler)).isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void samplerThatKeepsEverything_keepsAFloodToo() {
    Sampler sampler = new CallerSampler(Sampler.parentBased(Sampler.alwaysOn()), 1);

    http(sampler);
    assertThat(http(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
  }

  @Test
  void spanThatIsNoRequest_isNotCounted() {
    Sampler sampler = new CallerSampler(Sampler.parentBased(Sampler.alwaysOff()), 1);

    for (int i = 0; i < 3; i++) {
      assertThat(decision(sampler, Attributes.empty()))
          .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    }
  }

  private static SamplingDecision http(Sampler sampler) {
    return decision(sampler, Attributes.of(stringKey("http.request.method"), "GET"));
  }

  private static SamplingDecision decision(Sampler sampler, Attributes attributes) {
    return sampler
        .shouldSample(CALLER, TRACE_ID, "GET", SpanKind.SERVER, attributes, List.of())
        .getDecision();
  }
}
