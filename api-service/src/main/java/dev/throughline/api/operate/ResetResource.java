package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.problem.Problem.Violation;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/** Has a run start over from a point of its history. */
@Path("/workflows/{workflowId}/reset")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ResetResource {
  private final TemporalService temporal;
  private final Links links;
  private final ObjectMapper json;
  private final ResetPoints points;

  public ResetResource(TemporalService temporal, Links links, ObjectMapper json) {
    this.json = json;
    this.temporal = temporal;
    this.links = links;
    this.points = new ResetPoints(temporal);
  }

  /**
   * Resets a run, open or closed: 201 with the new run. One that goes on is terminated.
   *
   * <p>With an {@code Idempotency-Key} the workflow is reset once: a repeat has the same run, as
   * long as that is the latest one. Temporal keeps nothing of a reset but its reason, so the key's
   * hash is added to that; resets with one key at the same moment are not told from each other.
   *
   * @param runId which; empty for the latest
   */
  @POST
  @RolesAllowed(Roles.OPERATE)
  public Response reset(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @BeanParam StartHeaders headers,
      @NotNull @Valid ResetRequest reset) {
    IdempotencyKey key = headers.idempotencyKey(json.valueToTree(reset));
    String reason = reset.reason() == null ? "" : reset.reason();
    if (key == null) {
      return made(workflowId, reset(workflowId, runId, reason, reset));
    }
    WorkflowExecution latest = Target.find(temporal, workflowId, "").execution();
    String mark = points.mark(latest);
    key.check(mark);
    return key.isOf(mark)
        ? made(workflowId, latest.getRunId())
        : made(workflowId, reset(workflowId, runId, ResetPoints.marked(reason, key), reset));
  }

  private String reset(String workflowId, String runId, String reason, ResetRequest reset) {
    WorkflowExecution run = Target.find(temporal, workflowId, runId).execution();
    try {
      return temporal
          .calls()
          .resetWorkflowExecution(
              ResetWorkflowExecutionRequest.newBuilder()
                  .setNamespace(temporal.namespace())
                  .setWorkflowExecution(run)
                  .setReason(reason)
                  .setWorkflowTaskFinishEventId(points.eventId(run, reset))
                  .setRequestId(UUID.randomUUID().toString())
                  .addAllResetReapplyExcludeTypes(ResetRequest.Reapply.excluded(reset.reapply()))
                  .setIdentity(temporal.client().getOptions().getIdentity())
                  .build())
          .getRunId();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT && reset.eventId() != null) {
        String must = "must be the end of a workflow task of this run";
        throw Problem.invalidInput(List.of(new Violation("eventId", must))).exception();
      }
      throw e;
    }
  }

  private Response made(String workflowId, String runId) {
    return Response.created(URI.create(links.self(workflowId) + "?runId=" + runId))
        .entity(new Accepted(workflowId, runId, links.of(workflowId, runId)))
        .build();
  }
}
