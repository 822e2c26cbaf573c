package dev.throughline.tracing;

import dev.throughline.tracing.contract.TraceHeader;
import io.nexusrpc.OperationException;
import io.nexusrpc.handler.OperationContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.temporal.common.interceptors.NexusOperationInboundCallsInterceptor;
import io.temporal.common.interceptors.NexusOperationInboundCallsInterceptorBase;

/**
 * One request to a Nexus handler: the span that the caller's headers name is current while the
 * handler runs, on this thread, so what it starts, signals or cancels is in the caller's trace. The
 * handler has no span of its own: the operation's is told by the caller's history.
 */
final class NexusTracing extends NexusOperationInboundCallsInterceptorBase {
  private final RunTraces runTraces;

  NexusTracing(NexusOperationInboundCallsInterceptor next, RunTraces runTraces) {
    super(next);
    this.runTraces = runTraces;
  }

  @Override
  public StartOperationOutput startOperation(StartOperationInput input) throws OperationException {
    try (Scope ignored = caller(input.getOperationContext()).makeCurrent()) {
      return super.startOperation(input);
    }
  }

  @Override
  public CancelOperationOutput cancelOperation(CancelOperationInput input) {
    try (Scope ignored = caller(input.getOperationContext()).makeCurrent()) {
      return super.cancelOperation(input);
    }
  }

  private Context caller(OperationContext operation) {
    TraceHeader header = TraceHeader.readPlain(operation.getHeaders(), runTraces::count);
    if (header == null) {
      return Context.current();
    }
    return RunSampler.inRun(
        Context.root()
            .with(Span.wrap(header.span()))
            .with(header.baggage())
            .with(header.relation()));
  }
}
