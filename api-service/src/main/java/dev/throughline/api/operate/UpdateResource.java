package dev.throughline.api.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.Operation;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import io.temporal.api.common.v1.WorkflowExecution;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends updates, and tells what became of them. */
@Path("/workflows/{workflowId}/updates/{name}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class UpdateResource {
  private final TemporalService temporal;
  private final WorkflowTypes types;
  private final Updates updates;

  public UpdateResource(TemporalService temporal, WorkflowTypes types, Updates updates) {
    this.temporal = temporal;
    this.types = types;
    this.updates = updates;
  }

  /**
   * Updates a run: 200 with the result, or 202 with where to get it if that takes longer than ten
   * seconds or what {@code Prefer} says.
   *
   * <p>With an {@code Idempotency-Key} the run gets the update once; a repeat has the outcome of
   * the first, also after the run has closed. A rejected update leaves nothing behind: its repeat
   * is a new one.
   *
   * @param runId which; empty for the latest
   * @param input the update's; null if it has none
   */
  @POST
  @RolesAllowed(Roles.OPERATE)
  public CompletionStage<Response> update(
      @PathParam("workflowId") String workflowId,
      @PathParam("name") String name,
      @QueryParam("runId") @DefaultValue("") String runId,
      @BeanParam StartHeaders headers,
      @Nullable JsonNode input) {
    IdempotencyKey key = headers.idempotencyKey(input);
    Target target = Target.find(temporal, workflowId, runId);
    Operation update = target.operation(types, "update", name, WorkflowType::updates);
    Object[] arguments = update.arguments(input);
    if (key != null) {
      return updates.sendOnce(target, name, arguments, key, headers.prefer());
    }
    target.requireOpen();
    // Without a run id the SDK takes whichever is the latest when it asks.
    WorkflowExecution run = TemporalService.run(workflowId, runId);
    return updates.send(run, name, arguments, headers.prefer());
  }

  /**
   * An update that has been accepted: 200 with the result, 202 without. {@code Prefer: wait=N}
   * waits for it.
   */
  @GET
  @Path("/{updateId}")
  @RolesAllowed(Roles.READ)
  public CompletionStage<Response> get(
      @PathParam("workflowId") String workflowId,
      @PathParam("name") String name,
      @PathParam("updateId") String updateId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @BeanParam StartHeaders headers) {
    WorkflowExecution run = Target.find(temporal, workflowId, runId).execution();
    return updates.get(run, name, updateId, headers.prefer());
  }
}
