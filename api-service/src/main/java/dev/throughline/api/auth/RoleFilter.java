package dev.throughline.api.auth;

import static jakarta.ws.rs.core.HttpHeaders.WWW_AUTHENTICATE;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a caller may not do: 401 with the challenge of the scheme to one who is not known
 * (RFC 9110, section 11), 403 to one whose role the resource method does not allow.
 */
@Priority(Priorities.AUTHORIZATION)
final class RoleFilter implements ContainerRequestFilter {
  private final String challenge;
  private final String refusal;

  @Context private @Nullable ResourceInfo matched;

  /**
   * A filter for a scheme.
   *
   * @param challenge for a request without credentials
   * @param refusal for one with credentials that are not valid
   */
  RoleFilter(String challenge, String refusal) {
    this.challenge = challenge;
    this.refusal = refusal;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Access access = Access.of(matched);
    if (access.isPublic()) {
      return;
    }
    SecurityContext caller = request.getSecurityContext();
    if (caller.getUserPrincipal() == null) {
      throw unauthorized(AuthorizationHeaderFilter.hasRefused(request) ? refusal : challenge);
    }
    if (access.roles().stream().noneMatch(caller::isUserInRole)) {
      throw new ForbiddenException();
    }
  }

  private static NotAuthorizedException unauthorized(String challenge) {
    return new NotAuthorizedException(
        Response.status(Response.Status.UNAUTHORIZED).header(WWW_AUTHENTICATE, challenge).build());
  }
}
