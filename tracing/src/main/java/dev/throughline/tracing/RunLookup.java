package dev.throughline.tracing;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunStart;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.trace.SpanContext;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.client.WorkflowClient;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the anchor of a run whose task says nothing usable about it, as when its workflow ran on a
 * worker without tracing: from the run's first event, asked for once a run. What was found is
 * remembered, and so is a failure: all attempts in this process get the same parent.
 */
final class RunLookup {
  private static final Logger log = LoggerFactory.getLogger(RunLookup.class);
  private static final int RUNS_REMEMBERED = 10_000;
  private static final long DEADLINE_SECONDS = 2;

  private final RunTraces runTraces;
  private final boolean enabled;
  private final Cache<Run, SpanContext> anchors =
      CacheBuilder.newBuilder().maximumSize(RUNS_REMEMBERED).build();

  RunLookup(RunTraces runTraces, boolean enabled) {
    this.runTraces = runTraces;
    this.enabled = enabled;
  }

  /** The run's anchor; in the trace derived from its run id if the server does not tell. */
  SpanContext anchor(Run run, String workflowType, String taskQueue, WorkflowClient client) {
    SpanContext known = anchors.getIfPresent(run);
    if (known != null) {
      return known;
    }
    RunStart start = enabled ? firstEvent(run, client) : null;
    if (start == null) {
      start =
          new RunStart(
              run, workflowType, taskQueue, 0, run.runId(), run.runId(), null, false, false, null);
    }
    SpanContext found = runTraces.of(start).anchor();
    SpanContext earlier = anchors.asMap().putIfAbsent(run, found);
    return earlier == null ? found : earlier;
  }

  private static @Nullable RunStart firstEvent(Run run, WorkflowClient client) {
    var request =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(run.namespace())
            .setExecution(
                WorkflowExecution.newBuilder()
                    .setWorkflowId(run.workflowId())
                    .setRunId(run.runId()))
            .setMaximumPageSize(1)
            .build();
    try {
      var events =
          client
              .getWorkflowServiceStubs()
              .blockingStub()
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .getWorkflowExecutionHistory(request)
              .getHistory();
      // The run's own header is not the task's: whether it is usable is counted at the run.
      return events.getEventsCount() == 0
          ? null
          : RunStart.of(run, events.getEvents(0), defect -> {});
    } catch (StatusRuntimeException e) {
      log.warn(
          "Cannot read the first event of {}; its activities here are in the derived trace: {}",
          run,
          e.getStatus());
      return null;
    }
  }
}
