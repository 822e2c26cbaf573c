package dev.throughline.recorder.verify;

import dev.throughline.recorder.verify.Finding.Kind;

/** Counts for a {@link Summary}, run by run. */
final class Tally {
  private long runs;
  private long complete;
  private long running;
  private long unreadable;
  private long implied;
  private long stored;
  private long repaired;
  private long missing;
  private long conflicts;

  void running() {
    runs++;
    running++;
  }

  void add(RunReport report) {
    runs++;
    if (report.unreadable() != null) {
      unreadable++;
    } else if (report.isComplete()) {
      complete++;
    }
    implied += report.implied();
    stored += report.stored();
    repaired += report.count(Kind.REPAIRED);
    missing += report.count(Kind.MISSING) + report.count(Kind.MISSING_ATTEMPT);
    conflicts += report.count(Kind.CONFLICT);
  }

  Summary summary(long orphans) {
    return new Summary(
        runs,
        complete,
        running,
        unreadable,
        implied,
        stored,
        repaired,
        missing,
        orphans,
        conflicts);
  }
}
