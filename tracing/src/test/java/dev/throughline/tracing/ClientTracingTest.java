package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientTracingTest {
  private final TracedEnvironment environment = TracedEnvironment.create();

  @BeforeEach
  void startWorker() {
    environment.start(List.of(TalkWorkflow.class));
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void start_isAClientSpan_thatKnowsItsRun() {
    WorkflowExecution talk = WorkflowClient.start(environment.workflow(Talk.class)::talk);

    assertThat(environment.attributes("StartWorkflow:Talk"))
        .isEqualTo(
            Attributes.builder()
                .put("temporal.namespace", "default")
                .put("temporal.workflow.type", "Talk")
                .put("temporalRunID", talk.getRunId())
                .put("temporalWorkflowID", "order-1")
                .build());
  }

  @Test
  void start_ofARunThatIsThere_isAnError() {
    startTalk();

    assertThatThrownBy(() -> WorkflowClient.start(environment.workflow(Talk.class)::talk))
        .isInstanceOf(WorkflowExecutionAlreadyStarted.class);

    SpanData start = environment.span("StartWorkflow:Talk");
    assertThat(exceptionType(start)).isEqualTo(StatusRuntimeException.class.getName());
  }

  @Test
  void signal_isAClientSpan_inTheCallersTraceOnly() {
    Talk talk = startTalk();

    environment.inRequest(() -> talk.say("hello"));

    assertThat(environment.tree())
        .isEqualTo(
            """
            POST /orders SERVER
              SignalWorkflow:say CLIENT
            """);
  }

  @Test
  void signalOfNobody_isAnError() {
    Talk nobody = environment.client().newWorkflowStub(Talk.class, "nobody");

    assertThatThrownBy(() -> nobody.say("hello")).isInstanceOf(WorkflowNotFoundException.class);

    assertThat(exceptionType(environment.span("SignalWorkflow:say")))
        .isEqualTo(StatusRuntimeException.class.getName());
  }

  @Test
  void signalWithStart_isOneSpan_aboveTheRun() {
    WorkflowStub talk =
        environment
            .client()
            .newUntypedWorkflowStub("Talk", TracedEnvironment.options("order-1").build());

    environment.inRequest(
        () -> {
          talk.signalWithStart("say", new Object[] {"bye"}, new Object[0]);
        });
    talk.getResult(String.class);

    assertThat(environment.tree())
        .isEqualTo(
            """
            POST /orders SERVER
              SignalWithStartWorkflow:Talk CLIENT
                RunWorkflow:Talk
            """);
    assertThat(attribute(environment.span("SignalWithStartWorkflow:Talk"), "temporalRunID"))
        .isEqualTo(attribute(environment.span("RunWorkflow:Talk"), "temporalRunID"));
  }

  @Test
  void query_isAnsweredUnderItsCaller_andLinksTheRun() {
    Talk talk = environment.workflow(Talk.class);
    WorkflowClient.start(talk::talk);

    environment.inRequest(() -> talk.said());

    assertThat(environment.tree())
        .isEqualTo(
            """
            POST /orders SERVER
              QueryWorkflow:said CLIENT
                HandleQuery:said SERVER ~run RunWorkflow:Talk
            StartWorkflow:Talk CLIENT
              RunWorkflow:Talk
            """);
    assertThat(environment.attributes("HandleQuery:said"))
        .isEqualTo(
            environment.attributes("RunWorkflow:Talk").toBuilder()
                .remove(AttributeKey.stringKey("temporal.task_queue"))
                .build());
  }

  @Test
  void queryThatFails_isAnErrorOnBothSides() {
    Talk talk = startTalk();

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
  void update_isAClientSpan_withItsId() {
    startTalk();

    WorkflowStub.fromTyped(environment.client().newWorkflowStub(Talk.class, "order-1"))
        .startUpdate(
            UpdateOptions.newBuilder(String.class)
                .setUpdateName("ask")
                .setUpdateId("question-1")
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build(),
            "how");

    assertThat(environment.tree()).isEqualTo("UpdateWorkflow:ask CLIENT\n");
    assertThat(attribute(environment.span("UpdateWorkflow:ask"), "temporalUpdateID"))
        .isEqualTo("question-1");
  }

  @Test
  void updateThatIsRejected_isAnError() {
    Talk talk = startTalk();

    assertThatThrownBy(() -> talk.ask("")).isInstanceOf(WorkflowUpdateException.class);

    assertThat(environment.tree()).isEqualTo("UpdateWorkflow:ask CLIENT ERROR\n");
  }

  @Test
  void updateWithStart_isNamedByItsUpdate_aboveTheRun() {
    Talk talk =
        environment
            .client()
            .newWorkflowStub(
                Talk.class,
                TracedEnvironment.options("order-1")
                    .setWorkflowIdConflictPolicy(
                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                    .build());

    environment.inRequest(
        () ->
            WorkflowClient.executeUpdateWithStart(
                talk::ask,
                "how",
                UpdateOptions.<String>newBuilder().setUpdateId("question-1").build(),
                new WithStartWorkflowOperation<>(talk::talk)));

    assertThat(environment.tree())
        .isEqualTo(
            """
            POST /orders SERVER
              UpdateWithStartWorkflow:ask CLIENT
                RunWorkflow:Talk
            """);
    SpanData span = environment.span("UpdateWithStartWorkflow:ask");
    assertThat(attribute(span, "temporalUpdateID")).isEqualTo("question-1");
    assertThat(attribute(span, "temporalRunID"))
        .isEqualTo(attribute(environment.span("RunWorkflow:Talk"), "temporalRunID"));
  }

  @Test
  void cancelAndTerminate_areClientSpans() {
    startTalk();
    WorkflowStub talk = environment.client().newUntypedWorkflowStub("order-1");

    environment.inRequest(
        () -> {
          talk.cancel();
          talk.terminate("enough");
        });

    assertThat(environment.tree())
        .isEqualTo(
            """
            POST /orders SERVER
              CancelWorkflow CLIENT
              TerminateWorkflow CLIENT
            """);
    assertThat(environment.attributes("CancelWorkflow"))
        .isEqualTo(
            Attributes.builder()
                .put("temporal.namespace", "default")
                .put("temporalWorkflowID", "order-1")
                .build());
  }

  @Test
  void cancelAndTerminateOfNobody_areErrors() {
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

  /** A running talk, whose own spans are forgotten. */
  private Talk startTalk() {
    Talk talk = environment.workflow(Talk.class);
    WorkflowClient.start(talk::talk);
    // Answered only after the first workflow task, which is when the anchor is written.
    talk.said();
    environment.forgetSpans();
    return talk;
  }

  private static String exceptionType(SpanData span) {
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents()).hasSize(1);
    EventData event = span.getEvents().get(0);
    assertThat(event.getName()).isEqualTo("exception");
    return String.valueOf(event.getAttributes().get(AttributeKey.stringKey("exception.type")));
  }

  private static String attribute(SpanData span, String key) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
  }

  @WorkflowInterface
  public interface Talk {
    @WorkflowMethod(name = "Talk")
    String talk();

    @SignalMethod
    void say(String words);

    @UpdateMethod
    String ask(String question);

    @UpdateValidatorMethod(updateName = "ask")
    void checkAsk(String question);

    @QueryMethod
    List<String> said();

    @QueryMethod
    String fails();
  }

  /** Ends at the signal {@code bye}. */
  public static final class TalkWorkflow implements Talk {
    private final List<String> said = new ArrayList<>();

    @Override
    public String talk() {
      Workflow.await(() -> said.contains("bye"));
      return String.join(" ", said);
    }

    @Override
    public void say(String words) {
      said.add(words);
    }

    @Override
    public String ask(String question) {
      return question + "?";
    }

    @Override
    public void checkAsk(String question) {
      if (question.isEmpty()) {
        throw new IllegalArgumentException("no question");
      }
    }

    @Override
    public List<String> said() {
      return said;
    }

    @Override
    public String fails() {
      throw new IllegalStateException("no answer");
    }
  }
}
