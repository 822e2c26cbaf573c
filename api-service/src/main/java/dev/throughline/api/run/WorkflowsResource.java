package dev.throughline.api.run;

import dev.throughline.api.auth.Roles;
import dev.throughline.api.temporal.Paging;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** All runs but the recorder's own. */
@Path("/workflows")
@Produces(MediaType.APPLICATION_JSON)
public final class WorkflowsResource {
  private static final int PAGE_SIZE = 50;

  private final WorkflowSearch search;

  public WorkflowsResource(WorkflowSearch search) {
    this.search = search;
  }

  /**
   * A page of the runs that a query finds, newest first.
   *
   * @param query as Temporal's visibility has it; empty for all runs
   * @param pageSize 1 to 1000; 50 if not given
   * @param pageToken {@code nextPageToken} of the page before, with the same query
   */
  @GET
  @RolesAllowed(Roles.READ)
  public WorkflowList list(
      @QueryParam("query") @DefaultValue("") String query,
      @QueryParam("pageSize") @Nullable String pageSize,
      @QueryParam("pageToken") @Nullable String pageToken) {
    return search.list(query, Paging.size(pageSize, PAGE_SIZE), pageToken);
  }
}
