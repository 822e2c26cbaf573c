package dev.throughline.recorder;

import com.google.protobuf.util.JsonFormat;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A golden history: a run as a Temporal server told it. */
record History(String name, Run run, List<HistoryEvent> events) {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "histories");

  static List<History> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> Objects.requireNonNull(file.getFileName()).toString())
          .filter(file -> file.endsWith(".json"))
          .sorted()
          .map(file -> named(file.replace(".json", "")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static History named(String name) {
    try {
      String json = Files.readString(DIRECTORY.resolve(name + ".json"));
      var history = io.temporal.api.history.v1.History.newBuilder();
      JsonFormat.parser().ignoringUnknownFields().merge(json, history);
      return new History(name, run(history.getEventsList()), history.getEventsList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** History does not name its run in so many words: a reset does, and else the first event. */
  private static Run run(List<HistoryEvent> events) {
    var started = events.get(0).getWorkflowExecutionStartedEventAttributes();
    String runId = started.getOriginalExecutionRunId();
    for (HistoryEvent event : events) {
      String newRunId = event.getWorkflowTaskFailedEventAttributes().getNewRunId();
      runId = newRunId.isEmpty() ? runId : newRunId;
    }
    return new Run("default", started.getWorkflowId(), runId);
  }

  List<SpanData> spans() {
    return spans(ForeignRuns.FULL);
  }

  List<SpanData> spans(ForeignRuns foreignRuns) {
    return spans(foreignRuns, events);
  }

  /** Derives from some of the events. */
  List<SpanData> spans(ForeignRuns foreignRuns, List<HistoryEvent> some) {
    List<SpanData> spans = new ArrayList<>();
    HistoryDerivation.Rules rules =
        new HistoryDerivation.Rules(foreignRuns, HistoryDerivation.Scope.RECORDER, traceId -> true);
    HistoryDerivation derivation = new HistoryDerivation(run, rules, spans::add);
    some.forEach(derivation::accept);
    return spans;
  }

  @Override
  public String toString() {
    return name;
  }
}
