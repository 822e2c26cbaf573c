package dev.throughline.benchmarks.journal;

import dev.throughline.journal.SpanJournal;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.nio.file.Path;

/** The process that leaves a backlog: it makes spans, has nowhere to send them, and is killed. */
final class BacklogWriter {
  private BacklogWriter() {}

  /**
   * Writes the spans, and then waits for its end.
   *
   * @param args the journal's directory, its size limit, how many spans
   */
  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[2]);
    LosslessJournal journal =
        new LosslessJournal(
            SpanJournal.builder(Path.of(args[0])).setMaxSize(Long.parseLong(args[1])));
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(journal.spans()).build();
    RunActivitySpans spans = new RunActivitySpans(provider.get("throughline"));
    for (int i = 0; i < count; i++) {
      spans.next();
    }
    journal.check();
    System.out.println("written " + count);
    ChildJvm.await();
  }
}
