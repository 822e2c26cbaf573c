package dev.throughline.tracing.contract;

import static dev.throughline.tracing.contract.FirstEvent.CALLER;
import static dev.throughline.tracing.contract.FirstEvent.RUN;
import static dev.throughline.tracing.contract.FirstEvent.TRACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorsTest {
  private static final long MILLIS = 1_735_689_600_123L;
  private static final long NANOS = 1_735_689_600_123_000_000L;

  @Test
  void runWorkflow_isAnInstantWithTheContractsAttributes() {
    SpanData anchor = runWorkflow(FirstEvent.of(RUN).header(CALLER).build());

    assertThat(anchor.getName()).isEqualTo("RunWorkflow:Order");
    assertThat(anchor.getTraceId()).isEqualTo(TRACE);
    assertThat(anchor.getSpanId()).isEqualTo(Ids.runWorkflow(RUN));
    assertThat(anchor.getParentSpanContext()).isEqualTo(CALLER);
    assertThat(anchor.getAttributes())
        .isEqualTo(
            Attributes.builder()
                .put("temporal.namespace", "default")
                .put("temporal.task_queue", "orders")
                .put("temporal.workflow.type", "Order")
                .put("temporalRunID", RUN.runId())
                .put("temporalWorkflowID", "order-1")
                .build());
    assertAnchor(anchor);
  }

  @Test
  void runWorkflow_hasTheLinksOfItsTrace() {
    RunStart start = FirstEvent.of(RUN).header(CALLER, Relation.LINK).build();

    SpanData anchor = runWorkflow(start);

    assertThat(anchor.getParentSpanContext().isValid()).isFalse();
    assertThat(anchor.getLinks()).isEqualTo(trace(start).links()).hasSize(1);
    assertThat(anchor.getTotalRecordedLinks()).isEqualTo(1);
  }

  @Test
  void startChildWorkflow_namesTheChildsFirstRun() {
    Run first = RUN.withRunId("first");
    RunStart start = FirstEvent.of(RUN).resetOf(first).child().header(CALLER).build();

    SpanData anchor = Anchors.startChildWorkflow(start, trace(start));

    assertThat(anchor.getName()).isEqualTo("StartChildWorkflow:Order");
    assertThat(anchor.getTraceId()).isEqualTo(TRACE);
    assertThat(anchor.getSpanId()).isEqualTo(Ids.startChildWorkflow(first));
    assertThat(anchor.getParentSpanContext()).isEqualTo(CALLER);
    assertThat(anchor.getLinks()).isEmpty();
    assertThat(anchor.getAttributes())
        .isEqualTo(
            Attributes.builder()
                .put("temporal.namespace", "default")
                .put("temporal.task_queue", "orders")
                .put("temporal.workflow.type", "Order")
                .put("temporalRunID", "first")
                .put("temporalWorkflowID", "order-1")
                .build());
    assertAnchor(anchor);
  }

  @Test
  void startChildWorkflow_isTheParentOfTheChildsRunWorkflow() {
    RunStart start = FirstEvent.of(RUN).child().header(CALLER).build();

    assertThat(runWorkflow(start).getParentSpanContext())
        .isEqualTo(Anchors.startChildWorkflow(start, trace(start)).getSpanContext());
  }

  @Test
  void startChildWorkflow_ofARunThatIsNoChild_isRefused() {
    RunStart start = FirstEvent.of(RUN).header(CALLER).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anchors.startChildWorkflow(start, trace(start)))
        .withMessageContaining(RUN.runId());
  }

  @Test
  void startActivity_isAnInstantUnderTheSpanInItsHeader() {
    SpanData anchor = startActivity();

    assertThat(anchor.getName()).isEqualTo("StartActivity:Reserve");
    assertThat(anchor.getTraceId()).isEqualTo(TRACE);
    assertThat(anchor.getSpanId()).isEqualTo(Ids.startActivity(RUN, "a1", MILLIS));
    assertThat(anchor.getParentSpanContext()).isEqualTo(CALLER);
    assertThat(anchor.getLinks()).isEmpty();
    assertThat(anchor.getAttributes())
        .isEqualTo(
            Attributes.builder()
                .put("temporal.activity.type", "Reserve")
                .put("temporal.namespace", "default")
                .put("temporal.task_queue", "warehouse")
                .put("temporal.workflow.type", "Order")
                .put("temporalActivityID", "a1")
                .put("temporalRunID", RUN.runId())
                .put("temporalWorkflowID", "order-1")
                .build());
    assertAnchor(anchor);
  }

  @Test
  void anchors_derivedTwice_areTheSameBytes() throws IOException {
    assertThat(bytes(everyAnchor())).isEqualTo(bytes(everyAnchor()));
  }

  /** OTLP's {@code flags}: the trace flags, "is remote is known", "is remote". */
  @Test
  void parentsAndLinks_areMarkedRemote_onTheWire() throws IOException {
    RunStart linked = FirstEvent.of(RUN).header(FirstEvent.caller(3), Relation.LINK).build();
    RunStart child = FirstEvent.of(RUN).child().header(FirstEvent.caller(3)).build();

    String ofLinked = HexFormat.of().formatHex(bytes(List.of(runWorkflow(linked))));
    String ofChild = HexFormat.of().formatHex(bytes(List.of(runWorkflow(child))));

    assertThat(ofLinked).contains("3503030000").endsWith("8501" + "01010000");
    assertThat(ofChild).endsWith("8501" + "03030000");
  }

  @Test
  void anchors_ofANamespace_shareOneResource_soThatExportersGroupThem() {
    List<SpanData> anchors = everyAnchor();

    assertThat(anchors).allMatch(anchor -> anchor.getResource() == anchors.get(0).getResource());
  }

  /** What all anchors have in common. */
  private static void assertAnchor(SpanData anchor) {
    assertThat(anchor.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(anchor.getStartEpochNanos()).isEqualTo(NANOS);
    assertThat(anchor.getEndEpochNanos()).isEqualTo(NANOS);
    assertThat(anchor.hasEnded()).isTrue();
    assertThat(anchor.getStatus()).isEqualTo(StatusData.unset());
    assertThat(anchor.getEvents()).isEmpty();
    assertThat(anchor.getSpanContext().getTraceState()).isEqualTo(CALLER.getTraceState());
    assertThat(anchor.getSpanContext().getTraceFlags()).isEqualTo(CALLER.getTraceFlags());
    assertThat(anchor.getResource().getAttributes())
        .isEqualTo(
            Attributes.builder()
                .put("service.name", "temporal")
                .put("service.namespace", "default")
                .build());
    assertThat(anchor.getResource().getSchemaUrl()).isNull();
    assertThat(anchor.getInstrumentationScopeInfo().getName()).isEqualTo("throughline");
    assertThat(anchor.getInstrumentationScopeInfo().getVersion()).isEqualTo("1");
    assertThat(anchor.getInstrumentationScopeInfo().getSchemaUrl()).isNull();
    assertThat(anchor.getInstrumentationScopeInfo().getAttributes().isEmpty()).isTrue();
    assertThat(anchor.getTotalAttributeCount()).isEqualTo(anchor.getAttributes().size());
    assertThat(anchor.getTotalRecordedEvents()).isZero();
    assertThat(anchor.getTotalRecordedLinks()).isZero();
  }

  private static List<SpanData> everyAnchor() {
    RunStart child = FirstEvent.of(RUN).child().header(CALLER).build();
    RunStart linked = FirstEvent.of(RUN).header(CALLER, Relation.LINK).build();
    return List.of(
        Anchors.startChildWorkflow(child, trace(child)),
        runWorkflow(child),
        runWorkflow(linked),
        startActivity());
  }

  private static SpanData runWorkflow(RunStart start) {
    return Anchors.runWorkflow(start, trace(start));
  }

  private static SpanData startActivity() {
    return Anchors.startActivity(RUN, "Order", "a1", "Reserve", "warehouse", MILLIS, CALLER);
  }

  private static RunTrace trace(RunStart start) {
    return RunTrace.of(start, traceId -> true);
  }

  private static byte[] bytes(List<SpanData> spans) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TraceRequestMarshaler.create(spans).writeBinaryTo(out);
    return out.toByteArray();
  }
}
