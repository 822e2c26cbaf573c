package dev.throughline.api.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.throughline.api.temporal.FailureView;
import dev.throughline.api.temporal.JsonPayloads;
import dev.throughline.api.temporal.Names;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.update.v1.Meta;
import io.temporal.api.update.v1.Outcome;
import io.temporal.api.update.v1.Request;
import io.temporal.common.converter.DataConverter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people read of a Temporal message, as JSON: enum values without their prefix, times as RFC
 * 3339, durations as ISO 8601, payloads decoded where they are JSON and small. Fields that it does
 * not know are left out. Thread-safe.
 */
final class ReadableFields {
  /** In bytes. Larger ones are for the history; a stream has many watchers. */
  private static final int LARGEST_PAYLOAD = 4096;

  /** Fields of Temporal's API, and what they are called here. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("activity_id", "activityId"),
          Map.entry("activity_type", "activityType"),
          Map.entry("attempt", "attempt"),
          Map.entry("cause", "cause"),
          Map.entry("details", "details"),
          Map.entry("endpoint", "endpoint"),
          Map.entry("failure", "failure"),
          Map.entry("heartbeat_details", "progress"),
          Map.entry("identity", "identity"),
          Map.entry("input", "input"),
          Map.entry("last_failure", "lastFailure"),
          Map.entry("last_heartbeat_time", "lastHeartbeatTime"),
          Map.entry("last_started_time", "startedTime"),
          Map.entry("last_worker_identity", "identity"),
          Map.entry("meta", "updateId"),
          Map.entry("new_execution_run_id", "nextRunId"),
          Map.entry("next_attempt_schedule_time", "nextAttemptTime"),
          Map.entry("operation", "operation"),
          Map.entry("outcome", "outcome"),
          Map.entry("reason", "reason"),
          Map.entry("accepted_request", "update"),
          Map.entry("request", "update"),
          Map.entry("result", "result"),
          Map.entry("retry_state", "retryState"),
          Map.entry("service", "service"),
          Map.entry("signal_name", "signalName"),
          Map.entry("start_to_fire_timeout", "delay"),
          Map.entry("timer_id", "timerId"),
          Map.entry("workflow_execution", "workflow"),
          Map.entry("workflow_type", "workflowType"));

  private final DataConverter converter;
  private final ObjectMapper json;

  ReadableFields(DataConverter converter, ObjectMapper json) {
    this.converter = converter;
    this.json = json;
  }

  ObjectNode of(Message message) {
    ObjectNode fields = json.createObjectNode();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              String name = NAMES.get(field.getName());
              JsonNode readable = name == null ? null : readable(value);
              if (readable != null && !readable.isNull()) {
                fields.set(name, readable);
              }
            });
    return fields;
  }

  private @Nullable JsonNode readable(Object value) {
    if (value instanceof Payloads payloads) {
      return payloads(payloads);
    } else if (value instanceof Payload payload) {
      return payload(payload);
    } else if (value instanceof Failure failure) {
      return json.valueToTree(FailureView.of(failure));
    } else if (value instanceof WorkflowExecution run) {
      return json.createObjectNode()
          .put("workflowId", run.getWorkflowId())
          .put("runId", runId(run));
    } else if (value instanceof Outcome outcome) {
      return outcome.hasFailure()
          ? json.createObjectNode().set("failure", readable(outcome.getFailure()))
          : json.createObjectNode().set("result", payloads(outcome.getSuccess()));
    } else if (value instanceof Request request) {
      return update(request);
    }
    String text = text(value);
    return text == null
        ? value instanceof Integer number ? json.getNodeFactory().numberNode(number) : null
        : json.getNodeFactory().textNode(text);
  }

  private static @Nullable String text(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof ActivityType type) {
      return type.getName();
    } else if (value instanceof WorkflowType type) {
      return type.getName();
    } else if (value instanceof Meta update) {
      return update.getUpdateId();
    } else if (value instanceof Duration duration) {
      return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos()).toString();
    } else if (value instanceof Timestamp time) {
      return Timestamps.toString(time);
    } else if (value instanceof EnumValueDescriptor constant) {
      return Names.of(constant);
    }
    return null;
  }

  private JsonNode update(Request request) {
    ObjectNode update =
        json.createObjectNode()
            .put("updateId", request.getMeta().getUpdateId())
            .put("name", request.getInput().getName());
    JsonNode input = payloads(request.getInput().getArgs());
    return input == null ? update : update.set("input", input);
  }

  private @Nullable JsonNode payloads(Payloads payloads) {
    if (payloads.getPayloadsCount() < 2) {
      return payloads.getPayloadsCount() == 0 ? null : payload(payloads.getPayloads(0));
    }
    ArrayNode all = json.createArrayNode();
    payloads.getPayloadsList().forEach(payload -> all.add(payload(payload)));
    return all;
  }

  private JsonNode payload(Payload payload) {
    return JsonPayloads.readable(payload, converter, LARGEST_PAYLOAD);
  }

  private static @Nullable String runId(WorkflowExecution run) {
    return run.getRunId().isEmpty() ? null : run.getRunId();
  }
}
