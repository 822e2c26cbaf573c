package dev.throughline.tracing;

import dev.throughline.tracing.contract.BaggageAllowList;
import dev.throughline.tracing.contract.Relation;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import dev.throughline.tracing.contract.TraceHeader;
import io.opentelemetry.api.baggage.Baggage;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.interceptors.Header;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;

/**
 * Writes the run's {@code RunWorkflow} anchor into the header of all that leaves the run. The
 * payloads are made once a run: they are a function of the run alone, so replay writes the same.
 */
final class HeaderWriter extends WorkflowOutboundCallsInterceptorBase {
  private final Payload insideRun;
  private final Payload nextRun;

  HeaderWriter(
      WorkflowOutboundCallsInterceptor next,
      RunStart start,
      RunTrace trace,
      BaggageAllowList allowed) {
    super(next);
    TraceHeader received = start.header();
    Baggage baggage = received == null ? Baggage.empty() : allowed.cut(received.baggage());
    Relation relation = received == null ? Relation.DEFAULT : received.relation();
    this.insideRun = new TraceHeader(trace.anchor(), baggage, Relation.DEFAULT).toPayload();
    this.nextRun = new TraceHeader(trace.anchor(), baggage, relation).toPayload();
  }

  @Override
  public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
    write(input.getHeader(), insideRun);
    return super.executeActivity(input);
  }

  @Override
  public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
    write(input.getHeader(), insideRun);
    return super.executeLocalActivity(input);
  }

  @Override
  public <R> ChildWorkflowOutput<R> executeChildWorkflow(ChildWorkflowInput<R> input) {
    write(input.getHeader(), insideRun);
    return super.executeChildWorkflow(input);
  }

  @Override
  public SignalExternalOutput signalExternalWorkflow(SignalExternalInput input) {
    write(input.getHeader(), insideRun);
    return super.signalExternalWorkflow(input);
  }

  /** The SDK sends the next run no header by itself; the caller's choice holds for the chain. */
  @Override
  public void continueAsNew(ContinueAsNewInput input) {
    write(input.getHeader(), nextRun);
    super.continueAsNew(input);
  }

  private static void write(Header header, Payload payload) {
    header.getValues().put(TraceHeader.FIELD, payload);
  }
}
