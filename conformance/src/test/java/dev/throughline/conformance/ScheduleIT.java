package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.quickstart.SpanTree;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Schedules over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleIT {
  private static final String ACTION =
      "\"action\": {\"type\": \"Email\", \"memo\": {\"a\": 1}, \"runTimeout\": \"PT1H\", \"input\":"
          + " {\"to\": [\"a@b.org\"], \"subject\": \"s\", \"text\": \"t\"}}";

  private Cluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.startServices();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void schedule_isMadeAndTold() throws Exception {
    Answer made =
        cluster.post(
            "/schedules",
            """
            {"scheduleId": "each day;1",
             "spec": {"cron": ["0 12 * * MON"], "timeZone": "Europe/Berlin",
                      "intervals": [{"every": "PT1H", "offset": "PT5M"}], "jitter": "PT1S"},
             "policy": {"overlap": "BUFFER_ONE", "catchupWindow": "PT1H", "pauseOnFailure": true},
             "note": "n", %s}"""
                .formatted(ACTION));

    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    assertThat(made.headers().firstValue("Location").orElseThrow())
        .endsWith("/schedules/each%20day%3B1");
    Answer got = cluster.get("/schedules/each%20day%3B1");
    assertThat(got.headers().firstValue("ETag")).isEqualTo(made.headers().firstValue("ETag"));
    assertThat(got.json()).isEqualTo(made.json());
    assertThat(got.json().at("/spec").toString())
        .isEqualTo(
            "{\"cron\":[\"0 12 * * MON\"],\"intervals\":[{\"every\":\"PT1H\",\"offset\":\"PT5M\"}],"
                + "\"timeZone\":\"Europe/Berlin\",\"jitter\":\"PT1S\"}");
    assertThat(got.json().at("/action/input/subject").textValue()).isEqualTo("s");
    assertThat(got.json().at("/action/memo/a").intValue()).isEqualTo(1);
    assertThat(got.json().at("/action/runTimeout").textValue()).isEqualTo("PT1H");
    assertThat(got.json().at("/policy/overlap").textValue()).isEqualTo("BUFFER_ONE");
    assertThat(got.json().at("/nextTimes/0").textValue()).contains("T");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .get("/schedules?pageSize=1000")
                    .json()
                    .findValuesAsText("scheduleId")
                    .contains("each day;1"));
  }

  @Test
  void replace_needsTheCurrentVersion() throws Exception {
    Answer made = make("replaced", "");
    String version = made.headers().firstValue("ETag").orElseThrow();
    String body = hourly("\"note\": \"new\",");

    Answer replaced = cluster.send("PUT", "/schedules/replaced", body, "If-Match", version);
    Answer late = cluster.send("PUT", "/schedules/replaced", body, "If-Match", version);

    assertThat(replaced.status()).as(replaced.json().toString()).isEqualTo(200);
    assertThat(replaced.json().path("note").textValue()).isEqualTo("new");
    assertThat(late.status()).isEqualTo(412);
  }

  @Test
  void pauseTriggerBackfill_andDelete() throws Exception {
    make("handled", "");
    assertThat(cluster.post("/schedules/handled/pause", "{\"note\": \"why\"}").status())
        .isEqualTo(204);
    assertThat(cluster.get("/schedules/handled").json().path("paused").booleanValue()).isTrue();
    assertThat(cluster.get("/schedules/handled").json().path("note").textValue()).isEqualTo("why");
    assertThat(cluster.post("/schedules/handled/unpause", "").status()).isEqualTo(204);
    assertThat(cluster.get("/schedules/handled").json().path("paused").booleanValue()).isFalse();

    assertThat(cluster.post("/schedules/handled/trigger", "").status()).isEqualTo(202);
    awaitRuns("handled", 1);
    String twoHours =
        "{\"startAt\": \"2026-01-01T00:30:00Z\", \"endAt\": \"2026-01-01T02:30:00Z\","
            + " \"overlap\": \"ALLOW_ALL\"}";
    assertThat(cluster.post("/schedules/handled/backfill", twoHours).status()).isEqualTo(202);
    awaitRuns("handled", 3);

    assertThat(cluster.send("DELETE", "/schedules/handled", "").status()).isEqualTo(204);
    assertThat(cluster.get("/schedules/handled").status()).isEqualTo(404);
    assertThat(cluster.post("/schedules/handled/trigger", "").status()).isEqualTo(404);
  }

  @Test
  void scheduledRun_isTheRootOfItsTrace_andLinksToTheRequestThatMadeTheSchedule() throws Exception {
    String traceId = "5f0c3a6d1b2e49788c7d6e5f4a3b2c1d";
    cluster.post(
        "/schedules",
        hourly("\"scheduleId\": \"linked\","),
        "traceparent",
        "00-" + traceId + "-b7ad6b7169203331-01");
    cluster.post("/schedules/linked/trigger", "");
    awaitRuns("linked", 1);
    JsonNode run = cluster.get("/schedules/linked").json().at("/recentRuns/0");

    String runTrace =
        cluster
            .get("/workflows/" + encoded(run.path("workflowId").textValue()))
            .json()
            .path("traceId")
            .textValue();
    SpanTree tree =
        cluster
            .traces()
            .store()
            .awaitTrace(runTrace, whole -> whole.roots().size() == 1, Duration.ofSeconds(30));

    assertThat(runTrace).isNotEqualTo(traceId);
    assertThat(tree.roots().get(0).span().getLinksList())
        .extracting(link -> HexFormat.of().formatHex(link.getTraceId().toByteArray()))
        .containsExactly(traceId);
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Test
  void create_happensOnceForAKey() throws Exception {
    String key = UUID.randomUUID().toString();

    Answer first = cluster.post("/schedules", hourly(""), "Idempotency-Key", key);
    Answer repeat = cluster.post("/schedules", hourly(""), "Idempotency-Key", key);
    Answer other = cluster.post("/schedules", hourly("\"note\": \"x\","), "Idempotency-Key", key);

    assertThat(first.status()).as(first.json().toString()).isEqualTo(201);
    assertThat(repeat.status()).isEqualTo(201);
    assertThat(repeat.json().path("scheduleId")).isEqualTo(first.json().path("scheduleId"));
    assertThat(other.status()).isEqualTo(422);
  }

  @Test
  void usedId_isAConflict() throws Exception {
    make("used", "");

    assertThat(make("used", "").status()).isEqualTo(409);
  }

  @Test
  void invalidSchedules_areToldWhere() throws Exception {
    assertThat(field(hourly("").replace("Email", "Emial"))).isEqualTo("action.type");
    assertThat(field(hourly("").replace("PT1H", "PT0S"))).startsWith("spec.intervals");
    assertThat(field("{\"spec\": {}, " + ACTION + "}")).startsWith("spec");
    Answer cron = cluster.post("/schedules", "{\"spec\": {\"cron\": [\"never\"]}, " + ACTION + "}");
    assertThat(cron.status()).isEqualTo(400);
  }

  private String field(String body) throws Exception {
    Answer answer = cluster.post("/schedules", body);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(422);
    return answer.json().at("/violations/0/field").textValue();
  }

  private Answer make(String scheduleId, String more) throws Exception {
    return cluster.post("/schedules", hourly("\"scheduleId\": \"" + scheduleId + "\"," + more));
  }

  /** In the past, so that no full hour comes between. */
  private static String hourly(String more) {
    String spec =
        "\"spec\": {\"intervals\": [{\"every\": \"PT1H\"}], \"endAt\": \"2026-02-01T00:00:00Z\"}, ";
    return "{" + more + spec + ACTION + "}";
  }

  private void awaitRuns(String scheduleId, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> cluster.get("/schedules/" + scheduleId).json().path("actionCount").intValue(),
            counted -> counted == count);
  }
}
