package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Imports of what is uploaded to the API, and what their callers may do meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportUploadIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** 20 MB. */
  private static final int MANY = 400_000;

  private Cluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.start();
    cluster.startServices();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void largeFile_isLoaded_andPausedAndResumedMeanwhile() throws Exception {
    Path csv = cluster.directory().resolve("large.csv");
    Files.writeString(csv, csv(MANY));
    assertThat(Files.size(csv)).isGreaterThan(20_000_000);
    Job job = Job.accepted(cluster.upload("/imports", HttpRequest.BodyPublishers.ofFile(csv)));
    await().atMost(SOON).until(() -> progress(job).path("bytesRead").longValue() > 0);

    assertThat(post(job, "/signals/pause").status()).isEqualTo(202);

    await().atMost(SOON).until(() -> progress(job).path("paused").booleanValue());
    await().atMost(SOON).until(() -> isIdle(job));
    JsonNode paused = progress(job);
    assertThat(paused.path("phase").textValue()).isEqualTo("LOADING");
    assertThat(paused.path("rowsLoaded").longValue()).isBetween(1L, MANY - 1L);
    assertThat(paused.path("bytesTotal").longValue()).isEqualTo(Files.size(csv));

    assertThat(post(job, "/signals/resume").status()).isEqualTo(202);

    JsonNode result = result(job);
    assertThat(result.path("rowsLoaded").longValue()).isEqualTo(MANY);
    assertThat(result.path("rowsRejected").longValue()).isZero();
    assertThat(progress(job).path("phase").textValue()).isEqualTo("DONE");
  }

  @Test
  void rowsThatAreRejected_areInTheReport() throws Exception {
    Job job = Job.accepted(upload("id,name\n1,one\n2\n3,three\n4,\"fo\"ur\n"));

    JsonNode result = result(job);

    assertThat(result.path("rowsLoaded").longValue()).isEqualTo(2);
    assertThat(Files.readAllLines(file(result.path("rejectReport").textValue())))
        .containsExactly(
            "line,row,reason,content",
            "3,2,\"The row has 1 columns, the heading has 2\",2",
            "5,4,There is text after a closing quote,\"4,\"\"fo\"\"ur\"");
  }

  @Test
  void moreRejectsThanAllowed_failTheImport() throws Exception {
    Job job = Job.accepted(cluster.upload("/imports?maxRejects=0", body("id,name\n1\n")));

    Answer answer = end(job);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().at("/failure/type").textValue()).isEqualTo("TooManyRejects");
  }

  @Test
  void parameterThatIsRefused_leavesNoFile() throws Exception {
    List<Path> before = files();

    Answer answer = cluster.upload("/imports?maxRejects=-1", body(csv(10)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void repeatWithItsKey_isTheSameRun_andAnotherFileIsRefused() throws Exception {
    String key = UUID.randomUUID().toString();
    Answer first = upload(csv(10), "Idempotency-Key", key);
    result(Job.accepted(first));

    assertThat(upload(csv(10), "Idempotency-Key", key).json()).isEqualTo(first.json());
    assertReused(upload(csv(11), "Idempotency-Key", key));
  }

  @Test
  void uploadWithoutARun_isTakenUpByItsRepeat_andByNothingElse() throws Exception {
    String key = UUID.randomUUID().toString();
    cluster.temporal().stop();
    assertThat(upload(csv(10), "Idempotency-Key", key).status()).isEqualTo(503);
    cluster.temporal().start();

    await().atMost(SOON).until(() -> cluster.get("/workflows/none").status() == 404);
    assertReused(upload(csv(11), "Idempotency-Key", key));
    Job job = Job.accepted(upload(csv(10), "Idempotency-Key", key));
    assertThat(result(job).path("rowsLoaded").longValue()).isEqualTo(10);
  }

  @Test
  void uploadWithTheKeyOfOneThatGoesOn_isAConflict() throws Exception {
    String key = UUID.randomUUID().toString();
    CompletableFuture<Answer> first;
    try (PipedOutputStream slowly = new PipedOutputStream()) {
      PipedInputStream sent = new PipedInputStream(slowly, 1 << 20);
      // More than what is buffered on the way.
      write(slowly, csv(5_000));
      List<Path> before = files();
      first =
          CompletableFuture.supplyAsync(
              () -> unchecked(HttpRequest.BodyPublishers.ofInputStream(() -> sent), key));
      await().atMost(SOON).until(() -> files().size() > before.size());

      Answer second = upload(csv(5_001), "Idempotency-Key", key);

      assertThat(second.status()).isEqualTo(409);
      assertThat(second.json().path("type").textValue()).endsWith(":request-in-flight");
      write(slowly, "5001,name-5001,name-5001@example.org,some more text\n");
    }
    Job job = Job.accepted(first.join());
    assertThat(Job.accepted(upload(csv(5_001), "Idempotency-Key", key))).isEqualTo(job);
    assertThat(result(job).path("rowsLoaded").longValue()).isEqualTo(5_001);
  }

  private static void assertReused(Answer answer) {
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("type").textValue()).endsWith(":idempotency-key-reused");
  }

  private Answer upload(String csv, String... headers) throws Exception {
    return cluster.upload("/imports", body(csv), headers);
  }

  private Answer unchecked(BodyPublisher csv, String key) {
    try {
      return cluster.upload("/imports", csv, "Idempotency-Key", key);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BodyPublisher body(String csv) {
    return HttpRequest.BodyPublishers.ofString(csv);
  }

  private static void write(OutputStream out, String csv) throws IOException {
    out.write(csv.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String csv(int rows) {
    StringBuilder csv = new StringBuilder("id,name,email,remark\n");
    for (int row = 1; row <= rows; row++) {
      csv.append(row).append(",name-").append(row).append(",name-").append(row);
      csv.append("@example.org,some more text\n");
    }
    return csv.toString();
  }

  private JsonNode progress(Job job) throws Exception {
    return post(job, "/queries/progress").json();
  }

  private boolean isIdle(Job job) throws Exception {
    return cluster.get("/workflows/" + job.workflowId()).json().path("pendingActivities").isEmpty();
  }

  private Answer post(Job job, String path) throws Exception {
    return cluster.post("/workflows/" + job.workflowId() + path, "");
  }

  private Answer end(Job job) throws Exception {
    return cluster.get("/workflows/" + job.workflowId() + "/result?wait=60s");
  }

  private JsonNode result(Job job) throws Exception {
    Answer answer = end(job);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.json();
  }

  private Path file(String name) {
    return cluster.directory().resolve(".throughline/files").resolve(name);
  }

  /** Hidden ones, too. */
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(file(""))) {
      return files.sorted().toList();
    }
  }
}
