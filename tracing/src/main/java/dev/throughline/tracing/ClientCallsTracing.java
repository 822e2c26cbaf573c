package dev.throughline.tracing;

import static java.util.Objects.requireNonNullElse;

import dev.throughline.tracing.contract.Keys;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.internal.client.CompletedWorkflowUpdateHandleImpl;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What temporal-opentracing lacks, inside its spans: the run id that a start came to, the error of
 * a call that failed, the update in an update-with-start's name, and whole spans for cancel and
 * terminate.
 */
final class ClientCallsTracing extends WorkflowClientCallsInterceptorBase {
  private final Tracer tracer;
  private final String namespace;

  ClientCallsTracing(WorkflowClientCallsInterceptor next, Tracer tracer, String namespace) {
    super(next);
    this.tracer = tracer;
    this.namespace = namespace;
  }

  @Override
  public WorkflowStartOutput start(WorkflowStartInput input) {
    WorkflowStartOutput output = recordFailure(() -> super.start(input));
    setRunId(output);
    return output;
  }

  @Override
  public WorkflowSignalOutput signal(WorkflowSignalInput input) {
    return recordFailure(() -> super.signal(input));
  }

  @Override
  public WorkflowSignalWithStartOutput signalWithStart(WorkflowSignalWithStartInput input) {
    WorkflowSignalWithStartOutput output = recordFailure(() -> super.signalWithStart(input));
    setRunId(output.getWorkflowStartOutput());
    return output;
  }

  @Override
  public <R> QueryOutput<R> query(QueryInput<R> input) {
    return recordFailure(() -> super.query(input));
  }

  @Override
  public <R> WorkflowUpdateHandle<R> startUpdate(StartUpdateInput<R> input) {
    setUpdateId(input.getUpdateId());
    WorkflowUpdateHandle<R> handle = recordFailure(() -> super.startUpdate(input));
    recordRejection(handle);
    return handle;
  }

  @Override
  public <R> WorkflowUpdateWithStartOutput<R> updateWithStart(
      WorkflowUpdateWithStartInput<R> input) {
    StartUpdateInput<R> update = input.getStartUpdateInput();
    Span.current().updateName("UpdateWithStartWorkflow:" + update.getUpdateName());
    setUpdateId(update.getUpdateId());
    WorkflowUpdateWithStartOutput<R> output = recordFailure(() -> super.updateWithStart(input));
    setRunId(output.getWorkflowStartOutput());
    recordRejection(output.getUpdateHandle());
    return output;
  }

  @Override
  public CancelOutput cancel(CancelInput input) {
    return inSpan("CancelWorkflow", input.getWorkflowExecution(), () -> super.cancel(input));
  }

  @Override
  public TerminateOutput terminate(TerminateInput input) {
    return inSpan("TerminateWorkflow", input.getWorkflowExecution(), () -> super.terminate(input));
  }

  private <T> T inSpan(String name, WorkflowExecution execution, Supplier<T> call) {
    SpanBuilder span =
        tracer
            .spanBuilder(name)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(Keys.NAMESPACE, namespace)
            .setAttribute(Keys.WORKFLOW_ID, execution.getWorkflowId());
    if (!execution.getRunId().isEmpty()) {
      span.setAttribute(Keys.RUN_ID, execution.getRunId());
    }
    return LiveSpan.during(
        Context.current(), startTime -> span.setStartTimestamp(startTime).startSpan(), call);
  }

  private static <T> T recordFailure(Supplier<T> call) {
    SpanClock clock = new SpanClock();
    try {
      return call.get();
    } catch (RuntimeException | Error e) {
      Failures.record(Span.current(), e, clock.endEpochNanos());
      throw e;
    }
  }

  /**
   * An update that is rejected, or fails before the call returns, throws only when its handle is
   * asked; a rejected one leaves no history, so this span alone can tell.
   */
  private static void recordRejection(WorkflowUpdateHandle<?> handle) {
    // No other handle knows its outcome: asking it would be a call to the server.
    if (handle instanceof CompletedWorkflowUpdateHandleImpl) {
      SpanClock clock = new SpanClock();
      try {
        handle.getResult();
      } catch (WorkflowUpdateException e) {
        Failures.record(Span.current(), requireNonNullElse(e.getCause(), e), clock.endEpochNanos());
      }
    }
  }

  private static void setRunId(@Nullable WorkflowStartOutput output) {
    if (output != null) {
      Span.current().setAttribute(Keys.RUN_ID, output.getWorkflowExecution().getRunId());
    }
  }

  private static void setUpdateId(@Nullable String updateId) {
    if (updateId != null && !updateId.isEmpty()) {
      Span.current().setAttribute(Keys.UPDATE_ID, updateId);
    }
  }
}
