package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.Orders.Chain;
import dev.throughline.tracing.contract.Relation;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

class RelationTracingTest {

  @Test
  void default_makesEachNextRunALinkedTrace() {
    assertThat(treeOfThreeRuns(Relation.DEFAULT))
        .isEqualTo(
            """
            POST /orders SERVER
              StartWorkflow:Chain CLIENT
                RunWorkflow:Chain
            RunWorkflow:Chain ~previous RunWorkflow:Chain
            RunWorkflow:Chain ~previous RunWorkflow:Chain
              StartChildWorkflow:Ship
                RunWorkflow:Ship
                  StartActivity:Deliver
                    RunActivity:Deliver CONSUMER #1
            """);
  }

  @Test
  void link_makesTheRunALinkedRoot_butNotItsChildren() {
    assertThat(treeOfThreeRuns(Relation.LINK))
        .isEqualTo(
            """
            POST /orders SERVER
              StartWorkflow:Chain CLIENT
            RunWorkflow:Chain ~origin StartWorkflow:Chain
            RunWorkflow:Chain ~previous RunWorkflow:Chain
            RunWorkflow:Chain ~previous RunWorkflow:Chain
              StartChildWorkflow:Ship
                RunWorkflow:Ship
                  StartActivity:Deliver
                    RunActivity:Deliver CONSUMER #1
            """);
  }

  @Test
  void sameTrace_keepsTheChainInTheCallersTrace() {
    assertThat(treeOfThreeRuns(Relation.SAME_TRACE))
        .isEqualTo(
            """
            POST /orders SERVER
              StartWorkflow:Chain CLIENT
                RunWorkflow:Chain
                  RunWorkflow:Chain
                    RunWorkflow:Chain
                      StartChildWorkflow:Ship
                        RunWorkflow:Ship
                          StartActivity:Deliver
                            RunActivity:Deliver CONSUMER #1
            """);
  }

  @Test
  void sameTraceAndLink_keepTheChainInATraceOfItsOwn() {
    assertThat(treeOfThreeRuns(new Relation(true, true)))
        .isEqualTo(
            """
            POST /orders SERVER
              StartWorkflow:Chain CLIENT
            RunWorkflow:Chain ~origin StartWorkflow:Chain
              RunWorkflow:Chain
                RunWorkflow:Chain
                  StartChildWorkflow:Ship
                    RunWorkflow:Ship
                      StartActivity:Deliver
                        RunActivity:Deliver CONSUMER #1
            """);
  }

  private static String treeOfThreeRuns(Relation relation) {
    try (TracedEnvironment environment = TracedEnvironment.create()) {
      Orders.start(environment);
      environment.inRequest(
          () -> {
            try (Scope ignored = relation.makeCurrent()) {
              environment.workflow(Chain.class).chain(3);
            }
          });
      return environment.tree();
    }
  }
}
