package dev.throughline.conformance;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Everything a scenario needs, on free ports: a Temporal server, a mail server and a trace backend,
 * which run from the start; the API and any number of workers, which a scenario starts and kills.
 * Logs and data are in a directory under {@code target}, and stay for whoever looks for a fault.
 */
final class Cluster implements AutoCloseable {
  /** What the main job is asked for with. */
  static final String EMAIL_REQUEST =
      "{\"to\": [\"ann@example.org\"], \"subject\": \"s\", \"text\": \"t\"}";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Deque<ServiceProcess> workers = new ArrayDeque<>();
  private final Deque<ServiceProcess> apis = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int apiPort = FreePorts.next();
  private final Map<String, String> environment = new HashMap<>();
  private final Path directory;
  private final TemporalServer temporal;
  private final GreenMail mail;
  private final OtlpBackend traces;
  private final JournalDirectory journal;
  private @Nullable DocumentedAnswers documented;

  private Cluster(String... temporal) throws IOException, InterruptedException {
    directory = Files.createTempDirectory(Files.createDirectories(Path.of("target/clusters")), "");
    this.temporal = opened(new TemporalServer(directory.resolve("temporal"), temporal));
    mail = new GreenMail(new ServerSetup(FreePorts.next(), "127.0.0.1", "smtp"));
    parts.push(mail::stop);
    traces = opened(new OtlpBackend());
    journal = new JournalDirectory(directory.resolve("journal").toAbsolutePath());
  }

