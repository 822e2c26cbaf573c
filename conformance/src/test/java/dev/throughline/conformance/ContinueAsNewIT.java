package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.conformance.ShapeSpan.Link;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Run;
import io.temporal.client.WorkflowStub;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A workflow that continues as new many times. */
class ContinueAsNewIT {
  private static final int RUNS = 1_000;

  /** By its own setting the server lets a second pass between two runs of a chain. */
  @RegisterExtension
  static final ShapesCluster shapes =
      new ShapesCluster()
          .withTemporal("--dynamic-config-value", "history.workflowIdReuseMinimalInterval=\"0s\"");

  @Test
  void aThousandRuns_areAsManySmallTraces_linkedBothWays() throws Exception {
    WorkflowStub chain = shapes.start("Chain", RUNS);
    chain.getResult(Void.class);
    List<Anchor> anchors = anchors(chain);
    for (int i = 0; i < RUNS; i++) {
      ShapeTrace trace = shapes.await(anchors.get(i).traceId, outline(i));
      ShapeSpan anchor = trace.span("RunWorkflow:Chain");
      ShapeSpan close = trace.span("CompleteWorkflow:Chain");
      assertThat(anchor.spanId()).isEqualTo(anchors.get(i).spanId);
      assertThat(anchor.links()).isEqualTo(links(anchors, i - 1, "previous"));
      assertThat(close.links()).isEqualTo(links(anchors, i + 1, "next"));
      assertThat(close.attribute("temporal.close_status")).isEqualTo(status(i));
      assertThat(close.fault()).isEmpty();
    }
  }

  /** Where the anchor of a run must be. */
  private record Anchor(String traceId, String spanId) {}

  private static List<Anchor> anchors(WorkflowStub chain) {
    List<Anchor> anchors = new ArrayList<>();
    Run run = shapes.history(chain).run();
    anchors.add(new Anchor(ShapeTrace.idIn(shapes.history(chain)), Ids.runWorkflow(run)));
    while (anchors.size() < RUNS) {
      run = run.withRunId(shapes.nextRunId(run));
      anchors.add(new Anchor(Ids.derivedTrace(run), Ids.runWorkflow(run)));
    }
    return anchors;
  }

  private static String outline(int run) {
    return run == 0
        ? """
          StartWorkflow:Chain
          └─ RunWorkflow:Chain
             └─ CompleteWorkflow:Chain"""
        : """
          RunWorkflow:Chain
          └─ CompleteWorkflow:Chain""";
  }

  private static List<Link> links(List<Anchor> anchors, int run, String type) {
    if (run < 0 || run == RUNS) {
      return List.of();
    }
    return List.of(new Link(type, anchors.get(run).traceId, anchors.get(run).spanId));
  }

  private static String status(int run) {
    return run < RUNS - 1 ? "CONTINUED_AS_NEW" : "COMPLETED";
  }
}
