package dev.throughline.recorder.verify;

import dev.throughline.recorder.verify.Finding.Kind;
import dev.throughline.tracing.contract.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a run.
 *
 * @param traceId the trace of the run's spans; {@code null} if it is not known
 * @param implied how many spans the run's history implies, attempts included
 * @param stored how many of them were stored
 * @param findings those of the run, then the orphans and conflicts of the traces that it is in, as
 *     far as no run before it had them
 * @param unreadable why the run's history or its trace cannot be read, or {@code null}
 */
public record RunReport(
    Run run,
    @Nullable String traceId,
    long implied,
    long stored,
    List<Finding> findings,
    @Nullable String unreadable) {
  public RunReport {
    findings = List.copyOf(findings);
  }

  static RunReport unreadable(Run run, String reason) {
    return new RunReport(run, null, 0, 0, List.of(), reason);
  }

  /** Whether all that the run's history implies is stored now. */
  public boolean isComplete() {
    return unreadable == null && implied == stored + count(Kind.REPAIRED);
  }

  /** The share of the implied spans that is stored now, from 0 to 100. */
  public double percent() {
    return Summary.percent(stored + count(Kind.REPAIRED), implied);
  }

  long count(Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }
}
