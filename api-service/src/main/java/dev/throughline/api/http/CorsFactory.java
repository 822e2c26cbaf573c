package dev.throughline.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/**
 * The {@code cors:} block: which web pages of other origins may call (Fetch standard, CORS
 * protocol). Without the block none may. Preflight requests are answered before authentication, as
 * browsers send them without credentials.
 */
final class CorsFactory {
  private static final String ANY = "*";

  @JsonProperty @NotEmpty private Set<String> allowedOrigins = Set.of();

  @JsonProperty @NotEmpty
  private Set<String> allowedMethods = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");

  @JsonProperty @NotNull
  private Set<String> allowedHeaders =
      Set.of(
          "Accept",
          "Authorization",
          "Content-Type",
          "Idempotency-Key",
          "Last-Event-ID",
          "Prefer",
          "baggage",
          "traceparent",
          "tracestate");

  @JsonProperty @NotNull
  private Set<String> exposedHeaders =
      Set.of(
          "ETag",
          "Location",
          "Preference-Applied",
          "RateLimit",
          "RateLimit-Policy",
          "Retry-After",
          "Server-Timing",
          "WWW-Authenticate");

  @JsonProperty private boolean allowCredentials;
  @JsonProperty @NotNull private Duration maxAge = Duration.hours(1);

  /**
   * Makes the handler.
   *
   * @throws IllegalArgumentException if any page could act for a user
   */
  CrossOriginHandler build() {
    if (allowCredentials && allowedOrigins.contains(ANY)) {
      throw new IllegalArgumentException(
          "http.cors: with allowCredentials any page could act for a user; give allowedOrigins by"
              + " name");
    }
    CrossOriginHandler handler = new CrossOriginHandler();
    handler.setAllowedOriginPatterns(
        allowedOrigins.stream()
            .map(origin -> origin.equals(ANY) ? ANY : Pattern.quote(origin))
            .collect(Collectors.toSet()));
    handler.setAllowedMethods(allowedMethods);
    handler.setAllowedHeaders(allowedHeaders);
    handler.setExposedHeaders(exposedHeaders);
    handler.setAllowCredentials(allowCredentials);
    handler.setPreflightMaxAge(maxAge.toJavaDuration());
    return handler;
  }
}
