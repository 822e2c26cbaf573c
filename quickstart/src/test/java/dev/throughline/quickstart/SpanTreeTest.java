package dev.throughline.quickstart;

import static dev.throughline.quickstart.SpanBuilder.list;
import static dev.throughline.quickstart.SpanBuilder.span;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CONSUMER;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanTreeTest {
  private static final int REMOTE_CALLER = 99;

  private final List<ReceivedSpan> email =
      list(
          span("POST /send-email", 1, REMOTE_CALLER)
              .kind(SPAN_KIND_SERVER)
              .time(0, 41)
              .attribute("http.response.status_code", 202),
          span("StartWorkflow:Email", 2, 1).kind(SPAN_KIND_CLIENT).time(10, 28),
          span("RunWorkflow:Email", 3, 2).time(20, 20),
          span("StartActivity:SendEmail", 4, 3).time(30, 30),
          attempt(5, 1).time(40, 160).error("connection refused\nat ..."),
          attempt(6, 2).time(1_160, 14_000),
          span("SMTP send", 7, 6).kind(SPAN_KIND_CLIENT).time(1_170, 1_205),
          span("CompleteWorkflow:Email", 8, 3).time(20, 700_000));

  private static SpanBuilder attempt(int id, int attempt) {
    return span("RunActivity:SendEmail", id, 4)
        .kind(SPAN_KIND_CONSUMER)
        .attribute("temporal.attempt", attempt);
  }

  @Test
  void outline_ofAnyArrivalOrder_isTheSame() {
    List<ReceivedSpan> reversed = new ArrayList<>(email);
    Collections.reverse(reversed);

    assertThat(SpanTree.of(reversed).outline())
        .isEqualTo(
            """
            POST /send-email
            └─ StartWorkflow:Email
               └─ RunWorkflow:Email
                  ├─ CompleteWorkflow:Email
                  └─ StartActivity:SendEmail
                     ├─ RunActivity:SendEmail attempt 1 ERROR
                     └─ RunActivity:SendEmail attempt 2
                        └─ SMTP send""");
  }

  @Test
  void draw_hasKindsStatusesDurationsAndErrors() {
    assertThat(SpanTree.of(email).draw())
        .isEqualTo(
            """
            POST /send-email                          SERVER      202     41 ms
            └─ StartWorkflow:Email                    CLIENT              18 ms
               └─ RunWorkflow:Email                   anchor
                  ├─ CompleteWorkflow:Email           INTERNAL           11 min
                  └─ StartActivity:SendEmail          anchor
                     ├─ RunActivity:SendEmail         attempt 1          120 ms  ERROR connection refused
                     └─ RunActivity:SendEmail         attempt 2          12.8 s
                        └─ SMTP send                  CLIENT              35 ms""");
  }

  @Test
  void serverSpan_ofARemoteCaller_isARoot() {
    SpanTree tree = SpanTree.of(email);

    assertThat(tree.roots()).extracting(ReceivedSpan::name).containsExactly("POST /send-email");
    assertThat(tree.orphans()).isEmpty();
  }

  @Test
  void span_whoseParentIsMissing_isAnOrphan() {
    SpanTree tree = SpanTree.of(list(span("GET /", 1, 0), span("RunWorkflow:Email", 3, 2)));

    assertThat(tree.roots()).extracting(ReceivedSpan::name).containsExactly("GET /");
    assertThat(tree.orphans()).extracting(ReceivedSpan::name).containsExactly("RunWorkflow:Email");
    assertThat(tree.outline()).isEqualTo("GET /\nRunWorkflow:Email orphan");
    assertThat(tree.draw()).endsWith(" orphan");
  }

  @Test
  void span_storedTwice_isDrawnOnce() {
    assertThat(SpanTree.of(list(span("GET /", 1, 0), span("GET /", 1, 0))).outline())
        .isEqualTo("GET /");
  }
}
