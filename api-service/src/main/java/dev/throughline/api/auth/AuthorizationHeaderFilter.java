package dev.throughline.api.auth;

import static jakarta.ws.rs.core.HttpHeaders.AUTHORIZATION;

import dev.throughline.api.http.RemoteAddress;
import io.dropwizard.auth.AuthFilter;
import io.dropwizard.auth.Authenticator;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls, by the {@code Authorization} header and by nothing else: tokens in a URI end
 * up in logs. It refuses nobody, which {@link RoleFilter} does when it is known what is asked for;
 * and it does so before that, for limits by caller to count every request.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class AuthorizationHeaderFilter extends AuthFilter<Presented, Caller> {
  private static final String REFUSED = AuthorizationHeaderFilter.class.getName();

  @Context private @Nullable HttpServletRequest servletRequest;

  /**
   * A filter for a scheme.
   *
   * @param scheme as in the header
   */
  AuthorizationHeaderFilter(String scheme, Authenticator<Presented, Caller> authenticator) {
    this.prefix = scheme;
    this.authenticator = authenticator;
    this.authorizer = (caller, role, request) -> Roles.includes(caller.role(), role);
  }

  /** Whether a request has credentials that are not valid. */
  static boolean hasRefused(ContainerRequestContext request) {
    return request.getProperty(REFUSED) != null;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String credentials = credentials(request.getHeaderString(AUTHORIZATION));
    if (credentials == null) {
      return;
    }
    String address = RemoteAddress.network(Objects.requireNonNull(servletRequest).getRemoteAddr());
    if (!authenticate(request, new Presented(credentials, address), prefix)) {
      request.setProperty(REFUSED, true);
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
}
