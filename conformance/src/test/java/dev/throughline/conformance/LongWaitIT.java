package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests that wait for longer than a connection may be idle, on a run that does not end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongWaitIT {
  private static final Duration BEYOND = Duration.ofSeconds(4);
  private static final String IDLE_TIMEOUT = "-Ddw.server.applicationConnectors[0].idleTimeout=1s";

  private Cluster cluster;
  private Job endless;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.with("JDK_JAVA_OPTIONS", IDLE_TIMEOUT).startApi();
    endless = cluster.sendEmail("PT1H");
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void waitForTheResult_isNotCut() throws Exception {
    assertThat(cluster.get(path("/result?wait=" + BEYOND)).status()).isEqualTo(202);
  }

  @Test
  void startThatWaits_isNotCut() throws Exception {
    Answer answer =
        cluster.post("/send-email", Cluster.EMAIL_REQUEST, "Prefer", "wait=" + BEYOND.toSeconds());

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Preference-Applied"))
        .hasValue("wait=" + BEYOND.toSeconds());
  }

  @Test
  void silentStream_isNotCut() {
    EventWatch watch = cluster.watch(path("/events"));
    await().until(() -> watch.names().contains("workflow-started"));

    await().during(BEYOND).atMost(BEYOND.plusSeconds(2)).until(() -> !watch.hasEnded());
  }

  private String path(String part) {
    return "/workflows/" + endless.workflowId() + part;
  }
}
