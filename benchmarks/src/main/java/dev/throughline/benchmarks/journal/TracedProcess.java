package dev.throughline.benchmarks.journal;

import dev.throughline.journal.SpanJournal;
import dev.throughline.journal.Sync;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.contrib.disk.buffering.exporters.SpanToDiskExporter;
import io.opentelemetry.contrib.disk.buffering.storage.impl.FileSpanStorage;
import io.opentelemetry.contrib.disk.buffering.storage.impl.FileStorageConfiguration;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.Closeable;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A tracer as a process has it, with its spans going one way. */
final class TracedProcess {
  /** The bound of what is on disk, and the size of one file: the journal's defaults. */
  private static final int MAX_SIZE = 1 << 30;

  private static final int FILE_SIZE = 4 << 20;

  /** Silent: it would log what is dropped many times a second, and that would be measured. */
  private static final Logger BATCH_LOG = Logger.getLogger(BatchSpanProcessor.class.getName());

  static {
    BATCH_LOG.setLevel(Level.OFF);
  }

  private final SpanPath path;
  private final RunFolder folder;
  private final SdkTracerProvider provider;
  private @Nullable LosslessJournal journal;
  private @Nullable CountingExporter exporter;
  private @Nullable Closeable storage;

  TracedProcess(SpanPath path, Sampler sampler) throws IOException {
    this.path = path;
    folder = RunFolder.create();
    SpanProcessor processor =
        switch (path) {
          case JOURNAL -> journal();
          case BATCH -> BatchSpanProcessor.builder(counting(SpanExporter.composite())).build();
          case BATCH_TO_DISK -> BatchSpanProcessor.builder(counting(toDisk())).build();
          case SIMPLE_TO_DISK -> SimpleSpanProcessor.create(counting(toDisk()));
          case NONE -> SpanProcessor.composite();
        };
    provider = SdkTracerProvider.builder().setSampler(sampler).addSpanProcessor(processor).build();
  }

  Tracer tracer() {
    return provider.get("throughline");
  }

  /**
   * Stops, and prints what was lost on the way.
   *
   * @param ended how many sampled spans have ended
   * @throws IllegalStateException if the journal lost any
   */
  void stop(long ended) throws IOException {
    try {
      if (journal != null) {
        journal.close();
      }
      provider.close();
      if (storage != null) {
        storage.close();
      }
      if (exporter != null) {
        long lost = ended - exporter.taken();
        System.out.printf(
            "%n# %s: %,d of %,d spans lost (%.1f %%)%n", path, lost, ended, 100.0 * lost / ended);
      }
    } finally {
      folder.close();
    }
  }

  private SpanProcessor journal() {
    journal =
        new LosslessJournal(
            SpanJournal.builder(folder.path())
                .setSync(Sync.NEVER)
                .setMaxSize(MAX_SIZE)
                .setSegmentSize(FILE_SIZE));
    return journal.spans();
  }

  private SpanExporter counting(SpanExporter counted) {
    exporter = new CountingExporter(counted);
    return exporter;
  }

  private SpanExporter toDisk() {
    FileSpanStorage files =
        FileSpanStorage.create(
            folder.path().toFile(),
            FileStorageConfiguration.builder()
                .setMaxFolderSize(MAX_SIZE)
                .setMaxFileSize(FILE_SIZE)
                .build());
    storage = files;
    return SpanToDiskExporter.builder(files).build();
  }
}
