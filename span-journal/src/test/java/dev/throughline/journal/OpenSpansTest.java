package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans that have begun and not ended when their process dies. */
class OpenSpansTest {
  /** A span that nobody holds is ended by the journal. */
  private final List<Span> held = new ArrayList<>();

  private int deaths;
  private final Collector collector = Collector.start();
  private final Path live;
  private final Path dead;
  private SpanJournal journal;
  private Tracer tracer;

  OpenSpansTest(@TempDir Path live, @TempDir Path dead) {
    this.live = live;
    this.dead = dead;
  }

  @BeforeEach
  void openJournal() {
    journal =
        SpanJournal.builder(live)
            .exportTo(collector.settings())
            .setSegmentSize(1 << 16)
            .setExportDelay(Duration.ofMillis(5))
            .build();
    tracer = SdkTracerProvider.builder().addSpanProcessor(journal).build().get("test");
  }

  @AfterEach
  void close() {
    collector.behave(spans -> 200);
    journal.close();
    collector.close();
  }

  @Test
  void openSpan_isClosedAsInterrupted_withAllThatItHadAtItsStart() throws IOException {
    SpanContext linked =
        SpanContext.createFromRemoteParent(
            Spans.traceId("linked"),
            Spans.spanId("linked"),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    Span parent = tracer.spanBuilder("parent").startSpan();
    Span open =
        tracer
            .spanBuilder("open")
            .setParent(Context.root().with(parent))
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("attempt", 3)
            .addLink(linked, Attributes.of(AttributeKey.stringKey("why"), "linked"))
            .startSpan();
    open.setAttribute("later", "is lost");

    io.opentelemetry.proto.trace.v1.Span span = died().get(1);

    assertThat(span.getName()).isEqualTo("open");
    assertThat(span.getSpanId()).isEqualTo(id(open.getSpanContext().getSpanId()));
    assertThat(span.getTraceId()).isEqualTo(id(parent.getSpanContext().getTraceId()));
    assertThat(span.getParentSpanId()).isEqualTo(id(parent.getSpanContext().getSpanId()));
    assertThat(span.getKindValue()).isEqualTo(3);
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(span.getStatus().getMessage()).isEqualTo("interrupted");
    assertThat(span.getAttributesList().stream().map(Object::toString))
        .satisfiesExactly(
            first -> assertThat(first).contains("attempt").contains("int_value: 3"),
            second ->
                assertThat(second)
                    .contains("throughline.interrupted")
                    .contains("bool_value: true"));
    assertThat(span.getLinks(0).getSpanId()).isEqualTo(id(linked.getSpanId()));
    assertThat(span.getLinks(0).getAttributes(0).getKey()).isEqualTo("why");
    assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
  }

  @Test
  void openSpan_endsNoEarlierThanAnythingItsProcessDid() throws IOException {
    long ahead = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + 60_000);
    collector.behave(spans -> 503);
    held.add(tracer.spanBuilder("open").startSpan());
    tracer.spanBuilder("last").startSpan().end(ahead, TimeUnit.NANOSECONDS);

    assertThat(died())
        .filteredOn(span -> span.getName().equals("open"))
        .singleElement()
        .satisfies(span -> assertThat(span.getEndTimeUnixNano()).isEqualTo(ahead));
  }

  @Test
  void processThatLivesOn_keepsItsOpenSpansAlive() throws IOException {
    Path file = segment(1);
    held.add(tracer.spanBuilder("open").startSpan());
    long began = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());

