package dev.throughline.conformance;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The same trace over OTLP/gRPC, as {@code OTEL_EXPORTER_OTLP_PROTOCOL} chooses. */
class GrpcExportIT {
  @Test
  void trace_isWhole() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .with("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
          .with("OTEL_EXPORTER_OTLP_ENDPOINT", cluster.traces().grpcEndpoint());
      cluster.startServices();
      Job job = cluster.sendEmail();

      cluster
          .traces()
          .store()
          .awaitTrace(job.traceId(), Outline.is(Outline.EMAIL), Duration.ofSeconds(30));
    }
  }
}
