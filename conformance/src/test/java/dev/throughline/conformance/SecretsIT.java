package dev.throughline.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API with TLS, users and an API key: the lines that the shipped file has as comments. */
class SecretsIT {
  private static final Path JAR = Path.of("../api-service/target/api-service.jar");
  private static final Path SHIPPED = Path.of("../api-service/config.yml");
  private static final String PASSWORD = "password-of-ann";
  private static final String STORE_PASSWORD = "of: the #store '$1";
  private static final String API_KEY = "key-of-temporal";

  /** Of the password, with a single iteration. */
  private static final String HASH =
      "pbkdf2-sha512:1:MDEyMzQ1Njc4OWFiY2RlZg==:DXGu6UyPx+9Pn8yUyi071NQ9QOmTwLfaDDULX/ZN/L8=";

  private final Path directory;
  private final int tlsPort = FreePorts.next();
  private final Map<String, String> environment = new HashMap<>();
  private final String configuration;

  SecretsIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    String shipped = Files.readString(SHIPPED);
    String connector = between(shipped, "    # - type: https\n", "  adminConnectors:");
    String users = between(shipped, "# auth:\n#   type: basic\n", "# auth:\n#   type: jwt\n");
    String file =
        shipped
            .replace(
                connector,
                connector.replaceAll("(?m)^    # ", "    ").replace("8443", "" + tlsPort))
            .replace(
                users,
                users.replaceAll("(?m)^# ", "").replace("passwordHash:", "passwordHash: " + HASH));
    configuration = Files.writeString(directory.resolve("api.yml"), file).toString();
    environment.putAll(
        Map.of(
            "API_PORT",
            "" + FreePorts.next(),
            "API_ADMIN_PORT",
            "" + FreePorts.next(),
            "API_KEY_STORE_PASSWORD",
            STORE_PASSWORD,
            "TEMPORAL_ADDRESS",
            "127.0.0.1:1",
            "TEMPORAL_API_KEY",
            API_KEY));
  }

  @Test
  void service_answersOverTls_andLogsTheTraceButNoSecret() throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(trusting(keyStore())).build();
    try (JavaProcess api = api("server")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> Answer.to(http, request("/workflow-types").build()).status() == 401);
      Answer answer =
          Answer.to(
              http, request("/workflow-types").header("Authorization", credentials()).build());

      assertThat(answer.status()).isEqualTo(200);
      String traceId = answer.headers().firstValue("Server-Timing").orElseThrow().split("-", -1)[1];
      Pattern logged =
          Pattern.compile("\"GET /workflow-types HTTP/1.1\" 200 .* trace=" + traceId + "\\R");
      await().until(() -> logged.matcher(api.output()).find());
      api.terminate();
      assertNoSecretIn(api.output());
    }
  }

  @Test
  void check_saysThatAllIsWell_andNoSecret() throws Exception {
    try (JavaProcess check = api("check")) {
      assertThat(check.awaitExit()).isZero();
      assertThat(check.output()).contains("Configuration is OK");
      assertNoSecretIn(check.output());
    }
  }

  @Test
  void checkOfAMistake_namesIt_andNoSecret() throws Exception {
    environment.remove("API_KEY_STORE_PASSWORD");
    try (JavaProcess check = api("check")) {
      assertThat(check.awaitExit()).isNotZero();
      assertThat(check.output()).contains("API_KEY_STORE_PASSWORD");
      assertNoSecretIn(check.output());
    }
  }

  private JavaProcess api(String command) throws Exception {
    return JavaProcess.start(JAR, directory, environment, command, configuration);
  }

  private static void assertNoSecretIn(String output) {
    assertThat(output)
        .isNotEmpty()
        .doesNotContain(PASSWORD, HASH, STORE_PASSWORD, API_KEY, credentials());
  }

  private static String credentials() {
    return "Basic " + Base64.getEncoder().encodeToString(("ann:" + PASSWORD).getBytes(UTF_8));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + tlsPort + path));
  }

  /** As the shipped file says that it is made. */
  private Path keyStore() throws Exception {
    Path store = directory.resolve("api.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return store;
  }

  private static SSLContext trusting(Path store) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String between(String text, String from, String to) {
    assertThat(text).contains(from).contains(to);
    return text.substring(text.indexOf(from), text.indexOf(to));
  }
}
