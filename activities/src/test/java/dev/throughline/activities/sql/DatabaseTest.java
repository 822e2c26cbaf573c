package dev.throughline.activities.sql;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.satisfies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  @RegisterExtension static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

  private final String url;

  DatabaseTest(@TempDir Path directory) {
    url = "jdbc:h2:file:" + directory.resolve("jobs");
  }

  @Test
  void aStatement_isAClientSpanBelowTheCurrentOne_withoutItsValues() {
    try (Database database = open(SPANS.getOpenTelemetry())) {
      Jdbi jdbi = database.jdbi();
      Span attempt = SPANS.getOpenTelemetry().getTracer("test").spanBuilder("attempt").startSpan();
      try (Scope scope = attempt.makeCurrent()) {
        jdbi.useHandle(
            sql ->
                sql.createUpdate("UPDATE stock SET available = 7 WHERE item = :item")
                    .bind("item", "secret")
                    .execute());
      }
      attempt.end();
    }

    SPANS
        .assertTraces()
        .hasTracesSatisfyingExactly(
            trace ->
                trace.hasSpansSatisfyingExactly(
                    span -> span.hasName("attempt"),
                    span ->
                        span.hasKind(SpanKind.CLIENT)
                            .hasParent(trace.getSpan(0))
                            .hasAttribute(stringKey("db.system.name"), "h2database")
                            .hasAttributesSatisfying(
                                satisfies(
                                    stringKey("db.query.text"),
                                    text -> text.endsWith("WHERE item = ?")))));
  }

  @Test
  void ping_andMigration_makeNoSpans() throws Exception {
    try (Database database = open(SPANS.getOpenTelemetry())) {
      database.ping();
    }

    assertThat(SPANS.getSpans()).isEmpty();
  }

  @Test
  void aStatementThatFails_doesNotTellItsValues() {
    try (Database database = open(OpenTelemetry.noop())) {
      assertThatThrownBy(
              () ->
                  database
                      .jdbi()
                      .useHandle(
                          sql ->
                              sql.createUpdate("UPDATE nothing SET x = :x")
                                  .bind("x", "secret")
                                  .execute()))
          .message()
          .doesNotContain("secret");
    }
  }

  @Test
  void anotherProcess_sharesTheFile_andWhatItCommittedSurvivesItsKill() throws Exception {
    Process other =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Committer.class.getName(),
                url)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Database database = open(OpenTelemetry.noop());
        BufferedReader output =
            new BufferedReader(
                new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.lines().anyMatch("committed"::equals)).isTrue();
      List<Integer> seen = mice(database);
      other.destroyForcibly().waitFor();

      assertThat(seen).containsExactly(42);
      assertThat(mice(database)).containsExactly(42);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void whoeverWaitsForAMigrationThatCannotConnect_isToldBeforeItEnds() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Database database =
            Database.open(
                new DatabaseSettings(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/jobs", "", "", 2),
                OpenTelemetry.noop())) {
      CompletableFuture<Void> first = CompletableFuture.runAsync(database::jdbi);
      silent.accept();

      assertThatThrownBy(database::jdbi)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is it there, and is DATABASE_URL right?");

      assertThat(first).isNotDone();
      assertThat(first).failsWithin(Duration.ofSeconds(10));
    }
  }

  private static List<Integer> mice(Database database) {
    return database
        .jdbi()
        .withHandle(
            sql ->
                sql.createQuery("SELECT available FROM stock WHERE item = 'mouse'")
                    .mapTo(Integer.class)
                    .list());
  }

  private Database open(OpenTelemetry openTelemetry) {
    return Database.open(new DatabaseSettings(url, "throughline", "", 4), openTelemetry);
  }

  /** Opens the file first, commits, and stays. */
  static final class Committer {
    private Committer() {}

    public static void main(String[] arguments) throws Exception {
      Database database =
          Database.open(
              new DatabaseSettings(arguments[0], "throughline", "", 2), OpenTelemetry.noop());
      database
          .jdbi()
          .useHandle(sql -> sql.execute("UPDATE stock SET available = 42 WHERE item = 'mouse'"));
      System.out.println("committed");
      System.in.read();
      database.close();
    }
  }
}
