package dev.throughline.api.start;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request that makes something says beside its body; a {@code BeanParam}. */
public final class StartHeaders {
  @HeaderParam("Prefer")
  private @Nullable List<String> prefer;

  @HeaderParam("Idempotency-Key")
  private @Nullable List<String> idempotencyKey;

  @Context private @Nullable UriInfo uri;
  @Context private @Nullable Request request;
  @Context private @Nullable SecurityContext security;

  public Prefer prefer() {
    return Prefer.of(prefer);
  }

  /**
   * The request's key.
   *
   * @return null if it has none
   * @throws dev.throughline.api.problem.ProblemException 400 for what is no key
   */
  public @Nullable IdempotencyKey idempotencyKey(@Nullable JsonNode body) {
    String method = request == null ? "" : request.getMethod();
    String target = uri == null ? "" : uri.getRequestUri().getRawPath() + "?" + query(uri);
    return IdempotencyKey.of(idempotencyKey, principal(), method + " " + target, body);
  }

  private static String query(UriInfo uri) {
    String query = uri.getRequestUri().getRawQuery();
    return query == null ? "" : query;
  }

  private String principal() {
    Principal principal = security == null ? null : security.getUserPrincipal();
    return principal == null ? "" : principal.getName();
  }
}
