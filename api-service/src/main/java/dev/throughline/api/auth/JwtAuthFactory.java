package dev.throughline.api.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * {@code type: jwt}: bearer tokens (RFC 6750) that an identity provider has signed, checked by RFC
 * 8725: only the algorithms named here, never {@code none}; issuer, audience, expiry and subject
 * are required.
 */
final class JwtAuthFactory implements AuthFactory {
  private static final int FETCH_TIMEOUT_MILLIS = 2_000;
  private static final int MAX_JWKS_BYTES = 1 << 20;
  private static final long CACHE_MILLIS = TimeUnit.MINUTES.toMillis(5);
  private static final long OUTAGE_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final String CHALLENGE = "Bearer realm=\"" + REALM + "\"";

  @JsonProperty @NotBlank private String jwks = "";
  @JsonProperty @NotBlank private String issuer = "";
  @JsonProperty @NotEmpty private Set<String> audience = Set.of();

  @JsonProperty @NotEmpty
  private List<
          @Pattern(
              regexp = "(RS|PS|ES|HS)(256|384|512)",
              message = "must be one of RS, PS, ES, HS with 256, 384 or 512")
          String>
      algorithms = List.of("RS256", "ES256");

  @JsonProperty @NotBlank private String rolesClaim = "roles";

  @JsonProperty
  @NotNull
  @MaxDuration(value = 5, unit = TimeUnit.MINUTES)
  private Duration clockSkew = Duration.seconds(30);

  @Override
  public void build(Environment environment) {
    environment
        .jersey()
        .register(
            new AuthorizationHeaderFilter(
                "Bearer", new TokenAuthenticator(processor(), new RolesClaim(rolesClaim))));
    environment
        .jersey()
        .register(new RoleFilter(CHALLENGE, CHALLENGE + ", error=\"invalid_token\""));
  }

  private DefaultJWTProcessor<SecurityContext> processor() {
    Set<JWSAlgorithm> allowed =
        algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("exp", "sub"),
            Set.of());
    claims.setMaxClockSkew((int) clockSkew.toSeconds());
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    // RFC 9068 gives access tokens a type of their own; many providers say JWT or nothing.
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(allowed, keys(allowed)));
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  private JWKSource<SecurityContext> keys(Set<JWSAlgorithm> allowed) {
    return jwks.contains("://") ? remoteKeys(allowed) : keysOfFile();
  }

  private JWKSource<SecurityContext> keysOfFile() {
    try {
      return new ImmutableJWKSet<>(JWKSet.load(new File(jwks)));
    } catch (IOException | ParseException e) {
      throw new IllegalArgumentException(
          "auth.jwks: the file %s cannot be read as a JWK set".formatted(jwks), e);
    }
  }

  /** Fetched when first needed, so that the service starts without the identity provider. */
  private JWKSource<SecurityContext> remoteKeys(Set<JWSAlgorithm> allowed) {
    URI uri = URI.create(jwks);
    if (!"https".equals(uri.getScheme()) && !Reach.isLoopback(uri.getHost())) {
      throw new IllegalArgumentException("auth.jwks must be a file or an https URL, not " + jwks);
    }
    if (allowed.stream().anyMatch(JWSAlgorithm.Family.HMAC_SHA::contains)) {
      throw new IllegalArgumentException(
          "auth.algorithms: HS256, HS384 and HS512 need a secret, which only a file may have");
    }
    try {
      return JWKSourceBuilder.<SecurityContext>create(
              uri.toURL(),
              new DefaultResourceRetriever(
                  FETCH_TIMEOUT_MILLIS, FETCH_TIMEOUT_MILLIS, MAX_JWKS_BYTES))
          .cache(CACHE_MILLIS, 2 * FETCH_TIMEOUT_MILLIS)
          // It would need threads of its own.
          .refreshAheadCache(false)
          .rateLimited(true)
          .outageTolerant(OUTAGE_MILLIS)
          .build();
    } catch (IOException e) {
      throw new IllegalArgumentException("auth.jwks is not a URL: " + jwks, e);
    }
  }
}
