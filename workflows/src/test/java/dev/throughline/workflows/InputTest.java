package dev.throughline.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputTest {

  private final DataConverter converter = DefaultDataConverter.newDefaultInstance();

  @Test
  void emailRequest_asJson_comesBackEqual() {
    EmailRequest request =
        new EmailRequest(
            List.of("ann@example.com", "Bob <bob@example.com>"),
            "Grüße",
            "Text",
            "<p>Text</p>",
            Instant.parse("2031-02-03T04:05:06.789Z"));

    assertThat(read(json(request), EmailRequest.class)).isEqualTo(request);
    assertThat(json(request)).contains("\"sendAt\":\"2031-02-03T04:05:06.789Z\"");
  }

  @Test
  void emailRequest_withUnknownAndAbsentFields_isRead() {
    String json =
        "{\"to\":[\"ann@example.com\"],\"subject\":\"Hello\",\"text\":\"\",\"priority\":{\"x\":1}}";

    assertThat(read(json, EmailRequest.class))
        .isEqualTo(new EmailRequest(List.of("ann@example.com"), "Hello", "", null, null));
  }

  @Test
  void email_withAttachment_comesBackEqual() {
    Email email =
        new Email(
            List.of("ann@example.com"),
            "Hello",
            "Text",
            null,
            new Attachment("report-1.csv", "report.csv", "text/csv"));

    assertThat(read(json(email), Email.class)).isEqualTo(email);
  }

  @Test
  void reportResult_asJson_comesBackEqual() {
    ReportResult result =
        new ReportResult(new ReportFile("report-1.csv", 3, 99), new EmailReceipt("<1@localhost>"));

    assertThat(read(json(result), ReportResult.class)).isEqualTo(result);
  }

  @Test
  void emailRequest_keepsItsRecipients_whenTheListChanges() {
    List<String> to = new ArrayList<>(List.of("ann@example.com"));
    EmailRequest request = new EmailRequest(to, "Hello", "", null, null);

    to.add("bob@example.com");

    assertThat(request.to()).containsExactly("ann@example.com");
  }

  @Test
  void emailRequest_withoutRecipients_isRefused() {
    refused("to is empty", () -> new EmailRequest(List.of(), "Hello", "", null, null));
  }

  @Test
  void emailRequest_withoutText_isRefused() {
    String json = "{\"to\":[\"ann@example.com\"],\"subject\":\"Hello\"}";

    assertThatThrownBy(() -> read(json, EmailRequest.class))
        .hasMessageContaining("text is missing");
  }

  @Test
  void emailRequest_withALineBreakInTheSubject_isRefused() {
    refused(
        "subject has a line break",
        () -> new EmailRequest(List.of("ann@example.com"), "a\r\nBcc: b@b", "", null, null));
  }

  @Test
  void emailRequest_withSendAtBeyondRfc3339_isRefused() {
    refused(
        "sendAt is after the year 9999",
        () -> new EmailRequest(List.of("ann@example.com"), "Hello", "", null, Instant.MAX));
  }

  @Test
  void reportRequest_outOfBounds_isRefused() {
    refused("rows is 0", () -> new ReportRequest(0, 1, "ann@example.com"));
    refused("rows is 1000001", () -> new ReportRequest(1_000_001, 1, "ann@example.com"));
    refused("stepMillis is -1", () -> new ReportRequest(1, -1, "ann@example.com"));
    refused("to is blank", () -> new ReportRequest(1, 1, " "));
  }

  private static void refused(String message, Runnable construction) {
    assertThatIllegalArgumentException()
        .isThrownBy(construction::run)
        .withMessageStartingWith(message);
  }

  private String json(Object value) {
    return converter.toPayload(value).orElseThrow().getData().toStringUtf8();
  }

  private <T> T read(String json, Class<T> type) {
    Payload payload =
        Payload.newBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
            .setData(ByteString.copyFromUtf8(json))
            .build();
    return converter.fromPayload(payload, type, type);
  }
}
