package dev.throughline.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.throughline.quickstart.ReceivedSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory that span journals share, seen from outside. */
record JournalDirectory(Path path) {
  /** Those of processes that run, and what dead ones have left. */
  List<Path> processes() throws IOException {
    return list(path, "\\d{8}T.*");
  }

  /** The files with spans, of all processes. */
  List<Path> segments() throws IOException {
    List<Path> segments = new ArrayList<>();
    for (Path process : processes()) {
      segments.addAll(list(process, ".*\\.spans"));
    }
    return segments;
  }

  /** Whether the text stands in a span of any process. */
  boolean mentions(String text) throws IOException {
    for (Path segment : segments()) {
      if (new String(Files.readAllBytes(segment), ISO_8859_1).contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** The spans that the backend has refused for good. */
  List<ReceivedSpan> rejected() throws IOException {
    List<ReceivedSpan> spans = new ArrayList<>();
    for (Path request : list(path.resolve("rejected"), ".*\\.otlp")) {
      spans.addAll(
          ReceivedSpan.of(ExportTraceServiceRequest.parseFrom(Files.readAllBytes(request))));
    }
    return spans;
  }

  private static List<Path> list(Path directory, String name) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
