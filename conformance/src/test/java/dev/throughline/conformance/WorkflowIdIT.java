package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workflow ids are free text, and a run can be read by any, in every path. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowIdIT {
  private Cluster cluster;

  static List<String> ids() {
    return List.of(
        "a/b",
        "/",
        "a//b/",
        "../a",
        "a/../b",
        "a/..",
        "...",
        "100%",
        "%2F",
        "%252F",
        "a;b=c",
        "..;",
        "a b",
        " ",
        "a?b=c",
        "a#b",
        "a&b=c",
        "a+b",
        "a\\b",
        "{id}",
        "<\"'`^|>",
        "a:b@c,d$e!f*g(h)~i",
        "tab\tnewline\n",
        "Übergröße-注文-🚚",
        "result",
        "a/result",
        "x".repeat(1000));
  }

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.startApi();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void run_canBeRead_inEveryPath(String id) throws Exception {
    cluster
        .temporal()
        .client()
        .newUntypedWorkflowStub(
            "Nothing",
            WorkflowOptions.newBuilder()
                .setWorkflowId(id)
                .setTaskQueue(Shapes.NOBODYS_TASK_QUEUE)
                .build())
        .start();
    String path = "/workflows/" + encoded(id);

    Answer run = cluster.get(path);
    Answer result = cluster.get(path + "/result");
    Answer history = cluster.get(path + "/history");
    Answer raw = cluster.get(path + "/history?raw=true");

    assertThat(run.status()).as(run.json().toString()).isEqualTo(200);
    assertThat(run.json().path("workflowId").textValue()).isEqualTo(id);
    assertThat(result.status()).isEqualTo(202);
    assertThat(result.json().path("workflowId").textValue()).isEqualTo(id);
    assertThat(history.json().path("workflowId").textValue()).isEqualTo(id);
    assertThat(
            raw.json()
                .at("/events/0/workflowExecutionStartedEventAttributes/workflowId")
                .textValue())
        .isEqualTo(id);
    for (String link : List.of("self", "result", "history")) {
      assertThat(cluster.get(run.json().at("/links/" + link).textValue()).status())
          .as(link)
          .isLessThan(300);
    }
  }

  /** A path segment of dots is a way up to every client and proxy; and what is no text is no id. */
  @ParameterizedTest
  @ValueSource(strings = {"%2E", "%2e%2E", "a%00b", "%FF", "%C3"})
  void whatCannotBeAnId_isRefused(String segment) throws Exception {
    Answer answer = cluster.get("/workflows/" + segment + "/history");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("title").textValue()).isEqualTo("Bad Request");
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
