package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM to the API: readiness goes down first, and what has begun is answered. */
class GracefulStopIT {
  private static final int SIGTERM_EXIT = 128 + 15;
  private static final Duration SOON = Duration.ofSeconds(30);

  /** As {@code config.yml} has it; longer, so that the test cannot miss it. */
  private static final String DRAIN_DELAY = "-Ddw.http.drainDelay=3s";

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.withoutRecorder().startWorker();
    cluster.with("JDK_JAVA_OPTIONS", DRAIN_DELAY).startApi();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void requestInFlight_isAnswered_afterReadinessIsDownAndNewOnesAreRefused() throws Exception {
    CompletableFuture<Answer> waiting = startAndWait("w");
    await().atMost(SOON).until(() -> cluster.get("/workflows/w").status() == 200);
    EventWatch watch = cluster.watch("/workflows/w/events");
    await().atMost(SOON).until(() -> watch.names().contains("workflow-started"));

    long asked = System.nanoTime();
    ProcessHandle.of(cluster.api().pid()).orElseThrow().destroy();
    await().until(() -> !isServing());
    assertThat(cluster.get("/workflows/w").status()).isEqualTo(200);
    await().atMost(SOON).until(this::refusesConnections);
    assertThat(waiting).isNotDone();
    await().atMost(SOON).until(watch::hasEnded);
    assertThat(watch.text()).contains("retry: 1000");

    Answer answer = waiting.get();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").textValue()).isEqualTo("COMPLETED");
    assertThat(cluster.api().terminate()).isEqualTo(SIGTERM_EXIT);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
  }

  /** Begins a run that ends ten seconds later, and waits for its end in one request. */
  private CompletableFuture<Answer> startAndWait(String workflowId) {
    String body =
        """
        {"type": "Email", "workflowId": "%s", "input":
          {"to": ["ann@example.org"], "subject": "s", "text": "t"}, "startDelay": "PT10S"}
        """
            .formatted(workflowId);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return cluster.post("/workflows", body, "Prefer", "wait=30");
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private boolean isServing() throws Exception {
    return cluster.api().health().json().at("/serving/healthy").booleanValue();
  }

  private boolean refusesConnections() throws InterruptedException {
    try {
      cluster.get("/workflows/w");
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
