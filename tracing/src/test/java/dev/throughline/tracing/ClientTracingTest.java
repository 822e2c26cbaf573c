package dev.throughline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.throughline.tracing.Talks.Talk;
import dev.throughline.tracing.Talks.TalkWorkflow;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientTracingTest {
  private final TracedEnvironment environment = TracedEnvironment.create();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void start_isAClientSpan_thatKnowsItsRun() {
    environment.start(List.of(TalkWorkflow.class));
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
  void signal_isAClientSpan_inTheCallersTraceOnly() {
    Talk talk = Talks.begin(environment);

    environment.inRequest(() -> talk.say("hello"));

    assertThat(environment.tree())
        .isEqualTo(
            """
            POST /orders SERVER
              SignalWorkflow:say CLIENT
            """);
  }

  @Test
  void signalWithStart_isOneSpan_aboveTheRun() {
    environment.start(List.of(TalkWorkflow.class));
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
    environment.start(List.of(TalkWorkflow.class));
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
  void update_isAClientSpan_withItsId() {
    Talks.begin(environment);

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
  void updateWithStart_isNamedByItsUpdate_aboveTheRun() {
    environment.start(List.of(TalkWorkflow.class));
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
    Talks.begin(environment);
    // Another one, because a cancelled run may be gone before it is terminated.
    WorkflowClient.start(environment.workflow(Talk.class, "order-2")::talk);
    environment.client().newWorkflowStub(Talk.class, "order-2").said();
    environment.forgetSpans();

    environment.inRequest(
        () -> {
          environment.client().newUntypedWorkflowStub("order-1").cancel();
          environment.client().newUntypedWorkflowStub("order-2").terminate("enough");
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

  private static String attribute(SpanData span, String key) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
  }
}
