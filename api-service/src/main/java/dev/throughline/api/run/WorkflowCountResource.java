package dev.throughline.api.run;

import dev.throughline.api.auth.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/**
 * How many runs there are, all but the recorder's own. It hides the one workflow whose id is {@code
 * count}, of which the list, the result and the history can still be had.
 */
@Path("/workflows/count")
@Produces(MediaType.APPLICATION_JSON)
public final class WorkflowCountResource {
  private final WorkflowSearch search;

  public WorkflowCountResource(WorkflowSearch search) {
    this.search = search;
  }

  /**
   * Counts the runs that a query finds.
   *
   * @param query as Temporal's visibility has it, also with {@code GROUP BY}; empty for all runs
   */
  @GET
  @RolesAllowed(Roles.READ)
  public WorkflowCount count(@QueryParam("query") @DefaultValue("") String query) {
    return search.count(query);
  }
}
