package dev.throughline.api.auth;

import static jakarta.ws.rs.core.HttpHeaders.AUTHORIZATION;
import static jakarta.ws.rs.core.HttpHeaders.WWW_AUTHENTICATE;

import dev.throughline.api.http.RemoteAddress;
import io.dropwizard.auth.AuthFilter;
import io.dropwizard.auth.Authenticator;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by the {@code Authorization} header, and by nothing else: tokens in a URI end up in
 * logs. Answers 401 with the challenge of the scheme (RFC 9110, section 11).
 */
@Priority(Priorities.AUTHENTICATION)
final class AuthorizationHeaderFilter extends AuthFilter<Presented, Caller> {
  private final String challenge;
  private final String refusal;

  @Context private @Nullable HttpServletRequest servletRequest;
  @Context private @Nullable ResourceInfo matched;

  /**
   * A filter for a scheme.
   *
   * @param scheme as in the header
   * @param challenge for a request without credentials
   * @param refusal for one with credentials that are not valid
   */
  AuthorizationHeaderFilter(
      String scheme,
      String challenge,
      String refusal,
      Authenticator<Presented, Caller> authenticator) {
    this.prefix = scheme;
    this.challenge = challenge;
    this.refusal = refusal;
    this.authenticator = authenticator;
    this.authorizer = (caller, role, request) -> Roles.includes(caller.role(), role);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (Access.of(matched).isPublic()) {
      return;
    }
    String credentials = credentials(request.getHeaderString(AUTHORIZATION));
    if (credentials == null) {
      throw unauthorized(challenge);
    }
    String address = RemoteAddress.network(Objects.requireNonNull(servletRequest).getRemoteAddr());
    if (!authenticate(request, new Presented(credentials, address), prefix)) {
      throw unauthorized(refusal);
    }
  }

  private @Nullable String credentials(@Nullable String header) {
    int schemeLength = prefix.length();
    return header != null
            && header.regionMatches(true, 0, prefix, 0, schemeLength)
            && header.startsWith(" ", schemeLength)
        ? header.substring(schemeLength).trim()
        : null;
  }

  private static NotAuthorizedException unauthorized(String challenge) {
    return new NotAuthorizedException(
        Response.status(Response.Status.UNAUTHORIZED).header(WWW_AUTHENTICATE, challenge).build());
  }
}
