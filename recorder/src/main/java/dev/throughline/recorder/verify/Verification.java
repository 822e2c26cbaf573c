package dev.throughline.recorder.verify;

import com.google.protobuf.ByteString;
import dev.throughline.journal.SpanDestination;
import dev.throughline.recorder.HistoryDerivation;
import dev.throughline.recorder.HistoryDerivation.Rules;
import dev.throughline.recorder.ReportedAttempt;
import dev.throughline.recorder.io.ListedRun;
import dev.throughline.recorder.io.RunHistories;
import dev.throughline.recorder.io.RunPage;
import dev.throughline.recorder.io.UnreadableHistoryException;
import dev.throughline.recorder.verify.Finding.Kind;
import dev.throughline.tracing.contract.Run;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The proof that traces are whole: what the event history of each run implies is looked up in the
 * backend, and with a repair what is missing is stored. Memory holds one page of runs, and of one
 * run what is missing and the traces that it is in.
 *
 * <p>Runs that are not closed yet are counted and left out, as are the recorder's own, uncounted.
 * Runs that are not sampled imply nothing. The bar of an attempt is known to its worker only: that
 * one is missing can be told, but not repaired.
 *
 * <p>It makes no spans itself. Repairing writes the same spans as the recorder, byte for byte, so
 * it does no harm beside it, and repeated it writes nothing.
 *
 * <p>Thread safety: none.
 */
public final class Verification {
  private static final int PAGE_RUNS = 100;

  private final RunHistories histories;
  private final Rules rules;
  private final StoredTraces stored;
  private final @Nullable Repair repair;
  private final Tally tally = new Tally();
  private final MetTraces met = new MetTraces();

  /**
   * A verification, for one query.
   *
   * @param rules with the scope {@code WHOLE}; else as the recorder has them
   * @param repairTo takes what is missing; {@code null} to repair nothing
   */
  public Verification(
      RunHistories histories,
      Rules rules,
      StoredTraces stored,
      @Nullable SpanDestination repairTo) {
    this.histories = histories;
    this.rules = rules;
    this.stored = stored;
    this.repair = repairTo == null ? null : new Repair(repairTo);
  }

  /**
   * Verifies.
   *
   * @param query a visibility query (list filter) of Temporal's
   * @param out told of each run about which there is something to tell
   * @throws io.grpc.StatusRuntimeException if Temporal does not understand the query, or cannot be
   *     reached
   * @throws UnavailableStoreException if the backend cannot be asked, or takes no spans
   * @throws InterruptedException if the thread was interrupted while it repaired or waited
   */
  public Summary verify(String query, Consumer<RunReport> out) throws InterruptedException {
    ByteString next = ByteString.EMPTY;
    do {
      ByteString token = next;
      RunPage page = TemporalCall.retried(() -> histories.list(query, PAGE_RUNS, token));
      RecentTraces traces = new RecentTraces(stored);
      for (ListedRun run : page.runs()) {
        verify(run, traces, out);
      }
      next = page.nextToken();
    } while (!next.isEmpty());
    return tally.summary(met.orphans());
  }

  private void verify(ListedRun listed, RecentTraces traces, Consumer<RunReport> out)
      throws InterruptedException {
    if (listed.isRecorder()) {
      return;
    }
    if (listed.closeTime() == null) {
      tally.running();
      return;
    }
    RunReport report = report(listed.run(), traces);
    tally.add(report);
    if (report.unreadable() != null || !report.findings().isEmpty()) {
      out.accept(report);
    }
  }

  private RunReport report(Run run, RecentTraces traces) throws InterruptedException {
    ImpliedSpans implied;
    try {
      implied = TemporalCall.retried(() -> implied(run, traces));
    } catch (UnreadableHistoryException | UnreadableTraceException e) {
      return RunReport.unreadable(run, String.valueOf(e.getMessage()));
    }
    List<SpanData> missing = implied.missing();
    boolean repaired = repair != null && !missing.isEmpty() && repair.store(missing);
    List<Finding> findings = new ArrayList<>();
    for (SpanData span : missing) {
      Kind kind = repaired ? Kind.REPAIRED : Kind.MISSING;
      findings.add(new Finding(kind, span.getName(), span.getSpanId()));
    }
    implied.missingAttempts().forEach(attempt -> findings.add(missing(attempt)));
    if (repaired) {
      met.repaired(missing);
    }
    for (String traceId : implied.traceIds()) {
      if (met.meet(traceId)) {
        findings.addAll(ofTrace(traceId, traces.get(traceId), repaired ? missing : List.of()));
      }
    }
    String traceId = implied.traceIds().stream().findFirst().orElse(null);
    return new RunReport(run, traceId, implied.implied(), implied.stored(), findings, null);
  }

  private ImpliedSpans implied(Run run, RecentTraces traces) throws UnreadableHistoryException {
    ImpliedSpans implied = new ImpliedSpans(traces);
    HistoryDerivation derivation = new HistoryDerivation(run, rules, implied);
    histories.read(
        run,
        event -> {
          try {
            derivation.accept(event);
          } catch (UnreadableTraceException | UnavailableStoreException e) {
            throw e; // the store is asked on the way
          } catch (RuntimeException e) {
            throw new UnreadableTraceException("its history is not understood: " + e);
          }
        });
    return implied;
  }

  private List<Finding> ofTrace(String traceId, StoredTrace trace, List<SpanData> repaired) {
    Set<String> added = new HashSet<>();
    repaired.forEach(span -> added.add(span.getSpanId()));
    List<StoredSpan> orphans = trace.orphans(added);
    met.add(traceId, orphans);
    List<Finding> findings = new ArrayList<>();
    orphans.forEach(span -> findings.add(new Finding(Kind.ORPHAN, span.name(), span.spanId())));
    trace
        .conflicts()
        .forEach(span -> findings.add(new Finding(Kind.CONFLICT, span.name(), span.spanId())));
    return findings;
  }

  private static Finding missing(ReportedAttempt attempt) {
    String number = attempt.attempt() == 0 ? "" : ", attempt " + attempt.attempt();
    return new Finding(
        Kind.MISSING_ATTEMPT,
        "RunActivity:" + attempt.activityType(),
        "activity " + attempt.activityId() + number);
  }
}
