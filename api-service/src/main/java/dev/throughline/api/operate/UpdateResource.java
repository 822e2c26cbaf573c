package dev.throughline.api.operate;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.auth.Roles;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.Prefer;
import dev.throughline.api.start.StartHeaders;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.TemporalService;
import dev.throughline.api.types.Operation;
import dev.throughline.api.types.WorkflowType;
import dev.throughline.api.types.WorkflowTypes;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.update.v1.Outcome;
import io.temporal.client.WorkflowUpdateHandle;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends updates, and tells what became of them. Waiting for the outcome takes no thread. */
@Path("/workflows/{workflowId}/updates/{name}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class UpdateResource {
  private static final Duration USUAL_WAIT = Duration.ofSeconds(10);
  private static final int RETRY_AFTER_SECONDS = 1;

  private final TemporalService temporal;
  private final WorkflowTypes types;
  private final Links links;
  private final PastRequests past;
  private final UpdateStarts starts;
  private final UpdateOutcomes outcomes;

  public UpdateResource(TemporalService temporal, WorkflowTypes types, Links links) {
    this.temporal = temporal;
    this.types = types;
    this.links = links;
    this.past = new PastRequests(temporal);
    this.starts = new UpdateStarts(temporal);
    this.outcomes = new UpdateOutcomes(temporal);
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
    Prefer prefer = headers.prefer();
    Duration wait = prefer.honouredWait(USUAL_WAIT);
    IdempotencyKey key = headers.idempotencyKey(input);
    Target target = Target.find(temporal, workflowId, runId);
    Operation update = target.operation(types, "update", name, WorkflowType::updates);
    Object[] arguments = update.arguments(input);
    if (key == null) {
      target.requireOpen();
      String id = UUID.randomUUID().toString();
      return sent(starts.start(workflowId, runId, name, id, arguments), name, prefer, wait);
    }
    String id = key.id("update", workflowId, target.execution().getRunId(), name);
    WorkflowExecution run = target.execution();
    if (!target.open()) {
      past.requireSame(past.update(run, id), arguments);
      return awaited(run, name, id, prefer, wait, failure -> gone(failure, target));
    }
    WorkflowUpdateHandle<JsonNode> handle =
        starts.start(workflowId, run.getRunId(), name, id, arguments);
    past.requireSame(past.update(run, id), arguments);
    return sent(handle, name, prefer, wait);
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
    Prefer prefer = headers.prefer();
    return awaited(run, name, updateId, prefer, prefer.honouredWait(), UpdateResource::unknown);
  }

  private CompletionStage<Response> sent(
      WorkflowUpdateHandle<JsonNode> handle, String name, Prefer prefer, Duration wait) {
    return awaited(
        handle.getExecution(),
        name,
        handle.getId(),
        prefer,
        wait,
        // Temporal forgets what was rejected; the handle knows why it was.
        failure ->
            handle
                .getResultAsync()
                .handle(
                    (result, reason) -> UpdateStarts.rejected(reason == null ? failure : reason)));
  }

  private CompletionStage<Response> awaited(
      WorkflowExecution run,
      String name,
      String updateId,
      Prefer prefer,
      Duration wait,
      Function<Throwable, CompletionStage<RuntimeException>> notFound) {
    CompletableFuture<Response> response = new CompletableFuture<>();
    var unused =
        outcomes
            .outcome(run, updateId, wait)
            .handle(
                (outcome, failure) -> {
                  if (failure == null) {
                    return response.complete(answer(run, name, updateId, prefer, outcome));
                  }
                  if (Status.fromThrowable(failure).getCode() != Status.Code.NOT_FOUND) {
                    return response.completeExceptionally(failure);
                  }
                  return notFound.apply(failure).thenAccept(response::completeExceptionally);
                })
            .exceptionally(
                wrapped ->
                    response.completeExceptionally(
                        requireNonNullElse(wrapped.getCause(), wrapped)));
    return response;
  }

  private Response answer(
      WorkflowExecution run,
      String name,
      String updateId,
      Prefer prefer,
      @Nullable Outcome outcome) {
    if (outcome != null && outcome.hasFailure()) {
      throw Problem.of(
              "update-failed",
              "The workflow accepted the update, which then failed",
              409,
              outcome.getFailure().getMessage())
          .with("failure", FailureView.of(outcome.getFailure()))
          .with("updateId", updateId)
          .exception();
    }
    String self = links.self(run.getWorkflowId());
    String location =
        "%s/updates/%s/%s?runId=%s"
            .formatted(self, Links.segment(name), Links.segment(updateId), run.getRunId());
    UpdateView view =
        new UpdateView(
            run.getWorkflowId(),
            run.getRunId(),
            name,
            updateId,
            outcome == null ? "ACCEPTED" : "COMPLETED",
            outcome == null
                ? null
                : JsonPayloads.first(
                    outcome.getSuccess(), temporal.client().getOptions().getDataConverter()),
            Map.of("self", location, "run", self + "?runId=" + run.getRunId()));
    Response.ResponseBuilder response =
        outcome == null
            ? Response.accepted()
                .location(URI.create(location))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
            : Response.ok();
    return response.entity(view).header("Preference-Applied", prefer.applied()).build();
  }

  private static CompletionStage<RuntimeException> unknown(Throwable failure) {
    return CompletableFuture.completedFuture(
        Problem.of(404, "The run has not accepted such an update.").exception());
  }

  private static CompletionStage<RuntimeException> gone(Throwable failure, Target target) {
    try {
      target.requireOpen();
      return unknown(failure);
    } catch (RuntimeException closed) {
      return CompletableFuture.completedFuture(closed);
    }
  }
}
