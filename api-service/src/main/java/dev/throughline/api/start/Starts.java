package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.api.problem.Problem;
import dev.throughline.api.temporal.ChainEnd;
import dev.throughline.api.temporal.Links;
import dev.throughline.api.temporal.Outcome;
import dev.throughline.api.temporal.RunTraces;
import dev.throughline.api.temporal.TemporalService;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.trace.Span;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowOptions;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Starts workflows, and answers as every start does: 202 with where to look and when to come back,
 * or, for a caller that prefers to wait, 200 with the outcome.
 */
public final class Starts {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final TemporalService temporal;
  private final String taskQueue;
  private final Links links;
  private final boolean keyRequired;

  /**
   * What every start needs.
   *
   * @param taskQueue where workflows are started
   * @param keyRequired whether a start without {@code Idempotency-Key} is refused
   */
  public Starts(TemporalService temporal, String taskQueue, Links links, boolean keyRequired) {
    this.temporal = temporal;
    this.taskQueue = taskQueue;
    this.links = links;
    this.keyRequired = keyRequired;
  }

  /** How a run is started, with options that are complete. */
  public interface Call {
    WorkflowExecution start(WorkflowOptions options);
  }

  /** Starts with the arguments alone. */
  CompletionStage<Response> start(
      StartWorkflow start, Object[] arguments, @Nullable JsonNode body, StartHeaders headers) {
    Call call =
        options -> temporal.client().newUntypedWorkflowStub(start.type(), options).start(arguments);
    return answer(run(start, body, headers, false, call), headers.prefer());
  }

  /**
   * Starts, or joins a run that is there, in the caller's way, and answers as every start does. At
   * most once for an idempotency key.
   *
   * @param body the whole request's, which the key belongs to
   */
  public CompletionStage<Response> startOrJoin(
      StartWorkflow start, @Nullable JsonNode body, StartHeaders headers, Call call) {
    return answer(run(start, body, headers, true, call), headers.prefer());
  }

  /** The same, for who answers otherwise. */
  public WorkflowExecution startedOrJoined(
      StartWorkflow start, @Nullable JsonNode body, StartHeaders headers, Call call) {
    return run(start, body, headers, true, call).execution();
  }

  private CompletionStage<Response> answer(StartedRun run, Prefer prefer) {
    if (prefer.honouredWait().isZero()) {
      return CompletableFuture.completedFuture(answer(run, prefer, null));
    }
    return ChainEnd.find(temporal, run.execution(), prefer.honouredWait())
        // The handle is never lost: who waits in vain has it like who does not wait.
        .handle((end, failure) -> answer(run, prefer, failure == null ? outcome(end) : null));
  }

  private StartedRun run(
      StartWorkflow start,
      @Nullable JsonNode body,
      StartHeaders headers,
      boolean joins,
      Call call) {
    requireKey(headers);
    IdempotencyKey key = headers.idempotencyKey(body);
    return new KeyedStart(temporal, taskQueue).start(start, key, id(start, key), joins, call);
  }

  /**
   * Nothing, if the request has an idempotency key or needs none.
   *
   * @throws dev.throughline.api.problem.ProblemException 400 otherwise
   */
  void requireKey(StartHeaders headers) {
    if (keyRequired && headers.idempotencyKey(null) == null) {
      throw Problem.of(400, "Send an Idempotency-Key with every start; this service requires it.")
          .exception();
    }
  }

  private static String id(StartWorkflow start, @Nullable IdempotencyKey key) {
    if (start.workflowId() != null) {
      WorkflowIds.check("workflowId", start.workflowId());
      return start.workflowId();
    }
    return key == null
        ? start.type().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID()
        : key.workflowId();
  }

  private @Nullable Outcome outcome(ChainEnd end) {
    return end.closing() == null
        ? null
        : Outcome.of(end.closing(), temporal.client().getOptions().getDataConverter());
  }

  private Response answer(StartedRun run, Prefer prefer, @Nullable Outcome outcome) {
    String workflowId = run.execution().getWorkflowId();
    String runId = run.execution().getRunId();
    StartedWorkflow started =
        new StartedWorkflow(
            workflowId,
            runId,
            outcome == null ? "RUNNING" : outcome.status(),
            run.traceId(),
            outcome == null ? null : outcome.result(),
            outcome == null ? null : outcome.failure(),
            links.of(workflowId, runId, run.traceId()));
    Response.ResponseBuilder response =
        Response.status(outcome == null ? 202 : 200)
            .entity(started)
            .location(URI.create(links.self(workflowId)));
    if (outcome == null) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (prefer.applied() != null) {
      response.header("Preference-Applied", prefer.applied());
    }
    return response.build();
  }

  /**
   * A run that this request, or the first one with its key, has started.
   *
   * @param traceId the trace that it is part of; null if it is an earlier run's, and Temporal did
   *     not answer any more
   */
  record StartedRun(WorkflowExecution execution, @Nullable String traceId) {

    static StartedRun now(WorkflowExecution execution) {
      return new StartedRun(execution, Span.current().getSpanContext().getTraceId());
    }

    static StartedRun earlier(TemporalService temporal, WorkflowExecution execution) {
      try {
        return new StartedRun(execution, RunTraces.traceId(temporal, execution));
      } catch (StatusRuntimeException e) {
        // What was asked for is done: its handle is worth more than an error.
        return new StartedRun(execution, null);
      }
    }
  }
}
