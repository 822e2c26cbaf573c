package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** A run that the API has started. */
record Job(String workflowId, String runId, String traceId) {
  /** Checks that the answer is what a start's is. */
  static Job accepted(Answer answer) {
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(202);
    Job job =
        new Job(
            answer.json().path("workflowId").textValue(),
            answer.json().path("runId").textValue(),
            answer.json().path("traceId").textValue());
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .endsWith("/workflows/" + job.workflowId());
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.json().path("status").textValue()).isEqualTo("RUNNING");
    return job;
  }

  /** Asks the API until the run has the status. */
  void awaitStatus(Cluster cluster, String status, Duration limit) {
    await()
        .atMost(limit)
        .until(
            () ->
                status.equals(
                    cluster.get("/workflows/" + workflowId).json().path("status").textValue()));
  }

  RunHistory history(Cluster cluster) {
    return RunHistory.of(cluster.temporal(), workflowId, runId);
  }
}
