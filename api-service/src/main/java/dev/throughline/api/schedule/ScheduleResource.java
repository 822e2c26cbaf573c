package dev.throughline.api.schedule;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import dev.throughline.api.problem.ProblemException;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.start.WorkflowIds;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.Paging;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import io.temporal.api.schedule.v1.BackfillRequest;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.TriggerImmediatelyRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.ListSchedulesResponse;
import io.temporal.common.converter.DataConverter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules: runs of registered types, again and again. */
@Path("/schedules")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ScheduleResource {
  private static final Paging PAGES = new Paging("schedules");
  private final WorkflowTypes types;
  private final ObjectMapper json;
  private final Schedules schedules;
  private final ScheduleProtos protos;
  private final ScheduleViews views;

  /**
   * The resource.
   *
   * @param taskQueue where the runs are started
   */
  public ScheduleResource(
      TemporalService temporal,
      WorkflowTypes types,
      String taskQueue,
      Links links,
      ObjectMapper json) {
    DataConverter converter = temporal.client().getOptions().getDataConverter();
    this.types = types;
    this.json = json;
    this.schedules = new Schedules(temporal);
    this.protos = new ScheduleProtos(converter, taskQueue);
    this.views = new ScheduleViews(converter, links);
  }

  /**
   * Makes a schedule: 201, with its version as {@code ETag}.
   *
   * <p>With an {@code Idempotency-Key} it is made once, for as long as it is not deleted.
   */
  @POST
  @RolesAllowed(Roles.OPERATE)
  public Response create(@NotNull @Valid ScheduleRequest request, @BeanParam StartHeaders headers) {
    IdempotencyKey key = headers.idempotencyKey(json.valueToTree(request));
    String made = key == null ? UUID.randomUUID().toString() : key.id("schedule");
    String scheduleId = request.scheduleId() == null ? "schedule-" + made : request.scheduleId();
    WorkflowIds.check("scheduleId", scheduleId);
    schedules.create(scheduleId, schedule(scheduleId, request), key);
    return answer(
        Response.created(URI.create(ScheduleViews.self(scheduleId))),
        scheduleId,
        schedules.describe(scheduleId));
  }

  /** Some schedules, a moment after they were made. */
  @GET
  @RolesAllowed(Roles.READ)
  public SchedulePage list(
      @QueryParam("pageSize") @Nullable String pageSize,
      @QueryParam("pageToken") @Nullable String pageToken) {
    ListSchedulesResponse page =
        schedules.list(Paging.size(pageSize, 50), PAGES.temporal(pageToken));
    return new SchedulePage(
        page.getSchedulesList().stream().map(ScheduleViews::entry).toList(),
        PAGES.token(page.getNextPageToken()));
  }

  /** One schedule, with its version as {@code ETag}. */
  @GET
  @Path("/{scheduleId}")
  @RolesAllowed(Roles.READ)
  public Response get(@PathParam("scheduleId") String scheduleId) {
    return answer(Response.ok(), scheduleId, schedules.describe(scheduleId));
  }

  /**
   * Replaces a schedule: 200.
   *
   * @param version the {@code ETag} that is replaced; 412 if it is no longer the current one. Null
   *     for whichever is
   */
  @PUT
  @Path("/{scheduleId}")
  @RolesAllowed(Roles.OPERATE)
  public Response replace(
      @PathParam("scheduleId") String scheduleId,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String version,
      @NotNull @Valid ScheduleRequest request) {
    if (request.scheduleId() != null && !request.scheduleId().equals(scheduleId)) {
      throw violation("scheduleId", "must be the path's, or left out");
    }
    ByteString current = schedules.describe(scheduleId).getConflictToken();
    if (version != null && !version.equals("*") && !version.equals("\"" + tag(current) + "\"")) {
      throw changed();
    }
    Schedule asked = protos.versioned(schedule(scheduleId, request));
    schedules.update(scheduleId, asked, current);
    DescribeScheduleResponse now = schedules.describe(scheduleId);
    // Temporal drops an update that came too late without a word.
    if (!ScheduleProtos.version(now.getSchedule()).equals(ScheduleProtos.version(asked))) {
      throw changed();
    }
    return answer(Response.ok(), scheduleId, now);
  }

  /** Removes a schedule: 204. What it has started goes on. */
  @DELETE
  @Path("/{scheduleId}")
  @RolesAllowed(Roles.OPERATE)
  public void delete(@PathParam("scheduleId") String scheduleId) {
    schedules.delete(scheduleId);
  }

  /** Acts at once: 202. */
  @POST
  @Path("/{scheduleId}/trigger")
  @RolesAllowed(Roles.OPERATE)
  public Response trigger(
      @PathParam("scheduleId") String scheduleId,
      @Nullable ScheduleTrigger trigger,
      @BeanParam StartHeaders headers) {
    patch(
        scheduleId,
        headers,
        SchedulePatch.newBuilder()
            .setTriggerImmediately(
                TriggerImmediatelyRequest.newBuilder()
                    .setOverlapPolicy(
                        ScheduleProtos.overlap(trigger == null ? null : trigger.overlap())))
            .build());
    return Response.accepted().build();
  }

  /** Acts on times in the past: 202. */
  @POST
  @Path("/{scheduleId}/backfill")
  @RolesAllowed(Roles.OPERATE)
  public Response backfill(
      @PathParam("scheduleId") String scheduleId,
      @NotNull @Valid Backfill backfill,
      @BeanParam StartHeaders headers) {
    patch(
        scheduleId,
        headers,
        SchedulePatch.newBuilder()
            .addBackfillRequest(
                BackfillRequest.newBuilder()
                    .setStartTime(ScheduleProtos.proto(backfill.startAt()))
                    .setEndTime(ScheduleProtos.proto(backfill.endAt()))
                    .setOverlapPolicy(ScheduleProtos.overlap(backfill.overlap())))
            .build());
    return Response.accepted().build();
  }

  /** Stops a schedule from acting: 204. */
  @POST
  @Path("/{scheduleId}/pause")
  @RolesAllowed(Roles.OPERATE)
  public void pause(
      @PathParam("scheduleId") String scheduleId,
      @Valid @Nullable ScheduleNote note,
      @BeanParam StartHeaders headers) {
    String why = ScheduleNote.of(note, "Paused");
    patch(scheduleId, headers, SchedulePatch.newBuilder().setPause(why).build());
  }

  /** Has a schedule act again: 204. */
  @POST
  @Path("/{scheduleId}/unpause")
  @RolesAllowed(Roles.OPERATE)
  public void unpause(
      @PathParam("scheduleId") String scheduleId,
      @Valid @Nullable ScheduleNote note,
      @BeanParam StartHeaders headers) {
    String why = ScheduleNote.of(note, "Unpaused");
    patch(scheduleId, headers, SchedulePatch.newBuilder().setUnpause(why).build());
  }

  /**
   * Once for a key, for as long as Temporal remembers the request: until the schedule's own
   * workflow continues as new. Another request with the key is another one here.
   */
  private void patch(String scheduleId, StartHeaders headers, SchedulePatch patch) {
    IdempotencyKey key = headers.idempotencyKey(null);
    String requestId =
        key == null
            ? UUID.randomUUID().toString()
            : key.id("schedule-patch", scheduleId, key.mark(), patch.toString());
    schedules.patch(scheduleId, requestId, patch);
  }

  private Schedule schedule(String scheduleId, ScheduleRequest request) {
    WorkflowType type = types.require("action.type", request.action().type());
    if (request.action().workflowId() != null) {
      WorkflowIds.check("action.workflowId", request.action().workflowId());
    }
    Object[] arguments = type.start().arguments("action.input", request.action().input());
    return protos.schedule(scheduleId, request, arguments);
  }

  private Response answer(
      Response.ResponseBuilder response, String scheduleId, DescribeScheduleResponse described) {
    return response
        .tag(new EntityTag(tag(described.getConflictToken())))
        .entity(views.view(scheduleId, described))
        .build();
  }

  private static ProblemException changed() {
    return Problem.of(412, "The schedule has changed: get it, and send its ETag as If-Match.")
        .exception();
  }

  private static String tag(ByteString conflictToken) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(conflictToken.toByteArray());
  }

  private static ProblemException violation(String field, String message) {
    return Problem.invalidInput(List.of(new Violation(field, message))).exception();
  }
}
