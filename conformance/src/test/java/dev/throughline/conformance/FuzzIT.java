package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schemathesis, which makes requests up from the document, good ones and bad ones. */
class FuzzIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** The document's examples name it; it waits for approval. */
  private static final String RUN =
      """
      {"type": "Order", "workflowId": "example-order",
       "input": {"customer": "ann@example.org", "lines": [{"item": "laptop", "quantity": 1}],
                 "paymentToken": "tok_visa", "address": "1 Main Street", "country": "US"}}""";

  private static final String SCHEDULE =
      """
      {"scheduleId": "example-schedule", "spec": {"cron": ["0 3 * * *"]}, "paused": true,
       "action": {"type": "Report", "input": {"rows": 10, "stepMillis": 5, "to": "ann@example.org"}}}""";

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster =
        Cluster.start("--dynamic-config-value", "frontend.WorkflowPauseEnabled=true")
            .withoutRecorder();
    cluster.startServices();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void everyAnswer_isDocumented_andNoneIsAServerError() throws Exception {
    PythonEnvironment python = PythonEnvironment.made("fuzzing", "fuzzing.txt");
    assertThat(cluster.post("/workflows", RUN).status()).isEqualTo(202);
    assertThat(cluster.post("/schedules", SCHEDULE).status()).isEqualTo(201);
    Path directory = cluster.directory();
    Path output = directory.resolve("schemathesis.log");

    Process fuzzing =
        new ProcessBuilder(
                python.program("schemathesis").toString(),
                "run",
                cluster.apiUri("/openapi.yaml").toString(),
                "--checks=not_a_server_error,status_code_conformance,content_type_conformance,"
                    + "response_schema_conformance,response_headers_conformance",
                "--phases=examples,coverage,fuzzing",
                "--max-examples=15",
                "--seed=1",
                "--generation-database=none",
                "--no-shrink",
                // It ends when the run does.
                "--exclude-operation-id=watchWorkflow")
            // Where it leaves what it remembers.
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(fuzzing.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      fuzzing.destroyForcibly();
    }

    assertThat(fuzzing.exitValue()).as(Files.readString(output)).isZero();
  }
}
