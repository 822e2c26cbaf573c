package dev.throughline.conformance;

import dev.throughline.quickstart.SpanTree;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Expected trees, drawn. */
final class Outline {
  /** The main job: one request, one workflow, one trace. */
  static final String EMAIL =
      """
      POST /send-email
      └─ StartWorkflow:Email
         └─ RunWorkflow:Email
            ├─ CompleteWorkflow:Email
            └─ StartActivity:SendEmail
               └─ RunActivity:SendEmail attempt 1
                  └─ SMTP send""";

  /** The same with a delay, which is a timer. */
  static final String DELAYED_EMAIL =
      EMAIL.replace("      └─ StartActivity", "      ├─ Timer\n      └─ StartActivity");

  /** What the processes that run it write, and no recorder. */
  static final String EMAIL_WITHOUT_END = EMAIL.replace("      ├─ CompleteWorkflow:Email\n", "");

  private Outline() {}

  /** A tree that is drawn exactly so. */
  static Predicate<SpanTree> is(String outline) {
    return tree -> tree.outline().equals(outline);
  }

  /**
   * A tree that is drawn so but for what a busy machine lets time out: workflow tasks, and the
   * start of a run that is there nevertheless.
   */
  static Predicate<SpanTree> isButForTimeOuts(String outline) {
    return tree -> withoutTimeOuts(tree.outline()).equals(withoutTimeOuts(outline));
  }

  private static String withoutTimeOuts(String outline) {
    return outline
        .lines()
        .filter(line -> !line.contains("─ WorkflowTaskFailed"))
        // What comes last is drawn otherwise.
        .map(line -> line.replace("├─", "└─").replace('│', ' ').replace(" ERROR", ""))
        .collect(Collectors.joining("\n"));
  }

  /** A tree with a span whose name begins so. */
  static Predicate<SpanTree> has(String name) {
    return tree -> tree.outline().lines().anyMatch(line -> line.contains("─ " + name));
  }
}
