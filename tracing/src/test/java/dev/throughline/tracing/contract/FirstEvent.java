package dev.throughline.tracing.contract;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/** What a first event tells, put together by the tests: a plain start unless told otherwise. */
final class FirstEvent {
  static final Run RUN = run("0193f5c2-0000-7000-8000-000000000002");
  static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  static final SpanContext CALLER = caller(1);

  private final Run run;
  private String originalRunId;
  private String firstRunId;
  private @Nullable String continuedRunId;
  private boolean child;
  private boolean scheduled;
  private @Nullable TraceHeader header;

  private FirstEvent(Run run) {
    this.run = run;
    this.originalRunId = run.runId();
    this.firstRunId = run.runId();
  }

  static FirstEvent of(Run run) {
    return new FirstEvent(run);
  }

  static Run run(String runId) {
    return new Run("default", "order-1", runId);
  }

  /** The caller's span, with trace state, as a header names it. */
  static SpanContext caller(int flags) {
    return SpanContext.createFromRemoteParent(
        TRACE,
        "b7ad6b7169203331",
        TraceFlags.fromByte((byte) flags),
        TraceState.builder().put("vendor", "x").build());
  }

  FirstEvent header(SpanContext span) {
    return header(span, Relation.DEFAULT);
  }

  FirstEvent header(SpanContext span, Relation relation) {
    this.header = new TraceHeader(span, Baggage.empty(), relation);
    return this;
  }

  FirstEvent child() {
    this.child = true;
    return this;
  }

  FirstEvent scheduled() {
    this.scheduled = true;
    return this;
  }

  /** The run goes on from {@code previous}, in the chain that {@code first} began. */
  FirstEvent continues(Run previous, Run first) {
    this.continuedRunId = previous.runId();
    this.firstRunId = first.runId();
    return this;
  }

  /** The run is a reset, in the end, of {@code original}. */
  FirstEvent resetOf(Run original) {
    this.originalRunId = original.runId();
    // A reset of a chain's first run is not the first of its chain itself.
    if (firstRunId.equals(run.runId())) {
      this.firstRunId = original.runId();
    }
    return this;
  }

  RunStart build() {
    return new RunStart(
        run,
        "Order",
        "orders",
        1_735_689_600_123L,
        originalRunId,
        firstRunId,
        continuedRunId,
        child,
        scheduled,
        header);
  }
}
