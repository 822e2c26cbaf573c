package dev.throughline.api.events;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.FutureCallback;
import dev.throughline.api.problem.Problem;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import jakarta.servlet.AsyncContext;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits to hear of its run: then it becomes a stream, or is answered by Jersey as
 * any other.
 *
 * @param resumedAfter the last event that the watcher has; 0 for none
 * @param trace current while it is answered, for problems
 */
record Opening(
    RunWatches watches,
    long resumedAfter,
    boolean numberedIds,
    boolean follows,
    boolean headOnly,
    AsyncContext exchange,
    AsyncResponse response,
    Context trace)
    implements FutureCallback<DescribeWorkflowExecutionResponse> {

  @Override
  public void onSuccess(@Nullable DescribeWorkflowExecutionResponse answer) {
    try (Scope scope = trace.makeCurrent()) {
      answer(requireNonNull(answer).getWorkflowExecutionInfo());
    }
  }

  private void answer(WorkflowExecutionInfo run) {
    if (resumedAfter > run.getHistoryLength()) {
      response.resume(
          Problem.of(400, "Last-Event-ID is of no event of this run; leave it out.").exception());
    } else if (headOnly) {
      response.resume(Response.ok().type(MediaType.SERVER_SENT_EVENTS).build());
    } else if (resumedAfter < run.getHistoryLength() || !run.hasCloseTime()) {
      stream(run);
    } else if (follows) {
      var unused =
          watches
              .isLast(run.getExecution())
              .whenComplete(
                  (last, failure) -> {
                    try (Scope scope = trace.makeCurrent()) {
                      if (failure != null) {
                        response.resume(failure);
                      } else if (last) {
                        nothingMore();
                      } else {
                        stream(run);
                      }
                    }
                  });
    } else {
      nothingMore();
    }
  }

  private void stream(WorkflowExecutionInfo run) {
    try {
      watches.watch(run.getExecution(), resumedAfter, numberedIds, follows, exchange);
    } catch (IOException | RuntimeException e) {
      response.resume(e);
    }
  }

  /** On which an EventSource stops. */
  private void nothingMore() {
    response.resume(Response.noContent().build());
  }

  @Override
  public void onFailure(Throwable failure) {
    try (Scope scope = trace.makeCurrent()) {
      response.resume(failure);
    }
  }
}
