package dev.throughline.api;

import com.google.protobuf.util.JsonFormat;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The recorder's golden histories, which a real server told. */
public final class Histories {
  private static final Path FOLDER =
      Path.of("..", "recorder", "src", "test", "resources", "histories");

  private Histories() {}

  public static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getName(file.getNameCount() - 1).toString())
          .filter(file -> file.endsWith(".json"))
          .map(file -> file.replace(".json", ""))
          .sorted()
          .toList();
    }
  }

  public static List<HistoryEvent> named(String name) throws IOException {
    History.Builder history = History.newBuilder();
    JsonFormat.parser()
        .ignoringUnknownFields()
        .merge(Files.readString(FOLDER.resolve(name + ".json")), history);
    return history.getEventsList();
  }
}
