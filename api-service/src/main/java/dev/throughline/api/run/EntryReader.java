package dev.throughline.api.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Duration;
import dev.throughline.api.temporal.EventFields;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Names;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.common.converter.DataConverter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry of the time-line.
 *
 * @param eventId of the event that began it, which may be on an earlier page
 * @param events all that tell of it, in their order; at least one
 */
record EntryReader(long eventId, List<HistoryEvent> events, DataConverter converter) {
  private static final ObjectMapper JSON = new ObjectMapper();

  TimelineEntry entry() {
    HistoryEvent first = events.get(0);
    return new TimelineEntry(
        eventId,
        first.getEventId() <= eventId ? Instants.of(first.getEventTime()) : null,
        EventKind.of(first).kind(),
        name(),
        text("activity_id", "timer_id", "protocol_instance_id"),
        status(),
        laterTime(kind -> "STARTED".equals(kind.status())),
        laterTime(EventKind::isClosed),
        value(Integer.class, "attempt"),
        workflow(),
        duration(),
        input(),
        result(),
        failure("last_failure"),
        failure("failure"),
        reason(),
        text("identity"),
        details());
  }

  private @Nullable String name() {
    String operation = text("operation");
    if (operation != null) {
      return text("service") + "/" + operation;
    }
    for (String field : List.of("activity_type", "workflow_type")) {
      String type = value(String.class, field, "name");
      if (type != null) {
        return type;
      }
    }
    for (String field : List.of("accepted_request", "request")) {
      String update = value(String.class, field, "input", "name");
      if (update != null) {
        return update;
      }
    }
    return text("signal_name", "marker_name");
  }

  private @Nullable String status() {
    String status = null;
    for (HistoryEvent event : events) {
      EventKind kind = EventKind.of(event);
      if (kind.isClosed()) {
        return kind.status();
      }
      status = kind.status() == null ? status : kind.status();
    }
    return status;
  }

  /** Null for what is one moment, such as the end of a run. */
  private @Nullable Instant laterTime(Predicate<EventKind> which) {
    return events.stream()
        .filter(event -> event.getEventId() != eventId && which.test(EventKind.of(event)))
        .map(event -> Instants.of(event.getEventTime()))
        .findFirst()
        .orElse(null);
  }

  private @Nullable RunReference workflow() {
    for (int last = events.size() - 1; last >= 0; last--) {
      // The later ones have the run id too.
      WorkflowExecution run =
          EventFields.first(
              List.of(events.get(last)), WorkflowExecution.class, "workflow_execution");
      if (run != null) {
        return RunReference.given(run);
      }
    }
    String childId =
        events.get(0).hasWorkflowExecutionStartedEventAttributes() ? null : text("workflow_id");
    return childId == null ? null : new RunReference(childId, null);
  }

  private @Nullable String duration() {
    Duration duration = value(Duration.class, "start_to_fire_timeout");
    return duration == null
        ? null
        : java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos()).toString();
  }

  private @Nullable List<JsonNode> input() {
    Payloads input = value(Payloads.class, "input");
    for (String field : List.of("accepted_request", "request")) {
      input = input == null ? value(Payloads.class, field, "input", "args") : input;
    }
    if (input != null) {
      return JsonPayloads.readable(input.getPayloadsList(), converter);
    }
    Payload nexus = value(Payload.class, "input");
    return nexus == null ? null : JsonPayloads.readable(List.of(nexus), converter);
  }

  private @Nullable JsonNode result() {
    Payloads result = value(Payloads.class, "result");
    if (result == null) {
      result = value(Payloads.class, "outcome", "success");
    }
    if (result != null) {
      return JsonPayloads.first(result, converter);
    }
    Payload nexus = value(Payload.class, "result");
    return nexus == null ? null : JsonPayloads.readable(List.of(nexus), converter).get(0);
  }

  private @Nullable FailureView failure(String field) {
    Failure failure = value(Failure.class, field);
    if (failure == null && field.equals("failure")) {
      failure = value(Failure.class, "outcome", "failure");
    }
    return failure == null ? null : FailureView.of(failure);
  }

  private @Nullable String reason() {
    String reason = text("reason", "cause");
    EnumValueDescriptor cause = value(EnumValueDescriptor.class, "cause");
    return reason == null && cause != null ? Names.of(cause) : reason;
  }

  private @Nullable Map<String, JsonNode> details() {
    HistoryEvent first = events.get(0);
    if (first.hasMarkerRecordedEventAttributes()) {
      return marker(first.getMarkerRecordedEventAttributes());
    }
    Memo memo = value(Memo.class, "upserted_memo");
    if (memo != null) {
      return JsonPayloads.readable(memo.getFieldsMap(), converter);
    }
    SearchAttributes attributes = value(SearchAttributes.class, "search_attributes");
    return attributes == null
        ? null
        : JsonPayloads.readable(attributes.getIndexedFieldsMap(), converter);
  }

  private Map<String, JsonNode> marker(MarkerRecordedEventAttributes marker) {
    Map<String, JsonNode> details = new LinkedHashMap<>();
    marker
        .getDetailsMap()
        .forEach(
            (name, payloads) -> {
              List<JsonNode> values = JsonPayloads.readable(payloads.getPayloadsList(), converter);
              details.put(name, values.size() == 1 ? values.get(0) : JSON.valueToTree(values));
            });
    return details;
  }

  private @Nullable String text(String... fields) {
    for (String field : fields) {
      String text = value(String.class, field);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private <T> @Nullable T value(Class<T> type, String... path) {
    return EventFields.first(events, type, path);
  }
}
