package dev.throughline.api.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import dev.throughline.api.schedule.ScheduleView.ScheduledRun;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Links;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleActionResult;
import io.temporal.api.schedule.v1.ScheduleInfo;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import io.temporal.api.schedule.v1.SchedulePolicies;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.schedule.v1.StructuredCalendarSpec;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.common.converter.DataConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads schedules as Temporal has them.
 *
 * @param converter of inputs and memos
 */
record ScheduleViews(DataConverter converter, Links links) {

  ScheduleView view(String scheduleId, DescribeScheduleResponse described) {
    Schedule schedule = described.getSchedule();
    ScheduleInfo info = described.getInfo();
    return new ScheduleView(
        scheduleId,
        timing(schedule.getSpec()),
        action(schedule.getAction().getStartWorkflow()),
        policy(schedule.getPolicies()),
        schedule.getState().getNotes(),
        schedule.getState().getPaused(),
        info.getFutureActionTimesList().stream().map(ScheduleViews::instant).toList(),
        info.getRecentActionsList().stream().map(this::run).toList(),
        info.getRunningWorkflowsList().stream().map(WorkflowExecution::getWorkflowId).toList(),
        info.getActionCount(),
        info.getOverlapSkipped(),
        info.getMissedCatchupWindow(),
        instant(info.getCreateTime()),
        info.hasUpdateTime() ? instant(info.getUpdateTime()) : null,
        links(scheduleId));
  }

  static SchedulePage.Entry entry(ScheduleListEntry entry) {
    return new SchedulePage.Entry(
        entry.getScheduleId(),
        entry.getInfo().getWorkflowType().getName(),
        entry.getInfo().getPaused(),
        entry.getInfo().getNotes(),
        entry.getInfo().getFutureActionTimesList().stream()
            .map(ScheduleViews::instant)
            .findFirst()
            .orElse(null),
        links(entry.getScheduleId()));
  }

  static String self(String scheduleId) {
    return "/schedules/" + Links.segment(scheduleId);
  }

  private static Map<String, String> links(String scheduleId) {
    String self = self(scheduleId);
    Map<String, String> links = new TreeMap<>();
    links.put("self", self);
    for (String action : List.of("trigger", "pause", "unpause", "backfill")) {
      links.put(action, self + "/" + action);
    }
    return links;
  }

  private static Timing timing(ScheduleSpec spec) {
    return new Timing(
        spec.getStructuredCalendarList().stream()
            .map(StructuredCalendarSpec::getComment)
            .filter(comment -> comment.startsWith(ScheduleProtos.CRON))
            .map(comment -> comment.substring(ScheduleProtos.CRON.length()))
            .toList(),
        spec.getIntervalList().stream()
            .map(
                every ->
                    new Timing.Interval(duration(every.getInterval()), orNull(every.getPhase())))
            .toList(),
        spec.getTimezoneName().isEmpty() ? null : spec.getTimezoneName(),
        spec.hasStartTime() ? instant(spec.getStartTime()) : null,
        spec.hasEndTime() ? instant(spec.getEndTime()) : null,
        orNull(spec.getJitter()));
  }

  private ScheduleRequest.Action action(NewWorkflowExecutionInfo start) {
    Map<String, JsonNode> memo =
        new TreeMap<>(JsonPayloads.readable(start.getMemo().getFieldsMap(), converter));
    return new ScheduleRequest.Action(
        start.getWorkflowType().getName(),
        JsonPayloads.first(start.getInput(), converter),
        start.getWorkflowId(),
        orNull(start.getWorkflowExecutionTimeout()),
        orNull(start.getWorkflowRunTimeout()),
        memo.isEmpty() ? null : memo);
  }

  private static ScheduleRequest.Policy policy(SchedulePolicies policies) {
    String overlap =
        policies.getOverlapPolicy().name().substring("SCHEDULE_OVERLAP_POLICY_".length());
    return new ScheduleRequest.Policy(
        overlap.equals("UNSPECIFIED")
            ? ScheduleRequest.Overlap.SKIP
            : ScheduleRequest.Overlap.valueOf(overlap),
        policies.hasCatchupWindow() ? duration(policies.getCatchupWindow()) : null,
        policies.getPauseOnFailure());
  }

  private ScheduledRun run(ScheduleActionResult action) {
    WorkflowExecution run = action.getStartWorkflowResult();
    return new ScheduledRun(
        run.getWorkflowId(),
        run.getRunId(),
        instant(action.getScheduleTime()),
        instant(action.getActualTime()),
        links.self(run.getWorkflowId()) + "?runId=" + run.getRunId());
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static @Nullable Duration orNull(com.google.protobuf.Duration duration) {
    Duration some = duration(duration);
    return some.isZero() ? null : some;
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
