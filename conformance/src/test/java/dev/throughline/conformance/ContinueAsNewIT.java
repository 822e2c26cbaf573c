package dev.throughline.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.conformance.ShapeSpan.Link;
import dev.throughline.tracing.contract.Ids;
import dev.throughline.tracing.contract.Run;
import io.temporal.client.WorkflowStub;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workflows that continue as new many times. */
class ContinueAsNewIT {
  @RegisterExtension static final ShapesCluster shapes = new ShapesCluster();

  /** Side by side, because the server lets a second pass between two runs of a chain. */
  private static final int CHAINS = 25;

  private static final int RUNS_OF_A_CHAIN = 40;

  @Test
  void aThousandRuns_areAsManySmallTraces_linkedBothWays() throws Exception {
    List<WorkflowStub> chains =
        Stream.generate(() -> shapes.start("Chain", RUNS_OF_A_CHAIN)).limit(CHAINS).toList();
    for (WorkflowStub chain : chains) {
      chain.getResult(Void.class);
      List<Anchor> anchors = anchors(chain);
      for (int i = 0; i < RUNS_OF_A_CHAIN; i++) {
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
  }

  /** Where the anchor of a run must be. */
  private record Anchor(String traceId, String spanId) {}

  private static List<Anchor> anchors(WorkflowStub chain) {
    List<Anchor> anchors = new ArrayList<>();
    Run run = shapes.history(chain).run();
    anchors.add(new Anchor(ShapeTrace.idIn(shapes.history(chain)), Ids.runWorkflow(run)));
    while (anchors.size() < RUNS_OF_A_CHAIN) {
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
    if (run < 0 || run == RUNS_OF_A_CHAIN) {
      return List.of();
    }
    return List.of(new Link(type, anchors.get(run).traceId, anchors.get(run).spanId));
  }

  private static String status(int run) {
    return run < RUNS_OF_A_CHAIN - 1 ? "CONTINUED_AS_NEW" : "COMPLETED";
  }
}
