package dev.throughline.conformance;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the cluster's services, with a gate on its way to Temporal. */
final class MatrixService implements AutoCloseable {
  /** How the cluster starts it. */
  interface Start {
    ServiceProcess of(Cluster cluster) throws IOException;
  }

  private final Cluster cluster;
  private final Start start;
  private final Map<String, String> environment;
  private final MatrixGate gate;
  private @Nullable ServiceProcess process;

  /**
   * A service that is not started.
   *
   * @param environment has the same names for all services of a cluster
   */
  MatrixService(Cluster cluster, Start start, Map<String, String> environment) throws IOException {
    this.cluster = cluster;
    this.start = start;
    this.environment = environment;
    this.gate = new MatrixGate(cluster.temporal().address());
  }

  MatrixGate gate() {
    return gate;
  }

  /** Starts it, and does not wait. */
  ServiceProcess begin() throws IOException {
    environment.forEach(cluster::with);
    cluster.with("TEMPORAL_ADDRESS", gate.address());
    ServiceProcess begun = start.of(cluster);
    process = begun;
    return begun;
  }

  void kill9() throws InterruptedException {
    if (process != null) {
      process.kill9();
    }
  }

  @Override
  public void close() {
    gate.close();
  }
}
