package dev.throughline.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.throughline.journal.SpanDestination;
import dev.throughline.journal.otlp.OtlpEndpoint;
import dev.throughline.recorder.HistoryDerivation.Rules;
import dev.throughline.recorder.HistoryDerivation.Scope;
import dev.throughline.recorder.verify.StoredTraces;
import dev.throughline.recorder.verify.Summary;
import dev.throughline.recorder.verify.UnavailableStoreException;
import dev.throughline.recorder.verify.Verification;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Against a Jaeger of version 2 that keeps its traces in memory. */
@EnabledIfEnvironmentVariable(
    named = "JAEGER_BIN",
    matches = ".+",
    disabledReason = "JAEGER_BIN names no Jaeger binary")
class JaegerBinaryTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private StandInTemporal temporal;
  private OtlpEndpoint otlp;
  private StoredTraces jaeger;
  private Process process;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    temporal = new StandInTemporal();
    int otlpPort = freePort();
    int queryPort = freePort();
    Path config =
        Files.writeString(directory.resolve("jaeger.yml"), config(otlpPort, queryPort, freePort()));
    process =
        new ProcessBuilder(System.getenv("JAEGER_BIN"), "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("jaeger.log").toFile())
            .start();
    String traces = "http://127.0.0.1:" + otlpPort + "/v1/traces";
    otlp = OtlpEndpoint.of(OtlpHttpSpanExporter.builder().setEndpoint(traces));
    jaeger = StoredTraces.jaeger(URI.create("http://127.0.0.1:" + queryPort));
    await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(UnavailableStoreException.class)
        .until(() -> jaeger.read("0".repeat(31) + "1").isEmpty());
  }

  @AfterEach
  void stop() throws Exception {
    otlp.close();
    temporal.close();
    process.destroyForcibly().waitFor();
  }

  @Test
  void emptyJaeger_isRepaired_andThenWhole_withOrWithoutARepeat_ifJaegerBinNamesOne()
      throws Exception {
    // These runs are roots, and no attempt of theirs was a worker's to write.
    temporal.add(History.named("scheduled-1"));
    temporal.add(History.named("cron-2"));
    SpanDestination destination = SpanDestination.of(otlp);

    Summary repaired = verify(destination);
    assertThat(repaired.stored()).isZero();
    assertThat(repaired.missing()).isZero();
    assertThat(repaired.repaired()).isGreaterThanOrEqualTo(4);

    await().atMost(LIMIT).until(() -> verify(null).stored() == repaired.repaired());
    for (String name : new String[] {"scheduled-1", "cron-2"}) {
      destination.send(History.named(name).spans());
    }
    Summary whole = verify(destination);
    assertThat(whole.repaired()).isZero();
    assertThat(whole.isWhole()).isTrue();
  }

  private Summary verify(@Nullable SpanDestination repairTo) throws InterruptedException {
    Rules rules = new Rules(ForeignRuns.FULL, Scope.WHOLE, traceId -> true);
    return new Verification(temporal.runs(), rules, jaeger, repairTo).verify("all", report -> {});
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String config(int otlpPort, int queryPort, int grpcPort) {
    return """
        service:
          extensions: [jaeger_storage, jaeger_query]
          pipelines:
            traces:
              receivers: [otlp]
              exporters: [jaeger_storage_exporter]
          telemetry:
            metrics:
              level: none
        extensions:
          jaeger_storage:
            backends:
              memory_store:
                memory:
                  max_traces: 1000
          jaeger_query:
            storage:
              traces: memory_store
            http:
              endpoint: 127.0.0.1:%d
            grpc:
              endpoint: 127.0.0.1:%d
        receivers:
          otlp:
            protocols:
              http:
                endpoint: 127.0.0.1:%d
        exporters:
          jaeger_storage_exporter:
            trace_storage: memory_store
        """
        .formatted(queryPort, grpcPort, otlpPort);
  }
}
