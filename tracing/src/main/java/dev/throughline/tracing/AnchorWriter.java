package dev.throughline.tracing;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.throughline.tracing.contract.Anchors;
import dev.throughline.tracing.contract.Run;
import dev.throughline.tracing.contract.RunStart;
import dev.throughline.tracing.contract.RunTrace;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes anchors, and those of a run once a process. */
final class AnchorWriter {
  private static final Logger log = LoggerFactory.getLogger(AnchorWriter.class);
  private static final int RUNS_REMEMBERED = 10_000;

  private final SpanProcessor processor;

  // A first workflow task that fails is tried again, and its workflow code begins anew.
  private final Cache<Run, Boolean> written =
      CacheBuilder.newBuilder().maximumSize(RUNS_REMEMBERED).build();

  AnchorWriter(SpanProcessor processor) {
    this.processor = processor;
  }

  /**
   * Writes the {@code RunWorkflow} anchor, and the {@code StartChildWorkflow} anchor of a child. A
   * reset run has none of its worker's: most of its resets replay, so its worker would not know
   * (contract, "When the recorder writes an anchor too").
   */
  void writeRun(RunStart start, RunTrace trace) {
    if (start.isReset() || !trace.anchor().isSampled()) {
      return;
    }
    if (written.getIfPresent(start.run()) != null) {
      return;
    }
    if (trace.childAnchorParent() != null) {
      write(Anchors.startChildWorkflow(start, trace));
    }
    write(Anchors.runWorkflow(start, trace));
    written.put(start.run(), true);
  }

  /** Never throws: a span processor that does must not fail a workflow task or an attempt. */
  void write(SpanData anchor) {
    try {
      processor.onEnd(new ReadySpan(anchor));
    } catch (RuntimeException e) {
      log.warn("The span processor did not take {}", anchor.getName(), e);
    }
  }
}
