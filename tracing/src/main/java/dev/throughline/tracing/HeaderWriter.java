package dev.throughline.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.Map;

/**
 * Writes the run's {@code RunWorkflow} anchor into the header of all that leaves the run. The
 * payloads are made once a run: they are a function of the run alone, so replay writes the same.
 */
final class HeaderWriter extends WorkflowOutboundCallsInterceptorBase {
  /**
   * What the server takes, keys and values together, by its default ({@code
   * component.nexusoperations.limit.header.size}); one byte more fails the workflow task for ever.
   */
  private static final int MAX_NEXUS_HEADERS = 8 * 1024;

  private final TraceHeader header;
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
    this.header = new TraceHeader(trace.anchor(), baggage, Relation.DEFAULT);
    this.insideRun = header.toPayload();
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

  /**
   * A trace context that an interceptor of the user's has put there stays, and is not mixed with
   * ours; so do all other headers.
   */
  @Override
  public <R> ExecuteNexusOperationOutput<R> executeNexusOperation(
      ExecuteNexusOperationInput<R> input) {
    Map<String, String> headers = input.getHeaders();
    if (!headers.containsKey(TraceHeader.TRACEPARENT)) {
      header.toCarrier().forEach((key, value) -> writeIfItFits(headers, key, value));
    }
    return super.executeNexusOperation(input);
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

  private static void writeIfItFits(Map<String, String> headers, String key, String value) {
    int bytes = 0;
    for (Map.Entry<String, String> other : headers.entrySet()) {
      bytes += (other.getKey() + other.getValue()).getBytes(UTF_8).length;
    }
    if (bytes + (key + value).getBytes(UTF_8).length <= MAX_NEXUS_HEADERS) {
      headers.putIfAbsent(key, value);
    }
  }
}
