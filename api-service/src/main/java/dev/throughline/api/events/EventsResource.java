package dev.throughline.api.events;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.temporal.TemporalService;
import io.opentelemetry.context.Context;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run as it goes on, as Server-Sent Events (WHATWG HTML, 9.2).
 *
 * <p>What is in history comes with an {@code id:}, in order and once; a watcher that comes back
 * with {@code Last-Event-ID} misses nothing and hears nothing twice. What is not in history
 * (attempts and progress of pending activities) has no id and comes when it changes. The last event
 * is {@code end}; a watcher that comes back after it is answered 204, on which an {@code
 * EventSource} stops.
 */
@Path("/workflows/{workflowId}/events")
public final class EventsResource {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final TemporalService temporal;
  private final RunWatches watches;

  public EventsResource(TemporalService temporal, RunWatches watches) {
    this.temporal = temporal;
    this.watches = watches;
  }

  /**
   * Watches one run.
   *
   * @param runId which; empty for the latest, and then ids are {@code RUN:EVENT} instead of the
   *     event's number
   * @param follow whether to go on with the run that takes the place of one that ends, by
   *     continue-as-new, retry or cron; ids are {@code RUN:EVENT}
   * @param lastEventIdHeader the last id that the watcher has
   * @param lastEventId the same, for clients that cannot set the header, which wins
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed(Roles.READ)
  public void watch(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @QueryParam("follow") boolean follow,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventIdHeader,
      @QueryParam("lastEventId") @Nullable String lastEventId,
      @jakarta.ws.rs.core.Context HttpServletRequest request,
      @Suspended AsyncResponse response) {
    ResumePoint resume =
        ResumePoint.of(lastEventIdHeader == null ? lastEventId : lastEventIdHeader, runId, follow);
    Opening opening =
        new Opening(
            watches,
            resume.eventId(),
            !runId.isEmpty() && !follow,
            follow,
            request.getMethod().equals(HttpMethod.HEAD),
            request.getAsyncContext(),
            response,
            Context.current());
    Futures.addCallback(
        temporal
            .laterCalls(DEADLINE)
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace(temporal.namespace())
                    .setExecution(TemporalService.run(workflowId, resume.runId()))
                    .build()),
        opening,
        MoreExecutors.directExecutor());
  }
}
