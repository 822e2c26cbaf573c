package dev.throughline.api.operate;

import dev.throughline.api.auth.Roles;
import dev.throughline.api.temporal.Paging;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.WorkflowTypes;
import io.temporal.api.workflowservice.v1.ListBatchOperationsRequest;
import io.temporal.api.workflowservice.v1.ListBatchOperationsResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** How far batches are. */
@Path("/batches")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class BatchResource {
  private static final Paging PAGES = new Paging("batches");
  private final TemporalService temporal;
  private final Batches batches;

  public BatchResource(TemporalService temporal, WorkflowTypes types) {
    this.temporal = temporal;
    this.batches = new Batches(temporal, types);
  }

  /** Those that Temporal still keeps, newest first. */
  @GET
  @RolesAllowed(Roles.ADMIN)
  public BatchPage list(
      @QueryParam("pageSize") @Nullable String pageSize,
      @QueryParam("pageToken") @Nullable String pageToken) {
    ListBatchOperationsResponse page =
        temporal
            .calls()
            .listBatchOperations(
                ListBatchOperationsRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setPageSize(Paging.size(pageSize, 50))
                    .setNextPageToken(PAGES.temporal(pageToken))
                    .build());
    return new BatchPage(
        page.getOperationInfoList().stream().map(BatchView::of).toList(),
        PAGES.token(page.getNextPageToken()));
  }

  /** One batch; its numbers grow as it goes. */
  @GET
  @Path("/{jobId}")
  @RolesAllowed(Roles.ADMIN)
  public BatchView get(@PathParam("jobId") String jobId) {
    return BatchView.of(batches.describe(jobId));
  }

  /** Ends a batch before it is through: 202. What it has done stays done. */
  @POST
  @Path("/{jobId}/stop")
  @RolesAllowed(Roles.ADMIN)
  public Response stop(@PathParam("jobId") String jobId, @Valid @Nullable Reason reason) {
    batches.stop(jobId, Reason.of(reason));
    return Response.accepted(BatchView.of(batches.describe(jobId))).build();
  }
}
