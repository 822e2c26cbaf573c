package dev.throughline.workflows;

import dev.throughline.workflows.ImportProgress.Phase;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * {@link ImportWorkflow}: short activities one after the other, which a pause cancels. How far they
 * have come is in the database, so nothing but the file's name goes into the next run.
 */
public final class ImportWorkflowImpl implements ImportWorkflow {

  /**
   * Loads of one run: then the import continues as new. A run has up to 500,000 rows, and a trace
   * that can be read.
   */
  static final int LOADS_PER_RUN = 5;

  private final ImportActivities imports = ActivityStubs.imports();
  private final ImportActivities downloads = ActivityStubs.download();
  private Phase phase = Phase.LOADING;
  private ImportPosition position = ImportPosition.NONE;
  private boolean paused;
  private @Nullable CancellationScope working;

  @Override
  public ImportResult load(ImportRequest request) {
    String importId = Workflow.getInfo().getFirstExecutionRunId();
    String file = request.file();
    if (file == null) {
      phase = Phase.FETCHING;
      file = unlessPaused(() -> downloads.fetch(importId, url(request)));
      phase = Phase.LOADING;
    }
    return load(new ImportSource(importId, file), request);
  }

  private static String url(ImportRequest request) {
    return Require.present("url", request.url());
  }

  private ImportResult load(ImportSource source, ImportRequest request) {
    int maxRejects = request.rejectLimit();
    String report;
    try {
      if (loadRows(source, maxRejects)) {
        Workflow.continueAsNew(request.fetchedAs(source.file()));
      }
      phase = Phase.FINISHING;
      report = imports.finish(source, position.rejected() <= maxRejects);
    } catch (TemporalFailure e) {
      // Canceled or failed: the report is of use all the same.
      Workflow.newDetachedCancellationScope(() -> imports.finish(source, false)).run();
      throw e;
    }
    if (position.rejected() > maxRejects) {
      throw ApplicationFailure.newNonRetryableFailure(
          "%d of %d rows were rejected, more than %d: see %s in the file store"
              .formatted(position.rejected(), position.rows(), maxRejects, report),
          TOO_MANY_REJECTS,
          report);
    }
    phase = Phase.DONE;
    return new ImportResult(source.importId(), position.loaded(), position.rejected(), report);
  }

  /** Returns whether there is more to load, in another run. */
  private boolean loadRows(ImportSource source, int maxRejects) {
    position = unlessPaused(() -> imports.open(source));
    for (int loads = 0; position.hasMore() && position.rejected() <= maxRejects; loads++) {
      if (loads == LOADS_PER_RUN || Workflow.getInfo().isContinueAsNewSuggested()) {
        // Paused, the next run would not know it.
        Workflow.await(() -> !paused);
        return true;
      }
      position = unlessPaused(() -> imports.load(source, maxRejects));
    }
    return false;
  }

  /** Does something when the import is not paused; what a pause cancels is done again later. */
  private <R> R unlessPaused(Functions.Func<R> work) {
    while (true) {
      Workflow.await(() -> !paused);
      CompletablePromise<R> result = Workflow.newPromise();
      CancellationScope scope =
          Workflow.newCancellationScope(() -> result.completeFrom(Async.function(work)));
      working = scope;
      scope.run();
      try {
        return result.get();
      } catch (ActivityFailure e) {
        if (!(e.getCause() instanceof CanceledFailure)
            || CancellationScope.current().isCancelRequested()) {
          throw e;
        }
      } finally {
        working = null;
      }
    }
  }

  @Override
  public void pause() {
    paused = true;
    if (working != null) {
      working.cancel("paused");
    }
  }

  @Override
  public void resume() {
    paused = false;
  }

  @Override
  public ImportProgress progress() {
    return new ImportProgress(
        phase,
        paused,
        position.loaded(),
        position.rejected(),
        position.bytes(),
        position.totalBytes());
  }
}
