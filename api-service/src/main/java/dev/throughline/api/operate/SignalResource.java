package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.RequestIds;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.Operation;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import jakarta.annotation.security.RolesAllowed;
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
import org.jspecify.annotations.Nullable;

/** Sends signals. */
@Path("/workflows/{workflowId}/signals/{name}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class SignalResource {
  private final TemporalService temporal;
  private final WorkflowTypes types;
  private final Links links;
  private final PastRequests past;

  public SignalResource(TemporalService temporal, WorkflowTypes types, Links links) {
    this.temporal = temporal;
    this.types = types;
    this.links = links;
    this.past = new PastRequests(temporal);
  }

  /**
   * Signals a run: 202 once the signal is in Temporal.
   *
   * <p>With an {@code Idempotency-Key} the run gets the signal once; a repeat is answered alike,
   * also after the run has closed. The key is the run's: the next run of a chain does not know it.
   *
   * @param runId which; empty for the latest
   * @param input the signal's; null if it has none
   */
  @POST
  @RolesAllowed(Roles.OPERATE)
  public Response signal(
      @PathParam("workflowId") String workflowId,
      @PathParam("name") String name,
      @QueryParam("runId") @DefaultValue("") String runId,
      @BeanParam StartHeaders headers,
      @Nullable JsonNode input) {
    IdempotencyKey key = headers.idempotencyKey(input);
    Target target = Target.find(temporal, workflowId, runId);
    Operation signal = target.operation(types, "signal", name, WorkflowType::signals);
    Object[] arguments = signal.arguments(input);
    if (key == null) {
      target.requireOpen();
      var unused = send(workflowId, runId, name, arguments);
    } else {
      String run = target.execution().getRunId();
      sendOnce(target, name, arguments, key.id("signal", workflowId, run, name));
    }
    return Response.accepted(Accepted.of(target.execution(), links)).build();
  }

  private void sendOnce(Target target, String name, Object[] arguments, String requestId) {
    WorkflowExecution run = target.execution();
    if (target.open()) {
      var unused =
          RequestIds.with(
              requestId, () -> send(run.getWorkflowId(), run.getRunId(), name, arguments));
    }
    // Temporal answers a repeat like the first one, whatever it has in it.
    Payloads sent = past.signal(run, requestId);
    if (sent == null) {
      target.requireOpen();
    }
    past.requireSame(sent, arguments);
  }

  private WorkflowStub send(String workflowId, String runId, String name, Object[] arguments) {
    WorkflowStub run = Target.stub(temporal, workflowId, runId);
    try {
      run.signal(name, arguments);
      return run;
    } catch (WorkflowNotFoundException closed) {
      throw Target.closed();
    }
  }
}
