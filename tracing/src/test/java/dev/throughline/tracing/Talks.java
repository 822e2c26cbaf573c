package dev.throughline.tracing;

import io.temporal.client.WorkflowClient;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.ArrayList;
import java.util.List;

/** A workflow that one can talk with: signals, updates, queries. */
final class Talks {
  private Talks() {}

  /** A talk that goes on, whose own spans are forgotten. */
  static Talk begin(TracedEnvironment environment) {
    environment.start(List.of(TalkWorkflow.class));
    Talk talk = environment.workflow(Talk.class);
    WorkflowClient.start(talk::talk);
    // Answered only after the first workflow task, which is when the anchor is written.
    talk.said();
    environment.forgetSpans();
    return talk;
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
