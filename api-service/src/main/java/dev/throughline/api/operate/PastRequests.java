package dev.throughline.api.operate;

import com.google.protobuf.ByteString;
import dev.throughline.api.problem.ProblemException;
import dev.throughline.api.start.IdempotencyKey;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.TemporalService;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse;
import io.temporal.common.converter.DataConverter;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked for under an idempotency key, from its history: there is no other memory of
 * it, so any instance of this service knows the same.
 *
 * @param temporal whose runs
 */
record PastRequests(TemporalService temporal) {
  /** Older requests than that many events are no longer compared. */
  private static final int LOOK_BACK_EVENTS = 5_000;

  private static final int PAGE_SIZE = 500;

  /** The input of the signal with the request id; null if history has none (yet). */
  @Nullable Payloads signal(WorkflowExecution run, String requestId) {
    return input(
        run,
        event -> {
          var signal = event.getWorkflowExecutionSignaledEventAttributes();
          return signal.getRequestId().equals(requestId) ? signal.getInput() : null;
        });
  }

  /** The input of the accepted update with the id; null if history has none (yet). */
  @Nullable Payloads update(WorkflowExecution run, String updateId) {
    return input(
        run,
        event -> {
          var accepted = event.getWorkflowExecutionUpdateAcceptedEventAttributes();
          return accepted.getAcceptedRequest().getMeta().getUpdateId().equals(updateId)
              ? accepted.getAcceptedRequest().getInput().getArgs()
              : null;
        });
  }

  /**
   * Compares.
   *
   * @param before the input that the key was used with; null if that is not known
   * @param now the input that it is used with
   * @throws ProblemException 422 if they differ
   */
  void requireSame(@Nullable Payloads before, Object[] now) {
    DataConverter converter = temporal.client().getOptions().getDataConverter();
    Payloads payloads = converter.toPayloads(now).orElse(Payloads.getDefaultInstance());
    // As JSON, which may be written in more than one way.
    if (before != null
        && !Objects.equals(
            JsonPayloads.first(before, converter), JsonPayloads.first(payloads, converter))) {
      throw IdempotencyKey.reused();
    }
  }

  private @Nullable Payloads input(
      WorkflowExecution run, Function<HistoryEvent, @Nullable Payloads> matching) {
    ByteString page = ByteString.EMPTY;
    for (int seen = 0; seen < LOOK_BACK_EVENTS; seen += PAGE_SIZE) {
      GetWorkflowExecutionHistoryReverseResponse events =
          temporal
              .calls()
              .getWorkflowExecutionHistoryReverse(
                  GetWorkflowExecutionHistoryReverseRequest.newBuilder()
                      .setNamespace(temporal.namespace())
                      .setExecution(run)
                      .setMaximumPageSize(PAGE_SIZE)
                      .setNextPageToken(page)
                      .build());
      for (HistoryEvent event : events.getHistory().getEventsList()) {
        Payloads input = matching.apply(event);
        if (input != null) {
          return input;
        }
      }
      page = events.getNextPageToken();
      if (page.isEmpty()) {
        return null;
      }
    }
    return null;
  }
}
