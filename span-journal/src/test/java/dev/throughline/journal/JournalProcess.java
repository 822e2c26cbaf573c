package dev.throughline.journal;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process with a journal, to be killed. */
final class JournalProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private JournalProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Writes spans as fast as it can, and tells the name of each when it is written. */
  static JournalProcess writing(Path directory) {
    return start("write", directory.toString());
  }

  /** Exports what it finds, in small requests, until it is killed or told to stop. */
  static JournalProcess exporting(Path directory, String endpoint) {
    return start("export", directory.toString(), endpoint);
  }

  private static JournalProcess start(String... arguments) {
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            JournalProcess.class.getName());
    try {
      return new JournalProcess(
          new ProcessBuilder(Stream.concat(java, Stream.of(arguments)).toList())
              .redirectError(Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next so many lines. */
  List<String> read(int lines) {
    return output.lines().limit(lines).toList();
  }

  /** Kills it, as SIGKILL does. */
  void kill() throws InterruptedException {
    // Process.destroyForcibly() would throw away what it has told, too.
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** What it had told before it died. */
  List<String> lastWords() {
    return output.lines().toList();
  }

  /** Lets it end in its own way, which takes its time. */
  int stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws IOException {
    SpanJournal.Builder settings =
        SpanJournal.builder(Path.of(arguments[1]))
            .setSegmentSize(1 << 16)
            .setMaxBatchSpans(20)
            .setExportDelay(Duration.ofMillis(10));
    if (arguments[0].equals("write")) {
      write(settings.build());
    }
    try (SpanJournal journal =
        settings.exportTo(OtlpHttpSpanExporter.builder().setEndpoint(arguments[2])).build()) {
      System.out.println("ready " + journal.problem());
      while (System.in.read() >= 0) {
        // until it is closed
      }
    }
  }

  private static void write(SpanJournal journal) {
    Tracer tracer =
        SdkTracerProvider.builder().addSpanProcessor(journal).build().get("JournalProcess");
    for (int i = 0; ; i++) {
      String name = i % 10 == 0 ? "open " + i : i % 3 == 0 ? "instant " + i : "bar " + i;
      if (i % 10 == 0) {
        tracer.spanBuilder(name).startSpan();
      } else {
        Spans.keep(journal, i % 3 == 0 ? Spans.instant(name) : Spans.bar(name));
      }
      System.out.println(name);
    }
  }
}
