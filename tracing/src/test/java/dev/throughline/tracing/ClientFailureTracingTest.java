package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.tracing.Talks.Talk;
import dev.throughline.tracing.Talks.TalkWorkflow;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientFailureTracingTest {
  private final TracedEnvironment environment = TracedEnvironment.create();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void start_ofARunThatIsThere_isAnError() {
    Talks.begin(environment);

    assertThatThrownBy(() -> WorkflowClient.start(environment.workflow(Talk.class)::talk))
        .isInstanceOf(WorkflowExecutionAlreadyStarted.class);

    SpanData start = environment.span("StartWorkflow:Talk");
    assertThat(exceptionType(start)).isEqualTo(StatusRuntimeException.class.getName());
  }

  @Test
  void signalOfNobody_isAnError() {
    environment.start(List.of(TalkWorkflow.class));
    Talk nobody = environment.client().newWorkflowStub(Talk.class, "nobody");

    assertThatThrownBy(() -> nobody.say("hello")).isInstanceOf(WorkflowNotFoundException.class);

    assertThat(exceptionType(environment.span("SignalWorkflow:say")))
        .isEqualTo(StatusRuntimeException.class.getName());
  }

  @Test
  void queryThatFails_isAnErrorOnBothSides() {
    Talk talk = Talks.begin(environment);

    assertThatThrownBy(talk::fails).isInstanceOf(RuntimeException.class);

    assertThat(environment.tree())
        .isEqualTo(
            """
            QueryWorkflow:fails CLIENT ERROR
              HandleQuery:fails SERVER ERROR ~run ?
            """);
    assertThat(exceptionType(environment.span("HandleQuery:fails")))
        .isEqualTo(IllegalStateException.class.getName());
  }

  @Test
  void updateThatIsRejected_isAnError() {
    Talk talk = Talks.begin(environment);

    assertThatThrownBy(() -> talk.ask("")).isInstanceOf(WorkflowUpdateException.class);

    assertThat(environment.tree()).isEqualTo("UpdateWorkflow:ask CLIENT ERROR\n");
  }

  @Test
  void cancelAndTerminateOfNobody_areErrors() {
    environment.start(List.of(TalkWorkflow.class));
    WorkflowStub nobody = environment.client().newUntypedWorkflowStub("nobody");

    assertThatThrownBy(nobody::cancel).isInstanceOf(WorkflowNotFoundException.class);
    assertThatThrownBy(() -> nobody.terminate("enough"))
        .isInstanceOf(WorkflowNotFoundException.class);

    assertThat(environment.tree())
        .isEqualTo(
            """
            CancelWorkflow CLIENT ERROR
            TerminateWorkflow CLIENT ERROR
            """);
  }

  private static String exceptionType(SpanData span) {
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents()).hasSize(1);
    EventData event = span.getEvents().get(0);
    assertThat(event.getName()).isEqualTo("exception");
    return String.valueOf(event.getAttributes().get(AttributeKey.stringKey("exception.type")));
  }
}
