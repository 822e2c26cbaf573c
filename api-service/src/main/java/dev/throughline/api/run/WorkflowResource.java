package dev.throughline.api.run;

import dev.throughline.api.auth.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** What a run is, does and became. */
@Path("/workflows/{workflowId}")
@Produces(MediaType.APPLICATION_JSON)
public final class WorkflowResource {
  private final WorkflowViews views;

  public WorkflowResource(WorkflowViews views) {
    this.views = views;
  }

  /**
   * One run.
   *
   * @param runId which; empty for the latest
   */
  @GET
  @RolesAllowed(Roles.READ)
  public WorkflowView get(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId) {
    return views.view(workflowId, runId);
  }
}
