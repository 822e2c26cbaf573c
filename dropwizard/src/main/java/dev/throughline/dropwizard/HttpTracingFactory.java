package dev.throughline.dropwizard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.validation.constraints.Min;

/** The {@code tracing.http:} block: what the trace headers of HTTP callers are worth. */
final class HttpTracingFactory {
  @JsonProperty private boolean trustTraceContext = true;

  @JsonProperty
  @Min(1)
  private long callerSampledPerSecond = 100;

  /** Whether a request goes on with its caller's trace and baggage; else it only links to it. */
  boolean trustsTraceContext() {
    return trustTraceContext;
  }

  Sampler bounded(Sampler configured) {
    return new CallerSampler(configured, callerSampledPerSecond);
  }
}
