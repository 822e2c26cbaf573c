package dev.throughline.activities.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.throughline.activities.http.OutboundHttp;
import dev.throughline.activities.http.OutboundSettings;
import dev.throughline.activities.sql.Database;
import dev.throughline.activities.sql.DatabaseSettings;
import dev.throughline.files.FileStore;
import dev.throughline.files.PartialFile;
import dev.throughline.workflows.ImportActivities;
import dev.throughline.workflows.ImportPosition;
import dev.throughline.workflows.ImportSource;
import io.opentelemetry.api.OpenTelemetry;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvImportActivitiesTest {

  private static final ImportSource UPLOADED = new ImportSource("id-1", "a.csv");
  private static final String CSV = "id,name\n1,Ann\n2,Bob\n";

  private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
  private final FileStore files;
  private final Database database;
  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  CsvImportActivitiesTest(@TempDir Path directory) throws IOException {
    files = new FileStore(directory);
    database =
        Database.open(
            new DatabaseSettings("jdbc:h2:file:" + directory.resolve("jobs"), "jobs", "", 3),
            OpenTelemetry.noop());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    temporal.close();
    database.close();
  }

  @Test
  void openLoadFinish_ofAnUploadedFile_leavesItsRowsAndTheFile() throws IOException {
    Files.writeString(files.path("a.csv"), CSV);
    ImportActivities imports = imports(true);

    assertThat(imports.open(UPLOADED)).isEqualTo(new ImportPosition(8, 20, 1, 0, 0));
    assertThat(imports.load(UPLOADED, 0)).isEqualTo(new ImportPosition(20, 20, 3, 2, 0));
    assertThat(imports.finish(UPLOADED, true)).isNull();

    assertThat(count("imported_row")).isEqualTo(2);
    assertThat(count("import_job WHERE finished_at IS NOT NULL")).isEqualTo(1);
    assertThat(files.path("a.csv")).exists();
  }

  @Test
  void load_returnsAfterSomeBatches() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id"));
    for (int row = 1; row <= 120_000; row++) {
      lines.add("" + row);
    }
    Files.write(files.path("a.csv"), lines);
    ImportActivities imports = imports(true);
    imports.open(UPLOADED);

    assertThat(imports.load(UPLOADED, 0).rows()).isEqualTo(100_000);
    assertThat(imports.load(UPLOADED, 0).rows()).isEqualTo(120_000);
    assertThat(imports.load(UPLOADED, 0).rows()).isEqualTo(120_000);
    assertThat(count("imported_row")).isEqualTo(120_000);
  }

  @Test
  void load_thatIsCanceled_returnsWhereItIs() throws IOException {
    Files.writeString(files.path("a.csv"), CSV);
    ImportActivities imports = imports(true);
    imports.open(UPLOADED);
    temporal.requestCancelActivity();

    assertThat(imports.load(UPLOADED, 0)).isEqualTo(new ImportPosition(8, 20, 1, 0, 0));
  }

  @Test
  void open_ofAFileThatHasNoRow_hearsThatItIsCanceled() throws IOException {
    Files.writeString(files.path("a.csv"), "\n".repeat(100));
    ImportActivities imports = imports(true);
    temporal.requestCancelActivity();

    assertThatThrownBy(() -> imports.open(UPLOADED)).isInstanceOf(CanceledFailure.class);
  }

  @Test
  void fetch_thatIsCanceled_leavesNothing() {
    serve(exchange -> answer(exchange, 200, CSV));
    ImportActivities imports = imports(true);
    temporal.requestCancelActivity();

    assertThatThrownBy(() -> imports.fetch("id-1", url())).isInstanceOf(CanceledFailure.class);
    assertThat(files.path("a.csv").getParent()).isDirectoryNotContaining("glob:**{.,}import-*");
  }

  @Test
  void finish_writesTheRejectReport_andDoesSoOnce() throws IOException {
    Files.writeString(files.path("a.csv"), CSV + "3\n4,\"x\ny\",z\n");
    ImportActivities imports = imports(true);
    imports.open(UPLOADED);
    imports.load(UPLOADED, 10);

    String report = Objects.requireNonNull(imports.finish(UPLOADED, true));

    assertThat(report).isEqualTo("rejects-id-1-2.csv").isEqualTo(imports.finish(UPLOADED, true));
    assertThat(files.path(report))
        .content()
        .isEqualToNormalizingNewlines(
            """
            line,row,reason,content
            4,3,"The row has 1 columns, the heading has 2",3
            5,4,"The row has 3 columns, the heading has 2","4,""x
            y"",z"
            """);
  }

  @Test
  void load_ofAFileThatHasBecomeShorter_isRefused() throws IOException {
    Files.writeString(files.path("a.csv"), CSV);
    ImportActivities imports = imports(true);
    imports.open(UPLOADED);
    Files.writeString(files.path("a.csv"), "id,name\n");

    assertRefused(() -> imports.load(UPLOADED, 0), "shorter");
  }

  @Test
  void open_ofAFileThatIsNotThere_isRefused() {
    ImportActivities imports = imports(true);

    assertRefused(() -> imports.open(UPLOADED), "a.csv is not in the file store");
    assertThat(imports.finish(UPLOADED, false)).isNull();
  }

  @Test
  void fetch_storesTheFile_onceOnly_untilFinishRemovesIt() throws IOException {
    serve(exchange -> answer(exchange, 200, CSV));
    ImportActivities imports = imports(true);

    String file = imports.fetch("id-1", url());

    assertThat(file).isEqualTo("import-id-1.csv").isEqualTo(imports.fetch("id-1", url()));
    assertThat(files.path(file)).hasContent(CSV);
    assertThat(asked).containsExactly("null null");
    imports.finish(new ImportSource("id-1", file), false);
    assertThat(files.path(file)).doesNotExist();
  }

  @Test
  void fetch_afterAnAttemptThatWasCutOff_asksForTheRest() throws IOException {
    leftByAnEarlierAttempt(CSV.substring(0, 10), "\"v1\"");
    serve(
        exchange -> {
          exchange.getResponseHeaders().add("ETag", "\"v1\"");
          exchange.getResponseHeaders().add("Content-Range", "bytes 10-19/20");
          answer(exchange, 206, CSV.substring(10));
        });

    String file = imports(true).fetch("id-1", url());

    assertThat(files.path(file)).hasContent(CSV);
    assertThat(asked).containsExactly("bytes=10- \"v1\"");
  }

  @Test
  void fetch_ofAFileThatHasChangedMeanwhile_beginsAnew() throws IOException {
    leftByAnEarlierAttempt("something else", "\"v1\"");
    serve(exchange -> answer(exchange, 200, CSV));

    assertThat(files.path(imports(true).fetch("id-1", url()))).hasContent(CSV);
  }

  @Test
  void fetch_thatBreaksOff_isWorthARetry() {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("half".getBytes(UTF_8));
          exchange.close();
        });
    ImportActivities imports = imports(true);

    assertThatThrownBy(() -> imports.fetch("id-1", url()))
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class, e -> assertThat(e.isNonRetryable()).isFalse());
    assertThat(files.path("import-id-1.csv")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"404,true", "302,true", "403,true", "503,false", "429,false", "416,false"})
  void fetch_thatIsAnsweredWithAnError_isRetriedWhereThatCanHelp(int status, boolean refused) {
    serve(exchange -> answer(exchange, status, ""));
    ImportActivities imports = imports(true);

    assertThatThrownBy(() -> imports.fetch("id-1", url()))
        .hasStackTraceContaining("answered " + status)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class, e -> assertThat(e.isNonRetryable()).isEqualTo(refused));
  }

  @Test
  void fetch_fromAPrivateAddress_isRefusedUnlessAllowed() {
    serve(exchange -> answer(exchange, 200, CSV));
    ImportActivities imports = imports(false);

    assertRefused(() -> imports.fetch("id-1", url()), "not public");
    assertThat(asked).isEmpty();
  }

  private void leftByAnEarlierAttempt(String content, String etag) throws IOException {
    try (PartialFile file = files.receiving("import-id-1.csv", 100)) {
      file.write(content.getBytes(UTF_8));
    }
    temporal.setHeartbeatDetails(new Download.Progress(content.length(), etag));
  }

  private ImportActivities imports(boolean allowPrivateAddresses) {
    OutboundSettings settings =
        new OutboundSettings(allowPrivateAddresses, Duration.ofSeconds(5), Duration.ofSeconds(5));
    temporal.registerActivitiesImplementations(
        new CsvImportActivities(database, files, new OutboundHttp(settings, OpenTelemetry.noop())));
    return temporal.newActivityStub(ImportActivities.class);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void serve(Handler handler) {
    server.createContext(
        "/a.csv",
        exchange -> {
          asked.add(
              exchange.getRequestHeaders().getFirst("Range")
                  + " "
                  + exchange.getRequestHeaders().getFirst("If-Range"));
          handler.handle(exchange);
        });
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/a.csv";
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            e -> {
              assertThat(e.getType()).isEqualTo(ImportActivities.REFUSED);
              assertThat(e.isNonRetryable()).isTrue();
              assertThat(e.getOriginalMessage()).contains(message);
            });
  }

  private long count(String table) {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }
}
