package dev.throughline.api.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void name_isWithoutWhatAllOfItsEnumBeginWith() {
    WorkflowExecutionStatus status =
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW;

    assertThat(Names.of(status)).isEqualTo("CONTINUED_AS_NEW");
    assertThat(Names.of(status.getValueDescriptor())).isEqualTo("CONTINUED_AS_NEW");
    assertThat(Names.of(EventType.UNRECOGNIZED)).isEqualTo("UNRECOGNIZED");
  }
}
