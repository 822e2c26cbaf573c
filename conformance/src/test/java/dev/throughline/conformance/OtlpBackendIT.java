package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.quickstart.ReceivedSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpBackendIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Each makes an exporter that tries once. */
  enum Protocol {
    HTTP {
      @Override
      SpanExporter exporter(OtlpBackend backend, Duration timeout) {
        return OtlpHttpSpanExporter.builder()
            .setEndpoint(backend.httpEndpoint() + "/v1/traces")
            .setTimeout(timeout)
            .setRetryPolicy(null)
            .build();
      }
    },
    GRPC {
      @Override
      SpanExporter exporter(OtlpBackend backend, Duration timeout) {
        return OtlpGrpcSpanExporter.builder()
            .setEndpoint(backend.grpcEndpoint())
            .setTimeout(timeout)
            .setRetryPolicy(null)
            .build();
      }
    };

    abstract SpanExporter exporter(OtlpBackend backend, Duration timeout);
  }

  private final SdkTracerProvider spans = SdkTracerProvider.builder().build();
  private OtlpBackend backend;

  @BeforeEach
  void start() throws Exception {
    backend = new OtlpBackend();
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    spans.close();
  }

  @ParameterizedTest
  @EnumSource
  void spans_arriveWhole(Protocol protocol) throws Exception {
    SpanData parent = span("parent", Context.root());
    SpanData child = span("child", Context.root().with(Span.wrap(parent.getSpanContext())));

    assertThat(export(protocol, TIMEOUT, child, parent)).isTrue();

    assertThat(backend.store().spans())
        .extracting(ReceivedSpan::name)
        .containsExactly("child", "parent");
    assertThat(backend.store().spans().get(0).resource().getAttributesList())
        .extracting("key")
        .contains("service.name");
    assertThat(
            backend
                .store()
                .awaitTrace(parent.getTraceId(), tree -> tree.orphans().isEmpty(), TIMEOUT)
                .outline())
        .isEqualTo("parent\n└─ child");
  }

  @ParameterizedTest
  @EnumSource
  void refusingBackend_storesNothingUntilItIsWell(Protocol protocol) throws Exception {
    SpanData span = span("span", Context.root());

    backend.setFault(Fault.refusing(503));
    assertThat(export(protocol, TIMEOUT, span)).isFalse();
    assertThat(backend.store().spans()).isEmpty();

    backend.setFault(Fault.NONE);
    assertThat(export(protocol, TIMEOUT, span)).isTrue();
    assertThat(backend.store().spans()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void hangingBackend_letsItsSenderTimeOut(Protocol protocol) throws Exception {
    backend.setFault(Fault.HANGING);

    long start = System.nanoTime();
    assertThat(export(protocol, Duration.ofMillis(500), span("span", Context.root()))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(450), TIMEOUT);
    assertThat(backend.store().spans()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void backendThatStoresAndFails_getsADuplicate(Protocol protocol) throws Exception {
    SpanData span = span("span", Context.root());

    backend.setFault(Fault.storingThenFailing(503));
    assertThat(export(protocol, TIMEOUT, span)).isFalse();
    backend.setFault(Fault.NONE);
    assertThat(export(protocol, TIMEOUT, span)).isTrue();

    assertThat(backend.store().spans()).hasSize(2);
    assertThat(backend.store().duplicates()).hasSize(1);
    assertThat(backend.store().conflicts()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void spanWithOtherContents_isAConflict(Protocol protocol) throws Exception {
    Span open = spans.get("test").spanBuilder("span").startSpan();
    SpanData early = ((ReadableSpan) open).toSpanData();
    open.end();
    SpanData late = ((ReadableSpan) open).toSpanData();

    assertThat(export(protocol, TIMEOUT, early)).isTrue();
    assertThat(export(protocol, TIMEOUT, late)).isTrue();

    assertThat(backend.store().conflicts()).hasSize(1);
    assertThat(backend.store().duplicates()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void traceThatDoesNotBecomeAsWanted_isDrawnInTheFailure(Protocol protocol) throws Exception {
    SpanData span = span("lonely", Context.root());
    assertThat(export(protocol, TIMEOUT, span)).isTrue();

    assertThatThrownBy(
            () ->
                backend.store().awaitTrace(span.getTraceId(), tree -> false, Duration.ofMillis(50)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(span.getTraceId())
        .hasMessageContaining("lonely");
  }

  private SpanData span(String name, Context parent) {
    Span span = spans.get("test").spanBuilder(name).setParent(parent).startSpan();
    span.end();
    return ((ReadableSpan) span).toSpanData();
  }

  private boolean export(Protocol protocol, Duration timeout, SpanData... batch) {
    try (SpanExporter exporter = protocol.exporter(backend, timeout)) {
      CompletableResultCode result = exporter.export(List.of(batch));
      return result.join(TIMEOUT.toSeconds(), TimeUnit.SECONDS).isSuccess();
    }
  }
}