  /**
   * Starts the servers, but no service.
   *
   * @param temporal further arguments of {@code temporal server start-dev}
   */
  static Cluster start(String... temporal) throws IOException, InterruptedException {
    Cluster cluster = new Cluster(temporal);
    try {
      cluster.temporal.start();
      cluster.mail.start();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** Sets an environment variable for the services that are started from now on. */
  Cluster with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Has the services that are started from now on write only what they do themselves. */
  Cluster withoutRecorder() {
    return with("THROUGHLINE_RECORDER_ENABLED", "false");
  }

  /** Starts the API and waits until it is healthy. */
  ServiceProcess startApi() throws IOException, InterruptedException {
    return beginApi().awaitReady();
  }

  /** Starts one more worker and waits until it is healthy. */
  ServiceProcess startWorker() throws IOException, InterruptedException {
    return beginWorker().awaitReady();
  }

  /** Starts the API and one more worker at once, and waits until both are healthy. */
  void startServices() throws IOException, InterruptedException {
    ServiceProcess worker = beginWorker();
    startApi();
    worker.awaitReady();
  }

  /** Kills the API and the worker that were started last. */
  void killServices() throws InterruptedException {
    api().kill9();
    worker().kill9();
  }

  /** Starts the API, without waiting. */
  ServiceProcess beginApi() throws IOException {
    return begun(apis, api(apiPort));
  }

  /** Starts another instance of the API, beside the one that all else here asks. */
  URI startOtherApi() throws IOException, InterruptedException {
    int port = FreePorts.next();
    var unused = opened(api(port)).awaitReady();
    return URI.create("http://127.0.0.1:" + port);
  }

  private ServiceProcess api(int port) throws IOException {
    int adminPort = FreePorts.next();
    Map<String, String> variables = environment();
    variables.put("API_PORT", Integer.toString(port));
    variables.put("API_ADMIN_PORT", Integer.toString(adminPort));
    return ServiceProcess.start("api-service", directory, variables, adminPort);
  }

  /** Starts one more worker, without waiting. */
  ServiceProcess beginWorker() throws IOException {
    int adminPort = FreePorts.next();
    Map<String, String> variables = environment();
    variables.put("WORKER_ADMIN_PORT", Integer.toString(adminPort));
    return begun(workers, ServiceProcess.start("worker-service", directory, variables, adminPort));
  }

  private ServiceProcess begun(Deque<ServiceProcess> kind, ServiceProcess service) {
    kind.push(opened(service));
    return service;
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    variables.put("TEMPORAL_ADDRESS", temporal.address());
    variables.put("SMTP_HOST", "127.0.0.1");
    variables.put("SMTP_PORT", Integer.toString(mail.getSmtp().getServerSetup().getPort()));
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", traces.httpEndpoint());
    variables.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    variables.put("OTEL_BSP_SCHEDULE_DELAY", "100");
    variables.put("THROUGHLINE_JOURNAL_DIR", journal.path().toString());
    variables.putAll(environment);
    return variables;
  }

  /** Returns the API that was started last. */
  ServiceProcess api() {
    return apis.element();
  }

  /** Returns the worker that was started last. */
  ServiceProcess worker() {
    return workers.element();
  }

  TemporalServer temporal() {
    return temporal;
  }

  GreenMail mail() {
    return mail;
  }

  OtlpBackend traces() {
    return traces;
  }

  /** Returns where all services keep their spans until they are exported. */
  JournalDirectory journal() {
    return journal;
  }

  /** Returns the services' working directory, which has their logs and files. */
  Path directory() {
    return directory;
  }

  /**
   * Sends JSON to the API.
   *
   * @param headers names and values in turn
   */
  Answer post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    return answer(posting(apiUri(path), json, headers));
  }

  /** The same, to another instance. */
  Answer post(URI api, String path, String json, String... headers)
      throws IOException, InterruptedException {
    return answer(posting(api.resolve(path), json, headers));
  }

  /**
   * Sends CSV to the API.
   *
   * @param headers names and values in turn
   */
  Answer upload(String path, HttpRequest.BodyPublisher csv, String... headers)
      throws IOException, InterruptedException {
    return answer(request(path, headers).header("Content-Type", "text/csv").POST(csv).build());
  }

  /** Sends JSON to the API, and does not wait for the answer. */
  CompletableFuture<?> postLater(String path, String json) {
    return http.sendAsync(posting(apiUri(path), json), HttpResponse.BodyHandlers.discarding());
  }

  /** Asks the API for the main job. */
  Job sendEmail() throws IOException, InterruptedException {
    return Job.accepted(post("/send-email", EMAIL_REQUEST));
  }

  /**
   * Asks the API for the main job, later.
   *
   * @param delay as ISO 8601 writes it
   */
  Job sendEmail(String delay) throws IOException, InterruptedException {
    return Job.accepted(
        post("/send-email", EMAIL_REQUEST.replace("}", ", \"delay\": \"" + delay + "\"}")));
  }

  /**
   * Asks the API.
   *
   * @param headers names and values in turn
   */
  Answer get(String path, String... headers) throws IOException, InterruptedException {
    return answer(request(path, headers).build());
  }

  /**
   * Sends a request with any method to the API.
   *
   * @param headers names and values in turn
   */
  Answer send(String method, String path, String json, String... headers)
      throws IOException, InterruptedException {
    return answer(
        request(path, headers)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /**
   * Watches a stream of the API.
   *
   * @param headers names and values in turn
   */
  EventWatch watch(String path, String... headers) {
    return new EventWatch(http, request(path, headers).build());
  }

  /** Every answer has to be as the API documents it. */
  private Answer answer(HttpRequest request) throws IOException, InterruptedException {
    Answer answer = Answer.to(http, request);
    documented().check(request.method(), request.uri(), answer);
    return answer;
  }

  private synchronized DocumentedAnswers documented() throws IOException, InterruptedException {
    if (documented == null) {
      documented = DocumentedAnswers.of(http, apiUri("/openapi.yaml"));
    }
    return documented;
  }

  /** An address of the API. */
  URI apiUri(String path) {
    return URI.create("http://127.0.0.1:" + apiPort + path);
  }

  private HttpRequest posting(URI uri, String json, String... headers) {
    return request(uri, headers)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    return request(apiUri(path), headers);
  }

  private static HttpRequest.Builder request(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** Kills the services and stops the servers. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
