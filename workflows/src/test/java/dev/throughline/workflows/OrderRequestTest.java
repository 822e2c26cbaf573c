package dev.throughline.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRequestTest {

  private static final OrderLine MOUSE = new OrderLine("mouse", 1);

  @Test
  void approvalTime_thatIsNotGiven_isADay() {
    assertThat(request(List.of(MOUSE), "tok_visa", null, null).approvalTime())
        .isEqualTo(Duration.ofDays(1));
  }

  @Test
  void lines_withAnItemTwice_areRefused() {
    refused(
        "lines has an item twice", () -> request(List.of(MOUSE, MOUSE), "tok_visa", null, null));
  }

  @Test
  void lines_thatAreEmpty_areRefused() {
    refused("the number of lines is 0", () -> request(List.of(), "tok_visa", null, null));
  }

  @Test
  void paymentToken_thatLooksLikeACardNumber_isRefused() {
    refused(
        "paymentToken does not match",
        () -> request(List.of(MOUSE), "4111111111111111", null, null));
  }

  @Test
  void approvalSeconds_belowOne_areRefused() {
    refused("approvalSeconds is 0", () -> request(List.of(MOUSE), "tok_visa", 0, null));
  }

  @Test
  void webhookUrl_thatIsNotHttp_isRefused() {
    refused(
        "webhookUrl does not match",
        () -> request(List.of(MOUSE), "tok_visa", null, "file:///etc/passwd"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 Main\0Street", "1 Main\tStreet", "1 Main\nStreet", "1\u0085Main"})
  void address_withAControlCharacter_isRefused(String address) {
    refused(
        "address has a line break or another control character",
        () ->
            new OrderRequest(
                "ann@example.com", List.of(MOUSE), "tok_visa", address, "NZ", null, null));
  }

  @Test
  void quantity_outOfBounds_isRefused() {
    refused("quantity is 0", () -> new OrderLine("mouse", 0));
    refused("quantity is 1001", () -> new OrderLine("mouse", 1_001));
  }

  private static OrderRequest request(
      List<OrderLine> lines,
      String token,
      @Nullable Integer approvalSeconds,
      @Nullable String webhookUrl) {
    return new OrderRequest(
        "ann@example.com", lines, token, "1 Main Street", "NZ", approvalSeconds, webhookUrl);
  }

  private static void refused(String message, Runnable construction) {
    assertThatIllegalArgumentException()
        .isThrownBy(construction::run)
        .withMessageStartingWith(message);
  }
}
