package dev.throughline.api.temporal;

import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;

/** Which trace a run is part of, whoever started it: its first event tells. */
public final class RunTraces {

  private RunTraces() {}

  /**
   * Asks Temporal for the run's first event.
   *
   * @param run with its run id
   */
  public static String traceId(TemporalService temporal, WorkflowExecution run) {
    return traceId(temporal.namespace(), run, temporal.firstEvent(run));
  }

  /**
   * Asks nobody.
   *
   * @param run with its run id
   * @param first its first event
   */
  public static String traceId(String namespace, WorkflowExecution run, HistoryEvent first) {
    Run named = new Run(namespace, run.getWorkflowId(), run.getRunId());
    RunStart start = RunStart.of(named, first, defect -> {});
    // Whether it is sampled does not change its id.
    return RunTrace.of(start, id -> true).anchor().getTraceId();
  }
}
