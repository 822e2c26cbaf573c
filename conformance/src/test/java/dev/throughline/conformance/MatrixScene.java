package dev.throughline.conformance;

import static dev.throughline.conformance.MatrixPart.API;
import static dev.throughline.conformance.MatrixPart.RECORDER;
import static dev.throughline.conformance.MatrixPart.WORKER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.quickstart.ReceivedSpan;
import dev.throughline.recorder.io.RunHistories;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * All that can die, each in a process of its own: the API, a worker, and a host of the recorder,
 * each with a gate on its way to Temporal, and one in front of the mail server.
 */
final class MatrixScene implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration AFTER_TIME_OUTS = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final MatrixMail mail;
  private final Map<MatrixPart, MatrixService> services = new EnumMap<>(MatrixPart.class);
  private final List<Future<?>> unanswered = new ArrayList<>();
  private int answered;

  private MatrixScene(Cluster cluster) throws IOException {
    this.cluster = cluster;
    this.mail = new MatrixMail(cluster.mail().getSmtp().getPort());
    add(API, Cluster::beginApi, "throughline", false);
    add(WORKER, Cluster::beginWorker, "throughline", false);
    add(RECORDER, Cluster::beginWorker, "nobody's", true);
  }

  private void add(MatrixPart part, MatrixService.Start start, String taskQueue, boolean recorder)
      throws IOException {
    services.put(
        part,
        new MatrixService(
            cluster,
            start,
            Map.of(
                "SMTP_PORT", Integer.toString(mail.port()),
                "THROUGHLINE_TASK_QUEUE", taskQueue,
                "THROUGHLINE_RECORDER_ENABLED", Boolean.toString(recorder))));
  }

  /** Starts everything. */
  static MatrixScene start() throws IOException, InterruptedException {
    Cluster cluster = Cluster.start();
    try {
      MatrixScene scene = new MatrixScene(cluster);
      scene.restart(WORKER);
      scene.restart(RECORDER);
      scene.restart(API);
      return scene;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  MatrixMail mail() {
    return mail;
  }

  OtlpBackend backend() {
    return cluster.traces();
  }

  /** Returns a service's way to Temporal. */
  MatrixGate gate(MatrixPart service) {
    return service(service).gate();
  }

  private MatrixService service(MatrixPart part) {
    return requireNonNull(services.get(part));
  }

  /** Asks the API for an e-mail, and does not wait for the answer. */
  void askForEmail() {
    unanswered.add(cluster.postLater("/send-email", Cluster.EMAIL_REQUEST));
  }

  /** Asks the API for an e-mail. */
  Job startEmail() throws IOException, InterruptedException {
    Job job = cluster.sendEmail();
    answered++;
    return job;
  }

  /** Has an e-mail sent. */
  Job sendEmail() throws IOException, InterruptedException {
    Job job = startEmail();
    await(() -> isClosed(job));
    return job;
  }

  private boolean isClosed(Job job) {
    String query = "WorkflowId = '" + job.workflowId() + "' AND ExecutionStatus = 'Completed'";
    return new RunHistories(cluster.temporal().service(), "default").count(query) == 1;
  }

  /** Whether Temporal has given an attempt of the run to a worker. */
  boolean isAttempted(Job job) {
    return cluster
        .temporal()
        .service()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(job.workflowId()))
                .build())
        .getPendingActivitiesList()
        .stream()
        .anyMatch(
            activity -> activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED);
  }

  /** Has an e-mail sent later, and waits for the timer. */
  void scheduleEmail() throws IOException, InterruptedException {
    Job job = cluster.sendEmail("PT4S");
    answered++;
    await(() -> job.history(cluster).isWaiting());
  }

  /** Returns how many such spans the backend has, repeats not counted. */
  long stored(Predicate<ReceivedSpan> wanted) {
    return backend().store().spans().stream()
        .filter(wanted)
        .map(ReceivedSpan::spanId)
        .distinct()
        .count();
  }

  /** Waits for what comes soon. */
  void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(SOON).until(condition);
  }

  /** Changes how the backend behaves. */
  void setFault(Fault fault) throws IOException {
    backend().setFault(fault);
  }

  /** Sends SIGKILL; where there is no process, all connections are cut and none is accepted. */
  void kill(MatrixPart part) throws IOException, InterruptedException {
    switch (part) {
      case API, WORKER, RECORDER -> service(part).kill9();
      case BACKEND -> setFault(Fault.DOWN);
      case TEMPORAL -> cluster.temporal().kill9();
    }
  }

  /** Starts it again, and waits until it works. */
  void restart(MatrixPart part) throws IOException, InterruptedException {
    switch (part) {
      case API, WORKER, RECORDER -> service(part).begin().awaitReady();
      case BACKEND -> setFault(Fault.NONE);
      case TEMPORAL -> cluster.temporal().start();
    }
  }

  /** Ends what has held the others up. What was on its way to or from Temporal is lost. */
  void letGo() throws IOException {
    for (MatrixService service : services.values()) {
      service.gate().cut();
    }
    mail.release();
    setFault(Fault.NONE);
  }

  /** Waits until things are quiet; then nothing may be lost, orphaned or in conflict. */
  void assertWhole() throws InterruptedException {
    new WholeTraces(cluster).awaitWhole(services.size(), AFTER_TIME_OUTS);
    assertThat(stored(span -> span.name().equals("SMTP send"))).isEqualTo(mail.connections());
    assertThat(stored(MatrixScene::isPost)).isEqualTo(answered + unanswered.size());
  }

  private static boolean isPost(ReceivedSpan span) {
    return span.span().getKind() == SpanKind.SPAN_KIND_SERVER && span.name().startsWith("POST");
  }

  @Override
  public void close() throws IOException {
    for (MatrixService service : services.values()) {
      service.close();
    }
    mail.close();
    cluster.close();
  }
}
