package dev.throughline.dropwizard;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * An answer that tells its span in {@code Server-Timing}, also when what was in it is replaced by
 * an error.
 */
final class TimedResponse extends Response.Wrapper {
  private static final String SERVER_TIMING = "Server-Timing";

  private final String metric;

  TimedResponse(Request request, Response wrapped, Context context) {
    super(request, wrapped);
    SpanContext span = Span.fromContext(context).getSpanContext();
    this.metric =
        "traceparent;desc=\"00-%s-%s-%s\""
            .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
    tell();
  }

  @Override
  public void reset() {
    super.reset();
    tell();
  }

  private void tell() {
    if (!getHeaders().contains(SERVER_TIMING, metric)) {
      getHeaders().add(SERVER_TIMING, metric);
    }
  }
}
