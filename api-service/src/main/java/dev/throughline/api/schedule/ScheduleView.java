package dev.throughline.api.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is.
 *
 * @param spec a cron expression is as it was given
 * @param nextTimes when it acts next
 * @param recentRuns what it started lately, newest last
 * @param runningWorkflowIds of those that have not closed yet
 * @param actionCount how many it has started
 * @param skippedCount how many times it did nothing for the last run was still going on
 * @param missedCount how many times were too late to be made up for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleView(
    String scheduleId,
    Timing spec,
    ScheduleRequest.Action action,
    ScheduleRequest.Policy policy,
    String note,
    boolean paused,
    List<Instant> nextTimes,
    List<ScheduledRun> recentRuns,
    List<String> runningWorkflowIds,
    long actionCount,
    long skippedCount,
    long missedCount,
    Instant createTime,
    @Nullable Instant updateTime,
    Map<String, String> links) {

  /**
   * A run that the schedule started.
   *
   * @param scheduledAt when it was to be
   * @param startedAt when it was
   * @param run where it is
   */
  public record ScheduledRun(
      String workflowId, String runId, Instant scheduledAt, Instant startedAt, String run) {}
}
