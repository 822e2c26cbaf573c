package dev.throughline.activities.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.activities.http.OutboundHttp;
import dev.throughline.activities.http.PrivateAddressException;
import dev.throughline.workflows.OrderResult;
import dev.throughline.workflows.Webhook;
import dev.throughline.workflows.WebhookActivities;
import io.temporal.activity.Activity;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Posts results to the URLs that callers gave. The {@code Idempotency-Key} is the order's id, so a
 * receiver can tell a repeat.
 *
 * <p>Delivered is what is answered with 2xx. 408, 425, 429, 5xx and no answer within 15 s are worth
 * a retry; every other status, redirects among them, and an address that may not be called are
 * {@link WebhookActivities#REFUSED}. The answer's body is not read.
 *
 * <p>Spans: those of {@link OutboundHttp}. Thread-safe.
 */
public final class HttpWebhookActivities implements WebhookActivities {

  private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429);

  /**
   * Below the activity's time limit: an attempt that the server has given up may not keep its slot.
   */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final OutboundHttp http;
  private final Duration limit;
  private final ObjectMapper json = JacksonJsonPayloadConverter.newDefaultObjectMapper();

  /** Connects to nothing yet. */
  public HttpWebhookActivities(OutboundHttp http) {
    this(http, LIMIT);
  }

  HttpWebhookActivities(OutboundHttp http, Duration limit) {
    this.http = http;
    this.limit = limit;
  }

  @Override
  public void deliver(Webhook webhook) {
    HttpUrl url = HttpUrl.parse(webhook.url());
    if (url == null) {
      throw refused("The webhook's address is no http or https URL", null);
    }
    Request request =
        new Request.Builder()
            .url(url)
            // A string of RFC 9651, as the draft of the header asks for.
            .header("Idempotency-Key", '"' + webhook.result().orderId() + '"')
            .post(body(webhook.result()))
            .build();
    try (Response response = http.send(request, limit)) {
      if (!response.isSuccessful()) {
        throw failure(response.code());
      }
    } catch (PrivateAddressException e) {
      throw refused(e.getMessage(), e);
    } catch (IOException e) {
      throw Activity.wrap(e);
    }
  }

  private RequestBody body(OrderResult result) {
    try {
      // From bytes: from a string OkHttp would add a charset, which JSON does not have.
      return RequestBody.create(json.writeValueAsBytes(result), MediaType.get("application/json"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written", e);
    }
  }

  private static ApplicationFailure failure(int status) {
    String message = "The webhook answered " + status;
    return status >= 500 || RETRYABLE.contains(status)
        ? ApplicationFailure.newFailure(message, "WebhookUnavailable")
        : refused(message, null);
  }

  private static ApplicationFailure refused(@Nullable String message, @Nullable Exception cause) {
    return ApplicationFailure.newNonRetryableFailureWithCause(message, REFUSED, cause);
  }
}
