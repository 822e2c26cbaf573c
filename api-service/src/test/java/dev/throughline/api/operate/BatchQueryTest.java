package dev.throughline.api.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.throughline.api.problem.ProblemException;
import dev.throughline.api.types.WorkflowTypes;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchQueryTest {
  private static final WorkflowTypes TYPES =
      WorkflowTypes.of(List.of(Stoppable.class, Endless.class));

  @WorkflowInterface
  public interface Stoppable {
    @WorkflowMethod(name = "Stoppable")
    void run();

    @SignalMethod(name = "stop")
    void stop();
  }

  @WorkflowInterface
  public interface Endless {
    @WorkflowMethod(name = "Endless")
    void run();
  }

  @Test
  void query_leavesOutTheRecorderAndTemporalItself() {
    assertThat(BatchQuery.guarded("A = 1 OR B = 2"))
        .isEqualTo(
            "(A = 1 OR B = 2) AND WorkflowType != 'throughline.Recorder'"
                + " AND TemporalNamespaceDivision IS NULL");
  }

  @Test
  void signal_goesOnlyToTypesThatHaveIt() {
    assertThat(BatchQuery.signalable("A = 1", new BatchRequest.Signal("stop", null), TYPES))
        .endsWith(" AND WorkflowType IN ('Stoppable')");
  }

  @Test
  void signalThatNoTypeHas_isRefused() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () -> BatchQuery.signalable("A = 1", new BatchRequest.Signal("go", null), TYPES))
        .satisfies(
            refused ->
                assertThat(refused.problem().violations().get(0).field()).isEqualTo("signal.name"));
  }
}
