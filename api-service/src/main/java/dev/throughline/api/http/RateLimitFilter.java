package dev.throughline.api.http;

import static jakarta.ws.rs.core.HttpHeaders.RETRY_AFTER;
import static jakarta.ws.rs.core.Response.Status.TOO_MANY_REQUESTS;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Limits how often a principal may call, or an address where there is none, as with credentials
 * that are not valid: 429 with {@code Retry-After}. Every request counts, whatever it asks for;
 * what the container refuses before it is one, and preflight, do not. Answers say how much is left
 * in {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10).
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION + 1)
final class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String GRANT = RateLimitFilter.class.getName();

  private final RateLimiter limiter;
  private final String policy;

  @Context private @Nullable HttpServletRequest servletRequest;

  RateLimitFilter(RateLimiter limiter, String policy) {
    this.limiter = limiter;
    this.policy = policy;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    RateLimiter.Grant grant = limiter.take(caller(request));
    request.setProperty(GRANT, grant);
    if (!grant.granted()) {
      throw new ClientErrorException(
          Response.status(TOO_MANY_REQUESTS)
              .header(RETRY_AFTER, grant.retryAfterSeconds())
              .build());
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(GRANT) instanceof RateLimiter.Grant grant) {
      response.getHeaders().putSingle("RateLimit-Policy", policy);
      response
          .getHeaders()
          .putSingle(
              "RateLimit",
              "\"default\";r=%d;t=%d".formatted(grant.remaining(), grant.resetSeconds()));
    }
  }

  private String caller(ContainerRequestContext request) {
    Principal principal = request.getSecurityContext().getUserPrincipal();
    return principal == null
        ? "address " + RemoteAddress.network(Objects.requireNonNull(servletRequest).getRemoteAddr())
        : "principal " + principal.getName();
  }
}
