package dev.throughline.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.throughline.api.http.GuardedApplication;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JwtAuthTest {
  private static final ECKey KEY = key("k1");

  private static final Path KEYS = fileOf(KEY);
  private static final DropwizardTestSupport<GuardedApplication.Config> APP =
      application(KEYS.toString(), "ES256");

  @BeforeAll
  static void start() throws Exception {
    APP.before();
  }

  @AfterAll
  static void stop() throws IOException {
    APP.after();
    Files.delete(KEYS);
  }

  @Test
  void validToken_isItsSubject_withItsRoles() throws Exception {
    String token = signed(claims().build());

    assertThat(get("/read", token).body()).isEqualTo("ann");
    assertThat(get("/operate", token).statusCode()).isEqualTo(403);
  }

  @Test
  void scopes_areRoles_too() throws Exception {
    String token = signed(claims().claim("roles", "openid operate").build());

    assertThat(get("/operate", token).statusCode()).isEqualTo(200);
  }

  @Test
  void tokenWithoutRoles_mayNothing() throws Exception {
    assertThat(get("/read", signed(claims().claim("roles", null).build())).statusCode())
        .isEqualTo(403);
  }

  @Test
  void claim_mayBeNested() throws Exception {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .claim("realm_access", Map.of("roles", List.of("admin")))
            .claim("https://a.example/roles", List.of("read"))
            .build();

    assertThat(new RolesClaim("realm_access.roles").role(claims)).isEqualTo(Roles.ADMIN);
    assertThat(new RolesClaim("https://a.example/roles").role(claims)).isEqualTo(Roles.READ);
    assertThat(new RolesClaim("realm_access.roles.more").role(claims)).isNull();
  }

  @Test
  void noToken_isChallenged() throws Exception {
    HttpResponse<String> answer = GuardedApplication.send(GuardedApplication.request(APP, "/read"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"throughline\"");
  }

  @Test
  void tokenInTheUri_isNotTaken() throws Exception {
    String path = "/read?access_token=" + signed(claims().build());

    assertThat(GuardedApplication.send(GuardedApplication.request(APP, path)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void otherIssuer_isRefused() throws Exception {
    assertRefused(signed(claims().issuer("https://evil.example").build()));
  }

  @Test
  void otherAudience_isRefused() throws Exception {
    assertRefused(signed(claims().audience("other").build()));
    assertRefused(signed(claims().audience((String) null).build()));
  }

  @Test
  void expiredToken_isRefused_beyondTheClockSkew() throws Exception {
    assertThat(get("/read", signed(claims().expirationTime(in(-10)).build())).statusCode())
        .isEqualTo(200);
    assertRefused(signed(claims().expirationTime(in(-40)).build()));
    assertRefused(signed(claims().expirationTime(null).build()));
  }

  @Test
  void tokenOfTheFuture_isRefused() throws Exception {
    assertRefused(signed(claims().notBeforeTime(in(60)).build()));
  }

  @Test
  void tokenWithoutSubject_isRefused() throws Exception {
    assertRefused(signed(claims().subject(null).build()));
  }

  @Test
  void unsignedToken_isRefused() throws Exception {
    assertRefused(new PlainJWT(claims().build()).serialize());
  }

  @Test
  void changedToken_isRefused() throws Exception {
    String[] parts = signed(claims().build()).split("\\.", -1);
    String other = signed(claims().subject("bob").build()).split("\\.", -1)[1];

    assertRefused(parts[0] + "." + other + "." + parts[2]);
  }

  @Test
  void otherKeyWithTheSameId_isRefused() throws Exception {
    assertRefused(signed(claims().build(), JWSAlgorithm.ES256, "k1", new ECDSASigner(key("k1"))));
  }

  @Test
  void unknownKeyId_isRefused() throws Exception {
    assertRefused(signed(claims().build(), JWSAlgorithm.ES256, "k9", new ECDSASigner(KEY)));
  }

  @Test
  void publicKeyAsSecret_isRefused() throws Exception {
    byte[] secret = KEY.toPublicJWK().toJSONString().getBytes(UTF_8);

    assertRefused(signed(claims().build(), JWSAlgorithm.HS256, "k1", new MACSigner(secret)));
  }

  @Test
  void algorithmThatIsNotNamed_isRefused() throws Exception {
    ECKey other = new ECKeyGenerator(Curve.P_384).keyID("k1").generate();

    assertRefused(signed(claims().build(), JWSAlgorithm.ES384, "k1", new ECDSASigner(other)));
  }

  @Test
  void noTokenAtAll_isRefused() throws Exception {
    assertRefused("a.b.c");
    assertRefused("x");
  }

  @Test
  void keysOfAUrl_areFetchedOnce_andOutliveAnOutage() throws Exception {
    AtomicInteger fetched = new AtomicInteger();
    HttpServer provider = provider(fetched);
    DropwizardTestSupport<GuardedApplication.Config> remote = application(url(provider), "ES256");
    remote.before();
    try {
      String token = signed(claims().build());
      assertThat(get(remote, "/read", token).statusCode()).isEqualTo(200);
      provider.stop(0);

      assertThat(get(remote, "/read", token).statusCode()).isEqualTo(200);
      assertThat(fetched).hasValue(1);
    } finally {
      provider.stop(0);
      remote.after();
    }
  }

  @Test
  void unknownKeyIds_doNotFloodTheProvider() throws Exception {
    AtomicInteger fetched = new AtomicInteger();
    HttpServer provider = provider(fetched);
    DropwizardTestSupport<GuardedApplication.Config> remote = application(url(provider), "ES256");
    remote.before();
    try {
      for (int i = 0; i < 10; i++) {
        String id = "unknown" + i;
        String token = signed(claims().build(), JWSAlgorithm.ES256, id, new ECDSASigner(KEY));
        assertThat(get(remote, "/read", token).statusCode()).isIn(401, 503);
      }
      assertThat(fetched).hasValueLessThanOrEqualTo(2);
      assertThat(get(remote, "/read", signed(claims().build())).statusCode()).isEqualTo(200);
    } finally {
      provider.stop(0);
      remote.after();
    }
  }

  @Test
  void providerThatIsAway_isNotTheCallersFault() throws Exception {
    HttpServer provider = provider(new AtomicInteger());
    provider.stop(0);
    DropwizardTestSupport<GuardedApplication.Config> remote = application(url(provider), "ES256");
    remote.before();
    try {
      HttpResponse<String> answer = get(remote, "/read", signed(claims().build()));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().allValues("Retry-After")).containsExactly("5");
    } finally {
      remote.after();
    }
  }

  @Test
  void settingsThatAreNotSafe_areRefusedAtTheStart() {
    assertRefusedAtStart("http://idp.example.org/jwks.json", "RS256", "https URL");
    assertRefusedAtStart("https://idp.example.org/jwks.json", "HS256", "only a file");
    assertRefusedAtStart("no-such-file.json", "RS256", "cannot be read");
    assertRefusedAtStart("https://idp.example.org/jwks.json", "none", "must be one of");
  }

  private static void assertRefusedAtStart(String jwks, String algorithm, String reason) {
    assertThatThrownBy(() -> application(jwks, algorithm).before()).hasStackTraceContaining(reason);
  }

  private static void assertRefused(String token) throws Exception {
    HttpResponse<String> answer = get("/read", token);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("error=\"invalid_token\"");
    assertThat(answer.body()).contains("\"status\":401").doesNotContain(token);
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    return get(APP, path, token);
  }

  private static HttpResponse<String> get(
      DropwizardTestSupport<GuardedApplication.Config> service, String path, String token)
      throws Exception {
    return GuardedApplication.send(
        GuardedApplication.request(service, path).header("Authorization", "Bearer " + token));
  }

  private static DropwizardTestSupport<GuardedApplication.Config> application(
      String jwks, String algorithm) {
    return GuardedApplication.with(
        """
        auth:
          type: jwt
          jwks: '%s'
          issuer: https://idp.example.org
          audience: [throughline]
          algorithms: [%s]
        """
            .formatted(jwks, algorithm));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("ann")
        .issuer("https://idp.example.org")
        .audience("throughline")
        .expirationTime(in(60))
        .claim("roles", List.of("read", "start", "unknown"));
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static String signed(JWTClaimsSet claims) throws Exception {
    return signed(claims, JWSAlgorithm.ES256, "k1", new ECDSASigner(KEY));
  }

  private static String signed(
      JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer)
      throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path fileOf(ECKey key) {
    try {
      return Files.writeString(Files.createTempFile("jwks", ".json"), new JWKSet(key).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpServer provider(AtomicInteger fetched) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] keys = new JWKSet(KEY).toString().getBytes(UTF_8);
    server.createContext(
        "/jwks.json",
        exchange -> {
          fetched.incrementAndGet();
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String url(HttpServer provider) {
    return "http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks.json";
  }
}
