package dev.throughline.activities;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.equalTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a trace tells of sending, and what it does not. */
class SmtpSpanTest {

  @RegisterExtension static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

  private static final List<String> ANN = List.of("ann@example.com");

  private final Attempt attempt;

  SmtpSpanTest(@TempDir Path directory) {
    attempt = new Attempt(SPANS.getOpenTelemetry(), directory);
  }

  @AfterEach
  void close() {
    attempt.close();
  }

  @Test
  void send_thatSucceeds_isOneClientSpan() {
    attempt.send(ANN);

    SPANS
        .assertTraces()
        .hasTracesSatisfyingExactly(
            trace ->
                trace.hasSpansSatisfyingExactly(
                    span ->
                        span.hasName("SMTP send")
                            .hasKind(SpanKind.CLIENT)
                            .hasStatus(StatusData.unset())
                            .hasAttributesSatisfyingExactly(
                                equalTo(stringKey("server.address"), "localhost"),
                                equalTo(longKey("server.port"), attempt.mailServer.port()),
                                equalTo(stringKey("network.protocol.name"), "smtp"))
                            .hasTotalRecordedEvents(0)));
  }

  @Test
  void send_thatFails_isAnErrorSpan_whichNamesNoAddress() {
    attempt.mailServer.answer("RCPT", "550 5.1.1 <ann@example.com>: no such user");

    attempt.failure(ANN);

    String message = "The mail server answered: 550 5.1.1 <(address)>: no such user";
    SPANS
        .assertTraces()
        .hasTracesSatisfyingExactly(
            trace ->
                trace.hasSpansSatisfyingExactly(
                    span ->
                        span.hasStatus(StatusData.create(StatusCode.ERROR, message))
                            .hasAttribute(stringKey("error.type"), "550")
                            .hasEventsSatisfyingExactly(
                                event ->
                                    event
                                        .hasName("exception")
                                        .hasAttributesSatisfyingExactly(
                                            equalTo(
                                                stringKey("exception.type"),
                                                "jakarta.mail.SendFailedException"),
                                            equalTo(stringKey("exception.message"), message)))));
    assertThat(SPANS.getSpans().toString()).doesNotContain("ann@example.com", "Secret");
  }
}
