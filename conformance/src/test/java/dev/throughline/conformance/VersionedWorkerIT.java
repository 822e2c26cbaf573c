package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.SetWorkerDeploymentCurrentVersionRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A worker that names its deployment version gets the runs of that version. */
class VersionedWorkerIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void currentVersion_doesTheJob() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      cluster
          .with("TEMPORAL_DEPLOYMENT_NAME", "mailers")
          .with("TEMPORAL_WORKER_BUILD_ID", "build-7");
      cluster.startWorker();
      cluster.startApi();
      // The server knows a version only once its first poll has come.
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
          .until(() -> makeCurrent(cluster));

      Job job = cluster.sendEmail();
      job.awaitStatus(cluster, "COMPLETED", SOON);

      assertThat(job.history(cluster).events())
          .filteredOn(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
          .isNotEmpty()
          .allSatisfy(
              event ->
                  assertThat(
                          event
                              .getWorkflowTaskCompletedEventAttributes()
                              .getDeploymentVersion()
                              .getBuildId())
                      .isEqualTo("build-7"));
      cluster.traces().store().awaitTrace(job.traceId(), Outline.is(Outline.EMAIL), SOON);
    }
  }

  private static boolean makeCurrent(Cluster cluster) {
    cluster
        .temporal()
        .service()
        .blockingStub()
        .setWorkerDeploymentCurrentVersion(
            SetWorkerDeploymentCurrentVersionRequest.newBuilder()
                .setNamespace("default")
                .setDeploymentName("mailers")
                .setBuildId("build-7")
                .build());
    return true;
  }
}
