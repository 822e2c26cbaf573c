package dev.throughline.tracing;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PlainApplicationExampleTest {

  @Test
  void example_isOneTrace() {
    Kept exporter = new Kept();
    try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance()) {
      String text = PlainApplicationExample.run(temporal.getWorkflowServiceStubs(), exporter);

      assertThat(text).isEqualTo("Good morning, Ann");
      assertThat(SpanTree.of(exporter.spans))
          .isEqualTo(
              """
              StartWorkflow:Greeting CLIENT
                RunWorkflow:Greeting
                  StartActivity:Compose
                    RunActivity:Compose CONSUMER #1
              """);
    }
  }

  @Test
  void readme_showsTheExample_asItIsCompiled() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java/dev/throughline/tracing/PlainApplicationExample.java"));
    String readme = Files.readString(Path.of("README.md"));

    String compiled =
        source
            .split(" *// README\n", -1)[1]
            .lines()
            .map(line -> line.isEmpty() ? line : line.substring(4))
            .collect(joining("\n", "", "\n"));
    String shown = readme.split("```java\n", -1)[1].split("```", -1)[0];

    assertThat(shown).isEqualTo(compiled);
  }

  /** Unlike the in-memory exporter it keeps its spans when it is shut down. */
  private static final class Kept implements SpanExporter {
    private final List<SpanData> spans = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.addAll(batch);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
