package dev.throughline.api.temporal;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of events by their names in Temporal's protocol. By name, because each of its sixty events
 * is a message of its own, but what means the same is named the same in all of them; so an event
 * that is new in the server is shown as well.
 */
public final class EventFields {
  private EventFields() {}

  /** What the event tells; the event itself if nothing that this version knows. */
  public static Message attributes(HistoryEvent event) {
    return event.getAllFields().entrySet().stream()
        .filter(
            field ->
                field.getKey().getContainingOneof() != null
                    && field.getKey().getContainingOneof().getName().equals("attributes"))
        .map(field -> (Message) field.getValue())
        .findFirst()
        .orElse(event);
  }

  /** The value that one of the events has at the path, the first of them; null if none has. */
  public static <T> @Nullable T first(List<HistoryEvent> events, Class<T> type, String... path) {
    for (HistoryEvent event : events) {
      Object value = attributes(event);
      for (String name : path) {
        value = value instanceof Message message ? value(message, name) : null;
      }
      if (type.isInstance(value)) {
        return type.cast(value);
      }
    }
    return null;
  }

  /** Null if there is no such field, or it has its default. */
  public static @Nullable Object value(Message message, String name) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      return null;
    }
    Object value = message.getField(field);
    return field.isRepeated() || field.hasPresence()
        ? (message.getAllFields().containsKey(field) ? value : null)
        : (value.equals(field.getDefaultValue()) ? null : value);
  }
}
