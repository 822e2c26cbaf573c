package dev.throughline.tracing;

import dev.throughline.tracing.contract.BaggageAllowList;
import io.nexusrpc.handler.OperationContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.NexusOperationInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the interceptors of one worker process share. */
final class WorkerTracing extends WorkerInterceptorBase {
  private final Tracer tracer;
  private final DerivedIdGenerator ids;
  private final AnchorWriter anchors;
  private final RunTraces runTraces;
  private final RunLookup runLookup;
  private final BaggageAllowList baggage;
  private final Map<String, String> identities = new ConcurrentHashMap<>();

  WorkerTracing(
      OpenTelemetry openTelemetry,
      DerivedIdGenerator ids,
      AnchorWriter anchors,
      RunTraces runTraces,
      boolean lookUpRuns,
      BaggageAllowList baggage) {
    this.tracer = openTelemetry.getTracer("dev.throughline.tracing");
    this.ids = ids;
    this.anchors = anchors;
    this.runTraces = runTraces;
    this.runLookup = new RunLookup(runTraces, lookUpRuns);
    this.baggage = baggage;
  }

  /** A worker's own identity, where it differs from its client's. */
  void identityOf(String taskQueue, String identity) {
    identities.put(taskQueue, identity);
  }

  String identity(String taskQueue, String ofClient) {
    return identities.getOrDefault(taskQueue, ofClient);
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowTracing(next, this);
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new ActivityTracing(next, this);
  }

  @Override
  public NexusOperationInboundCallsInterceptor interceptNexusOperation(
      OperationContext context, NexusOperationInboundCallsInterceptor next) {
    return new NexusTracing(next, runTraces);
  }

  Tracer tracer() {
    return tracer;
  }

  DerivedIdGenerator ids() {
    return ids;
  }

  AnchorWriter anchors() {
    return anchors;
  }

  RunTraces runTraces() {
    return runTraces;
  }

  RunLookup runLookup() {
    return runLookup;
  }

  BaggageAllowList baggage() {
    return baggage;
  }
}
