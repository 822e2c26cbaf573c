package dev.throughline.api.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.Prefer;
import dev.throughline.api.temporal.ChainEnd;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.Outcome;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DataConverter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a workflow has come to. */
@Path("/workflows/{workflowId}/result")
@Produces(MediaType.APPLICATION_JSON)
public final class ResultResource {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final TemporalService temporal;
  private final DataConverter converter;
  private final Links links;

  public ResultResource(TemporalService temporal, Links links) {
    this.temporal = temporal;
    this.converter = temporal.client().getOptions().getDataConverter();
    this.links = links;
  }

  /**
   * The result itself, as JSON (as bytes, if it is not JSON): 200; 204 for none; 202 while the
   * workflow goes on; 409 with the failure if it has ended without a result. A run that continued
   * as new or was retried has the result of the run that took its place.
   *
   * @param runId which; empty for the latest
   * @param wait for the end, at most 60 s: {@code 30s}, {@code 30} or {@code PT30S}
   * @param prefer {@code wait=30} does the same; the parameter wins
   */
  @GET
  @RolesAllowed(Roles.READ)
  public CompletionStage<Response> result(
      @PathParam("workflowId") String workflowId,
      @QueryParam("runId") @DefaultValue("") String runId,
      @QueryParam("wait") @Nullable String wait,
      @HeaderParam("Prefer") @Nullable List<String> prefer) {
    Prefer preferred = Prefer.of(prefer);
    Duration waiting = wait == null ? preferred.honouredWait() : Wait.of(wait);
    String applied = wait == null ? preferred.applied() : null;
    WorkflowExecution run = Runs.named(temporal, workflowId, runId);
    // Completed by hand: a stage that depends on another would wrap the problem to be answered.
    CompletableFuture<Response> answered = new CompletableFuture<>();
    var unused =
        ChainEnd.find(temporal, run, waiting)
            .whenComplete(
                (end, failed) -> {
                  if (failed != null) {
                    answered.completeExceptionally(failed);
                    return;
                  }
                  try {
                    answered.complete(answer(end, applied));
                  } catch (RuntimeException e) {
                    answered.completeExceptionally(e);
                  }
                });
    return answered;
  }

  private Response answer(ChainEnd end, @Nullable String applied) {
    HistoryEvent closing = end.closing();
    Response.ResponseBuilder answer =
        closing == null ? goesOn(end.run()) : ended(end.run(), closing);
    return applied == null ? answer.build() : answer.header("Preference-Applied", applied).build();
  }

  private Response.ResponseBuilder goesOn(WorkflowExecution run) {
    String workflowId = run.getWorkflowId();
    return Response.accepted(
            new RunningWorkflow(
                workflowId, run.getRunId(), "RUNNING", links.of(workflowId, run.getRunId())))
        .location(URI.create(links.self(workflowId)))
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  private Response.ResponseBuilder ended(WorkflowExecution run, HistoryEvent closing) {
    if (closing.hasWorkflowExecutionCompletedEventAttributes()) {
      return completed(closing.getWorkflowExecutionCompletedEventAttributes().getResult());
    }
    Outcome outcome = Outcome.of(closing, converter);
    Problem problem =
        Problem.of("workflow-failed", "The workflow did not complete", 409, detail(outcome))
            .with("workflowStatus", outcome.status())
            .with("runId", run.getRunId());
    FailureView failure = outcome.failure();
    throw (failure == null ? problem : problem.with("failure", failure)).exception();
  }

  private Response.ResponseBuilder completed(Payloads result) {
    Payload payload = result.getPayloadsCount() == 0 ? null : result.getPayloads(0);
    if (payload == null) {
      return Response.noContent();
    }
    JsonNode json = JsonPayloads.json(payload, converter);
    if (json == null) {
      return Response.ok(payload.getData().toByteArray(), MediaType.APPLICATION_OCTET_STREAM_TYPE);
    }
    return json.isNull() ? Response.noContent() : Response.ok(json);
  }

  /** The root of the failure says what went wrong; what is above it, only where. */
  private static String detail(Outcome outcome) {
    FailureView root = outcome.failure();
    while (root != null && root.cause() != null) {
      root = root.cause();
    }
    return root == null || root.message().isEmpty()
        ? "It ended as " + outcome.status() + "."
        : "It ended as " + outcome.status() + ": " + root.message();
  }
}
