package dev.throughline.recorder.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JaegerTracesTest {
  private static final String TRACE = "000102030405060708090a0b0c0d0e0f";
  private static final String PATH = "/api/traces/" + TRACE;

  private StandInBackend server;

  @BeforeEach
  void start() throws Exception {
    server = new StandInBackend();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void trace_isReadWithNamesParentsKindsAndAttempts() {
    List<StoredSpan> spans =
        read(
            span("00000000000000a1", "POST /orders", "", string("span.kind", "server"))
                + ","
                + span(
                    "00000000000000b2",
                    "RunActivity:Pay",
                    reference("CHILD_OF", TRACE, "00000000000000a1"),
                    string("span.kind", "consumer")
                        + ","
                        + string("temporalActivityID", "pay-1")
                        + ",{\"key\":\"temporal.attempt\",\"type\":\"int64\",\"value\":2}"));

    assertThat(spans)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("content")
        .containsExactly(
            new StoredSpan("00000000000000a1", "", "POST /orders", true, null, 0, ""),
            new StoredSpan(
                "00000000000000b2", "00000000000000a1", "RunActivity:Pay", false, "pay-1", 2, ""));
    assertThat(server.requests()).containsExactly(PATH + "?raw=true application/json");
  }

  @Test
  void idsWithoutLeadingZeros_areTheSameIds() {
    String parent = reference("CHILD_OF", TRACE.substring(3), "A1");

    StoredSpan span = read(span("b2", "Timer", parent, "")).get(0);

    assertThat(span.spanId()).isEqualTo("00000000000000b2");
    assertThat(span.parentSpanId()).isEqualTo("00000000000000a1");
  }

  @Test
  void linkAndParentInAnotherTrace_areNoParent() {
    String references =
        reference("FOLLOWS_FROM", TRACE, "00000000000000c3")
            + ","
            + reference("CHILD_OF", "ff", "00000000000000d4");

    StoredSpan span = read(span("00000000000000b2", "Timer", references, "")).get(0);

    assertThat(span.parentSpanId()).isEmpty();
  }

  @Test
  void repeatedSpan_hasTheSameContent_evenWithWarnings_anotherTimeOrProcessHasNot() {
    List<StoredSpan> spans =
        read(
            span("b2", "Timer", "", "")
                + ","
                + span("b2", "Timer", "", "").replace("null", "[\"clock skew\"]")
                + ","
                + span("b2", "Timer", "", "").replace("\"p1\"", "\"p3\"")
                + ","
                + span("b2", "Timer", "", "").replace("\"p1\"", "\"p2\"")
                + ","
                + span("b2", "Timer", "", "").replace("5000", "5001"));

    Object content = spans.get(0).content();
    assertThat(spans)
        .extracting(span -> span.content().equals(content))
        .containsExactly(true, true, true, false, false);
  }

  @Test
  void errorDocumentWithNotFound_isNoTrace() {
    server.answer(
        PATH,
        404,
        "text/plain; charset=utf-8",
        """
        {"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":404,"msg":"trace not found"}]}
        """);

    assertThat(jaeger().read(TRACE)).isEmpty();
  }

  @Test
  void emptyData_isNoTrace() {
    assertThat(read("").isEmpty()).isTrue();
    server.answer(PATH, 200, "application/json", "{\"data\":[],\"errors\":null}");
    assertThat(jaeger().read(TRACE)).isEmpty();
  }

  @Test
  void errorDocumentInAnAnswer_isAnError() {
    server.answer(
        PATH,
        200,
        "application/json",
        "{\"data\":null,\"errors\":[{\"code\":500,\"msg\":\"no living connection\"}]}");

    assertThatThrownBy(() -> jaeger().read(TRACE))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("says: no living connection");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<!doctype html><title>Jaeger UI</title>", "{}", "[]", "", "null"})
  void answerOfSomethingElse_isAnError_notAnEmptyTrace(String body) {
    server.answer(PATH, 200, "text/html", body);

    assertThatThrownBy(() -> jaeger().read(TRACE))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("answers 200, which is not Jaeger's API")
        .hasMessageContaining("with its base path?");
  }

  @Test
  void notFoundOfSomethingElse_isAnError_notAnEmptyTrace() {
    assertThatThrownBy(() -> jaeger().read(TRACE))
        .isInstanceOf(UnavailableStoreException.class)
        .hasMessageContaining("answers 404, which is not Jaeger's API: 404 page not found");
  }

  private List<StoredSpan> read(String spans) {
    server.answer(
        PATH,
        200,
        "application/json",
        """
        {"data":[{"traceID":"%s","spans":[%s],"processes":{
           "p1":{"serviceName":"temporal","tags":[]},
           "p2":{"serviceName":"other","tags":[]},
           "p3":{"serviceName":"temporal","tags":[]}},"warnings":null}],
         "total":0,"limit":0,"offset":0,"errors":null}
        """
            .formatted(TRACE, spans));
    return jaeger().read(TRACE);
  }

  private StoredTraces jaeger() {
    return StoredTraces.jaeger(server.url(""));
  }

  private static String span(String id, String name, String references, String tags) {
    return """
        {"traceID":"%s","spanID":"%s","flags":1,"operationName":"%s","references":[%s],
         "startTime":1781000000000000,"duration":5000,"tags":[%s],"logs":[],
         "processID":"p1","warnings":null}
        """
        .formatted(TRACE, id, name, references, tags);
  }

  private static String reference(String type, String traceId, String spanId) {
    return "{\"refType\":\"%s\",\"traceID\":\"%s\",\"spanID\":\"%s\"}"
        .formatted(type, traceId, spanId);
  }

  private static String string(String key, String value) {
    return "{\"key\":\"%s\",\"type\":\"string\",\"value\":\"%s\"}".formatted(key, value);
  }
}
