package dev.throughline.api.run;

import com.google.protobuf.ByteString;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.temporal.Paging;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.common.converter.DataConverter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What has happened in a run. */
@Path("/workflows/{workflowId}/history")
@Produces(MediaType.APPLICATION_JSON)
public final class HistoryResource {
  /** A run id is a UUID. It leads a page token: the latest run may be another by the next page. */
  private static final int RUN_ID_LENGTH = 36;

  private final TemporalService temporal;
  private final DataConverter converter;

  public HistoryResource(TemporalService temporal) {
    this.temporal = temporal;
    this.converter = temporal.client().getOptions().getDataConverter();
  }

  /**
   * The time-line, a {@link WorkflowHistory}. What is retried at the moment is not in history but
   * among the run's {@code pendingActivities}.
   *
   * @param runId which; empty for the latest
   * @param raw the whole history in Temporal's own JSON instead
   * @param pageSize in events, 1 to 1000; 1000 if not given
   * @param pageToken {@code nextPageToken} of the page before
   */
  @GET
  @RolesAllowed(Roles.READ)
  public Response history(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @QueryParam("raw") boolean raw,
      @QueryParam("pageSize") @Nullable String pageSize,
      @QueryParam("pageToken") @Nullable String pageToken) {
    if (raw) {
      EventPages pages = new EventPages(temporal, Runs.named(temporal, workflowId, runId));
      GetWorkflowExecutionHistoryResponse first = pages.page(EventPages.LARGEST, ByteString.EMPTY);
      return Response.ok(new RawHistory(pages, first)).build();
    }
    int size = Paging.size(pageSize, EventPages.LARGEST);
    return Response.ok(timeline(workflowId, runId, size, pageToken)).build();
  }

  private WorkflowHistory timeline(
      String workflowId, String runId, int size, @Nullable String pageToken) {
    Paging paging = new Paging("history " + workflowId + " " + runId);
    ByteString token = paging.temporal(pageToken);
    String named = token.isEmpty() ? runId : token.substring(0, RUN_ID_LENGTH).toStringUtf8();
    EventPages pages = new EventPages(temporal, Runs.named(temporal, workflowId, named));
    GetWorkflowExecutionHistoryResponse page =
        pages.page(size, token.isEmpty() ? token : token.substring(RUN_ID_LENGTH));
    ByteString next = page.getNextPageToken();
    String found = pages.run().getRunId();
    return new WorkflowHistory(
        workflowId,
        found,
        Timeline.of(page.getHistory().getEventsList(), converter),
        paging.token(next.isEmpty() ? next : ByteString.copyFromUtf8(found).concat(next)));
  }
}