    await()
        .untilAsserted(
            () -> {
              SegmentFile segment = SegmentFile.open(file);
              assertThat(segment).isNotNull();
              assertThat(segment.header().aliveEpochNanos()).isGreaterThan(began);
            });
  }

  @Test
  void nestedOpenSpans_keepTheirParents() throws IOException {
    Context context = Context.root();
    List<String> ids = new ArrayList<>();
    ids.add("");
    for (int depth = 0; depth < 5; depth++) {
      Span span = tracer.spanBuilder("depth" + depth).setParent(context).startSpan();
      context = context.with(span);
      ids.add(span.getSpanContext().getSpanId());
    }

    List<io.opentelemetry.proto.trace.v1.Span> spans = died();

    assertThat(spans).hasSize(5);
    for (int depth = 0; depth < 5; depth++) {
      assertThat(spans.get(depth).getSpanId()).isEqualTo(id(ids.get(depth + 1)));
      assertThat(spans.get(depth).getParentSpanId()).isEqualTo(id(ids.get(depth)));
    }
  }

  @Test
  void openSpan_outlivesTheSegmentsThatItBeganIn() throws IOException {
    Span open = tracer.spanBuilder("open").startSpan();
    Span ended = tracer.spanBuilder("ended").startSpan();
    rollSegments(50);
    awaitRemovalOfSegment(1);
    ended.end();
    exportAll();

    assertThat(open.isRecording()).isTrue();
    assertThat(died().stream().map(io.opentelemetry.proto.trace.v1.Span::getName))
        .containsExactly("open");
    assertThat(collector.names()).containsOnlyOnce("ended").doesNotContain("open");
  }

  @Test
  void spansThatEndWhileTheyAreCarriedOver_areNeitherLostNorOpenedAgain() throws Exception {
    List<Span> open =
        Stream.generate(() -> tracer.spanBuilder("carried").startSpan()).limit(3000).toList();
    rollSegments(2);
    Thread ending =
        new Thread(
            () -> {
              for (Span span : open) {
                LockSupport.parkNanos(400_000);
                span.end();
              }
            });
    ending.start();
    awaitRemovalOfSegment(1);
    ending.join();
    exportAll();

    assertThat(died()).isEmpty();
    assertThat(collector.names().stream().filter("carried"::equals)).hasSize(3000);
  }

  /** More than there is room for in the segments that are ready. */
  @Test
  void manyOpenSpans_areCarriedOver_withoutHoldingUpOthers() throws IOException {
    List<Span> open =
        Stream.generate(() -> tracer.spanBuilder("open").startSpan()).limit(5000).toList();
    rollSegments(1);
    awaitRemovalOfSegment(5);

    long began = System.nanoTime();
    rollSegments(5);
    exportAll();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(journal.problem()).isNull();
    assertThat(open).allMatch(Span::isRecording);
    assertThat(died()).hasSize(5000);
  }

  @Test
  void whatASpanLearnedAfterItsStart_isKept() throws IOException {
    Span open = tracer.spanBuilder("open").startSpan();
    open.updateName("renamed");
    open.setAttribute("order", "order-1");
    open.addEvent("halfway");

    await().untilAsserted(() -> assertThat(died()).extracting("name").containsExactly("renamed"));
    io.opentelemetry.proto.trace.v1.Span span = died().get(0);

    assertThat(open.isRecording()).isTrue();
    assertThat(span.getAttributes(0).getValue().getStringValue()).isEqualTo("order-1");
    assertThat(span.getEvents(0).getName()).isEqualTo("halfway");
    assertThat(span.getStatus().getMessage()).isEqualTo("interrupted");
  }

  @Test
  void spanThatNobodyCanEndAnyMore_isClosedOnce() throws IOException {
    tracer.spanBuilder("forgotten").startSpan();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return collector.names().contains("forgotten");
            });
    exportAll();

    assertThat(collector.names()).containsOnlyOnce("forgotten");
    assertThat(collector.spans().get(0).getStatus().getMessage()).isEqualTo("interrupted");
    assertThat(died()).isEmpty();
  }

  @Test
  void spanThatIsNotSampled_leavesNoTrace() throws IOException {
    Tracer unsampled =
        SdkTracerProvider.builder()
            .addSpanProcessor(journal)
            .setSampler(Sampler.alwaysOff())
            .build()
            .get("test");
    Span span = unsampled.spanBuilder("unsampled").startSpan();
    Orphan open = Orphan.of(live, dead);
    span.end();

    assertThat(open.names()).isEmpty();
    assertThat(Files.readString(segment(1), StandardCharsets.ISO_8859_1))
        .doesNotContain("unsampled");
    assertThat(died("after")).isEmpty();
  }

  @Test
  void journalThatIsClosed_leavesItsOpenSpansToTheNext() {
    held.add(tracer.spanBuilder("open").startSpan());
    journal.close();

    try (SpanJournal next = SpanJournal.builder(live).exportTo(collector.settings()).build()) {
      collector.awaitSpans(1);
      assertThat(next.problem()).isNull();
    }
    assertThat(collector.names()).containsExactly("open");
    assertThat(live).isEmptyDirectory();
  }

  private List<io.opentelemetry.proto.trace.v1.Span> died() throws IOException {
    return died("now" + deaths++);
  }

  private List<io.opentelemetry.proto.trace.v1.Span> died(String when) throws IOException {
    return Orphan.of(live, dead.resolve(when)).spans();
  }

  private void rollSegments(int count) {
    for (int i = 0; i < count; i++) {
      journal.add(Spans.large("filler", 60_000));
    }
  }

  private void exportAll() {
    assertThat(journal.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
  }

  private void awaitRemovalOfSegment(int number) throws IOException {
    Path file = segment(number);
    assertThat(file).exists();
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.notExists(file));
  }

  private Path segment(int number) throws IOException {
    return JournalFiles.segment(new JournalFiles(live).processes().get(0), number);
  }

  private static ByteString id(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
