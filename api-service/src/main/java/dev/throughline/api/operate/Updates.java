package dev.throughline.api.operate;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.start.Prefer;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.update.v1.Outcome;
import io.temporal.client.WorkflowUpdateHandle;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends updates, and answers with what became of them. Waiting for the outcome takes no thread.
 *
 * <p>Thread-safe.
 */
public final class Updates {
  private static final Duration USUAL_WAIT = Duration.ofSeconds(10);
  private static final int RETRY_AFTER_SECONDS = 1;

  private final TemporalService temporal;
  private final Links links;
  private final PastRequests past;
  private final UpdateStarts starts;
  private final UpdateOutcomes outcomes;

  public Updates(TemporalService temporal, Links links) {
    this.temporal = temporal;
    this.links = links;
    this.past = new PastRequests(temporal);
    this.starts = new UpdateStarts(temporal);
    this.outcomes = new UpdateOutcomes(temporal);
  }

  /** Sends an update to a run that is open. */
  CompletionStage<Response> send(
      WorkflowExecution run, String name, Object[] arguments, Prefer prefer) {
    String id = UUID.randomUUID().toString();
    return sent(starts.start(run, name, id, arguments), name, prefer);
  }

  /** Sends an update once for a key, whether the run is still open or not. */
  CompletionStage<Response> sendOnce(
      Target target, String name, Object[] arguments, IdempotencyKey key, Prefer prefer) {
    WorkflowExecution run = target.execution();
    String id = key.id("update", run.getWorkflowId(), run.getRunId(), name);
    if (!target.open()) {
      past.requireSame(past.update(run, id), arguments);
      return awaited(run, name, id, prefer, USUAL_WAIT, failure -> gone(failure, target));
    }
    WorkflowUpdateHandle<JsonNode> handle = starts.start(run, name, id, arguments);
    past.requireSame(past.update(run, id), arguments);
    return sent(handle, name, prefer);
  }

  /** Sends an update to a run that is started first if it is not there. */
  CompletionStage<Response> sendWithStart(UpdateStarts.WithStart update, Prefer prefer) {
    AtomicReference<WorkflowUpdateHandle<JsonNode>> sent = new AtomicReference<>();
    WorkflowExecution run = update.started(options -> starts.start(update, options, sent::set));
    past.requireSame(past.update(run, update.id()), update.arguments().toArray());
    WorkflowUpdateHandle<JsonNode> handle = sent.get();
    return handle == null
        ? awaited(run, update.name(), update.id(), prefer, USUAL_WAIT, Updates::unknown)
        : sent(handle, update.name(), prefer);
  }

  /** What has become of an update that was accepted. */
  CompletionStage<Response> get(
      WorkflowExecution run, String name, String updateId, Prefer prefer) {
    return awaited(run, name, updateId, prefer, Duration.ZERO, Updates::unknown);
  }

  private CompletionStage<Response> sent(
      WorkflowUpdateHandle<JsonNode> handle, String name, Prefer prefer) {
    return awaited(
        handle.getExecution(),
        name,
        handle.getId(),
        prefer,
        USUAL_WAIT,
        // Temporal forgets what was rejected; the handle knows why it was.
        failure ->
            handle
                .getResultAsync()
                .handle(
                    (result, reason) ->
                        UpdateStarts.rejected(
                            handle.getExecution(), reason == null ? failure : reason)));
  }

  private CompletionStage<Response> awaited(
      WorkflowExecution run,
      String name,
      String updateId,
      Prefer prefer,
      Duration usualWait,
      Function<Throwable, CompletionStage<RuntimeException>> notFound) {
    CompletableFuture<Response> response = new CompletableFuture<>();
    var unused =
        outcomes
            .outcome(run, updateId, prefer.honouredWait(usualWait))
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
