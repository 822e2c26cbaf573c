package dev.throughline.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.journal.SpanDestination;
import dev.throughline.recorder.ForeignRuns;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyCommandTest {
  private static final String NOTHING_WRONG = "missing 0; orphans 0, conflicts 0; 100.00 %";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Integer> exits = new ArrayList<>();
  private final List<String> namespaces = new ArrayList<>();
  private VerifyTemporal temporal;
  private VerifyJaeger jaeger;
  private @Nullable SpanDestination destination;
  private String address;

  @BeforeEach
  void start() throws Exception {
    temporal = new VerifyTemporal();
    jaeger = new VerifyJaeger();
    destination = jaeger;
    address = temporal.address();
  }

  @AfterEach
  void stop() throws Exception {
    jaeger.close();
    temporal.close();
  }

  @Test
  void spansThatAreMissing_areToldByRun_withStatus1() throws Exception {
    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url());

    assertThat(out.toString(UTF_8).lines().toList())
        .satisfiesExactly(
            run -> assertThat(run).matches("order-1 run-1 trace [0-9a-f]{32} 0\\.00 %"),
            anchor -> assertThat(anchor).matches("  missing RunWorkflow:Order [0-9a-f]{16}"),
            close -> assertThat(close).matches("  missing CompleteWorkflow:Order [0-9a-f]{16}"),
            summary ->
                assertThat(summary)
                    .isEqualTo(
                        "runs 1: complete 0, incomplete 1, running 0, unreadable 0;"
                            + " spans implied 2: stored 0, repaired 0, missing 2;"
                            + " orphans 0, conflicts 0; 0.00 %"));
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(exits).containsExactly(1);
    assertThat(jaeger.spans()).isEmpty();
  }

  @Test
  void repair_exportsWhatIsMissing_once() throws Exception {
    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url(), "--repair");

    assertThat(out.toString(UTF_8))
        .contains("  repaired RunWorkflow:Order ", "repaired 2, " + NOTHING_WRONG);
    assertThat(jaeger.spans()).hasSize(2);

    out.reset();
    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url(), "--repair");

    assertThat(out.toString(UTF_8)).startsWith("runs 1: complete 1").contains(NOTHING_WRONG);
    assertThat(jaeger.spans()).hasSize(2);
    assertThat(exits).isEmpty();
  }

  @Test
  void queryThatTemporalDoesNotUnderstand_isItsOwnMessage_withStatus2() throws Exception {
    verify("--query", "nonsense", "--backend", "jaeger", "--url", jaeger.url());

    assertThat(err.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "Temporal does not understand --query: invalid query: unable to parse filter");
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(exits).containsExactly(2);
  }

  @Test
  void temporalThatIsNotThere_isStatus2() throws Exception {
    temporal.close();

    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url());

    assertThat(err.toString(UTF_8)).contains("Temporal does not answer: UNAVAILABLE");
    assertThat(exits).containsExactly(2);
  }

  @Test
  void backendThatIsNotThere_isStatus2_andNotAllMissing() throws Exception {
    jaeger.close();

    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url());

    assertThat(err.toString(UTF_8)).contains("Jaeger at " + jaeger.url() + " cannot be reached");
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(exits).containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --backend jaeger --url http://localhost:1 | --query is required
          --query all --backend jaeger              | --url is required
          --query all --backend tempo               | --url is required
          --query all --backend tempo --url here    | is no HTTP address
          --query all --url http://localhost:1      | --url needs --backend
          --query all --backend zipkin              | --backend is jaeger, tempo or journal
          """)
  void wrongOptions_areStatus2_withTheReason(String options, String reason) throws Exception {
    verify(options.split(" "));

    assertThat(err.toString(UTF_8)).contains(reason);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(exits).containsExactly(2);
  }

  @Test
  void repairWithoutADestination_isStatus2() throws Exception {
    destination = null;

    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url(), "--repair");

    assertThat(err.toString(UTF_8)).contains("--repair has nowhere to export to");
    assertThat(exits).containsExactly(2);
  }

  @Test
  void repairOfAJournalThatKeepsNothing_isStatus2() throws Exception {
    verify("--query", "all", "--repair");

    assertThat(err.toString(UTF_8))
        .contains("--repair of the journal needs tracing.journal.retain");
    assertThat(exits).containsExactly(2);
  }

  @Test
  void queryThatFindsNoClosedRun_isNoProof_andStatus2() throws Exception {
    verify("--query", "none", "--backend", "jaeger", "--url", jaeger.url());

    assertThat(out.toString(UTF_8)).startsWith("runs 0:");
    assertThat(err.toString(UTF_8)).contains("nothing was verified");
    assertThat(exits).containsExactly(2);
  }

  @Test
  void environment_holdsWithoutAConfigurationFile_andWinsOverOne(@TempDir Path directory)
      throws Exception {
    Path file =
        Files.writeString(directory.resolve("worker.yml"), "temporal: {namespace: fromFile}");

    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url());
    verify("--query", "all", "--backend", "jaeger", "--url", jaeger.url(), file.toString());

    assertThat(namespaces).containsExactly("fromEnvironment", "fromEnvironment");
  }

  @Test
  void configurationThatIsWrong_isStatus2_withTheReason(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("worker.yml"), "taskQueue: ''");

    verify("--query", "all", file.toString());

    assertThat(err.toString(UTF_8)).contains("taskQueue must not be blank");
    assertThat(exits).containsExactly(2);
  }

  private void verify(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("verify"));
    line.addAll(List.of(arguments));
    new TestApplication().run(line.toArray(String[]::new));
  }

  private VerifyParts parts(WorkerConfiguration config, boolean repair) {
    namespaces.add(config.temporal().getNamespace());
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
    return new VerifyParts(
        stubs,
        config.temporal().getNamespace(),
        traceId -> true,
        ForeignRuns.FULL,
        repair ? destination : null,
        destination != null,
        false,
        Path.of("none"),
        stubs::shutdownNow);
  }

  /** The command in the environment of the service. */
  private final class TestApplication extends Application<WorkerConfiguration> {
    @Override
    public void initialize(Bootstrap<WorkerConfiguration> bootstrap) {
      bootstrap.setConfigurationFactoryFactory(
          WorkerApplication.overrides(Map.of("TEMPORAL_NAMESPACE", "fromEnvironment")).factory());
      bootstrap.addCommand(
          new VerifyCommand(
              VerifyCommandTest.this::parts,
              exits::add,
              new PrintStream(out, true, UTF_8),
              new PrintStream(err, true, UTF_8)));
    }

    @Override
    public void run(WorkerConfiguration config, Environment environment) {}

    @Override
    protected void onFatalError(Throwable t) {}
  }
}
