package dev.throughline.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.dropwizard.auth.Authenticator;
import jakarta.ws.rs.ServiceUnavailableException;
import java.text.ParseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks a token. Without the keys to check it with, it answers 503, as no token is to blame. */
final class TokenAuthenticator implements Authenticator<Presented, Caller> {
  private static final Logger log = LoggerFactory.getLogger(TokenAuthenticator.class);
  private static final long RETRY_AFTER_SECONDS = 5;

  private final JWTProcessor<SecurityContext> processor;
  private final RolesClaim roles;

  TokenAuthenticator(JWTProcessor<SecurityContext> processor, RolesClaim roles) {
    this.processor = processor;
    this.roles = roles;
  }

  @Override
  public Optional<Caller> authenticate(Presented presented) {
    try {
      JWTClaimsSet claims = processor.process(presented.credentials(), null);
      return Optional.of(new Caller(claims.getSubject(), roles.role(claims)));
    } catch (KeySourceException e) {
      log.warn("The keys for tokens cannot be had: {}", e.getMessage());
      throw new ServiceUnavailableException(RETRY_AFTER_SECONDS);
    } catch (ParseException | BadJOSEException | JOSEException e) {
      log.debug("A token from {} is refused: {}", presented.address(), e.getMessage());
      return Optional.empty();
    }
  }
}
