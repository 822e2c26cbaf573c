package dev.throughline.api.operate;

import dev.throughline.api.auth.Roles;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.workflowservice.v1.PauseWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.UnpauseWorkflowExecutionRequest;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends and halts runs, of whatever type. */
@Path("/workflows/{workflowId}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class LifecycleResource {
  private final TemporalService temporal;
  private final Links links;

  public LifecycleResource(TemporalService temporal, Links links) {
    this.temporal = temporal;
    this.links = links;
  }

  /** Asks a run to end: 202, for the run decides how and when. A second time changes nothing. */
  @POST
  @Path("/cancel")
  @RolesAllowed(Roles.OPERATE)
  public Response cancel(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @Valid @Nullable Reason reason) {
    Target target = act(workflowId, runId, run -> run.cancel(Reason.of(reason)));
    return Response.accepted(Accepted.of(target.execution(), links)).build();
  }

  /** Ends a run at once, without asking it: 204. */
  @POST
  @Path("/terminate")
  @RolesAllowed(Roles.OPERATE)
  public void terminate(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @Valid @Nullable Reason reason) {
    act(workflowId, runId, run -> run.terminate(Reason.of(reason)));
  }

  /** Halts a run: 204. 501 where the server cannot. */
  @POST
  @Path("/pause")
  @RolesAllowed(Roles.OPERATE)
  public void pause(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @Valid @Nullable Reason reason) {
    Target target = open(workflowId, runId);
    var unused =
        temporal
            .calls()
            .pauseWorkflowExecution(
                PauseWorkflowExecutionRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setWorkflowId(workflowId)
                    .setRunId(target.execution().getRunId())
                    .setIdentity(temporal.client().getOptions().getIdentity())
                    .setReason(Reason.of(reason))
                    .setRequestId(UUID.randomUUID().toString())
                    .build());
  }

  /** Has a halted run go on: 204. 501 where the server cannot. */
  @POST
  @Path("/unpause")
  @RolesAllowed(Roles.OPERATE)
  public void unpause(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @Valid @Nullable Reason reason) {
    Target target = open(workflowId, runId);
    var unused =
        temporal
            .calls()
            .unpauseWorkflowExecution(
                UnpauseWorkflowExecutionRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setWorkflowId(workflowId)
                    .setRunId(target.execution().getRunId())
                    .setIdentity(temporal.client().getOptions().getIdentity())
                    .setReason(Reason.of(reason))
                    .setRequestId(UUID.randomUUID().toString())
                    .build());
  }

  private Target act(String workflowId, String runId, Consumer<WorkflowStub> action) {
    Target target = open(workflowId, runId);
    WorkflowStub run = Target.stub(temporal, workflowId, runId);
    try {
      action.accept(run);
    } catch (WorkflowNotFoundException closed) {
      throw Target.closed();
    }
    return target;
  }

  private Target open(String workflowId, String runId) {
    Target target = Target.find(temporal, workflowId, runId);
    target.requireOpen();
    return target;
  }
}
