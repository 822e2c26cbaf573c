package dev.throughline.worker;

import dev.throughline.recorder.verify.Finding;
import dev.throughline.recorder.verify.RunReport;
import dev.throughline.recorder.verify.Summary;
import java.io.PrintStream;
import java.util.Locale;

/** The results of a verification as text: a run a line, what is wrong with it indented below. */
final class VerifyOutput {
  private final PrintStream out;

  VerifyOutput(PrintStream out) {
    this.out = out;
  }

  void print(RunReport report) {
    String run = report.run().workflowId() + " " + report.run().runId();
    if (report.unreadable() != null) {
      out.println(run + " unreadable: " + report.unreadable());
      return;
    }
    out.println(run + " trace " + report.traceId() + " " + percent(report.percent()));
    report.findings().forEach(finding -> out.println("  " + line(finding)));
  }

  void print(Summary summary) {
    long incomplete =
        summary.runs() - summary.complete() - summary.running() - summary.unreadable();
    out.printf(
        Locale.ROOT,
        "runs %d: complete %d, incomplete %d, running %d, unreadable %d;"
            + " spans implied %d: stored %d, repaired %d, missing %d;"
            + " orphans %d, conflicts %d; %s%n",
        summary.runs(),
        summary.complete(),
        incomplete,
        summary.running(),
        summary.unreadable(),
        summary.implied(),
        summary.stored(),
        summary.repaired(),
        summary.missing(),
        summary.orphans(),
        summary.conflicts(),
        percent(summary.percent()));
  }

  private static String line(Finding finding) {
    String span = finding.name() + " " + finding.id();
    return switch (finding.kind()) {
      case MISSING -> "missing " + span;
      case REPAIRED -> "repaired " + span;
      case MISSING_ATTEMPT ->
          "missing " + span + " (cannot be repaired: only the attempt's worker knew it)";
      case ORPHAN -> "orphan " + span;
      case CONFLICT -> "conflict " + span;
    };
  }

  /** Cut, not rounded: 100 is all. */
  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.2f %%", Math.floor(percent * 100) / 100);
  }
}
