package dev.throughline.api.schedule;

import com.google.protobuf.ByteString;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.DeleteScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesResponse;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Temporal's schedules. Not by the SDK's client, which knows neither conflict tokens nor request
 * ids.
 *
 * @param temporal whose schedules
 */
record Schedules(TemporalService temporal) {

  /**
   * Makes a schedule, once for a key.
   *
   * @throws dev.throughline.api.problem.ProblemException 409 if there is one with the id, 422 if
   *     the key made it in another request
   */
  void create(String scheduleId, Schedule schedule, @Nullable IdempotencyKey key) {
    CreateScheduleRequest.Builder request =
        CreateScheduleRequest.newBuilder()
            .setNamespace(temporal.namespace())
            .setIdentity(identity())
            .setScheduleId(scheduleId)
            .setRequestId(key == null ? UUID.randomUUID().toString() : key.id("schedule"))
            .setSchedule(schedule);
    if (key != null) {
      request.getMemoBuilder().putFields(IdempotencyKey.MARK, payload(key.mark()));
    }
    try {
      var unused = temporal.calls().createSchedule(request.build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
      if (key == null || !key.isOf(mark(scheduleId))) {
        throw Problem.of(409, "There is a schedule with this scheduleId.").exception();
      }
    }
    if (key != null) {
      // Temporal answers a repeat like the first one, whatever it has in it.
      key.check(mark(scheduleId));
    }
  }

  DescribeScheduleResponse describe(String scheduleId) {
    return found(
        () ->
            temporal
                .calls()
                .describeSchedule(
                    DescribeScheduleRequest.newBuilder()
                        .setNamespace(temporal.namespace())
                        .setScheduleId(scheduleId)
                        .build()));
  }

  /**
   * Replaces a schedule.
   *
   * @param version that is replaced; Temporal drops the update, and does not say so, if it is no
   *     longer the current one
   */
  void update(String scheduleId, Schedule schedule, ByteString version) {
    var unused =
        found(
            () ->
                temporal
                    .calls()
                    .updateSchedule(
                        UpdateScheduleRequest.newBuilder()
                            .setNamespace(temporal.namespace())
                            .setIdentity(identity())
                            .setScheduleId(scheduleId)
                            .setRequestId(UUID.randomUUID().toString())
                            .setConflictToken(version)
                            .setSchedule(schedule)
                            .build()));
  }

  /**
   * Does something to a schedule.
   *
   * @param requestId Temporal does it once for each
   */
  void patch(String scheduleId, String requestId, SchedulePatch patch) {
    var unused =
        found(
            () ->
                temporal
                    .calls()
                    .patchSchedule(
                        PatchScheduleRequest.newBuilder()
                            .setNamespace(temporal.namespace())
                            .setIdentity(identity())
                            .setScheduleId(scheduleId)
                            .setRequestId(requestId)
                            .setPatch(patch)
                            .build()));
  }

  void delete(String scheduleId) {
    var unused =
        found(
            () ->
                temporal
                    .calls()
                    .deleteSchedule(
                        DeleteScheduleRequest.newBuilder()
                            .setNamespace(temporal.namespace())
                            .setIdentity(identity())
                            .setScheduleId(scheduleId)
                            .build()));
  }

  ListSchedulesResponse list(int pageSize, ByteString page) {
    return temporal
        .calls()
        .listSchedules(
            ListSchedulesRequest.newBuilder()
                .setNamespace(temporal.namespace())
                .setMaximumPageSize(pageSize)
                .setNextPageToken(page)
                .build());
  }

  private String mark(String scheduleId) {
    return IdempotencyKey.markIn(
        describe(scheduleId).getMemo(), temporal.client().getOptions().getDataConverter());
  }

  private Payload payload(String text) {
    return temporal.client().getOptions().getDataConverter().toPayload(text).orElseThrow();
  }

  private String identity() {
    return temporal.client().getOptions().getIdentity();
  }

  private static <T> T found(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        throw Problem.of(404, "There is no such schedule.").exception();
      }
      throw e;
    }
  }
}
