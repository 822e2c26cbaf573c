package dev.throughline.workflows;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Loads a CSV file of up to 10,000,000 rows into the database. */
@WorkflowInterface
public interface ImportWorkflow {

  /** The workflow type. */
  String TYPE = "Import";

  /** The type of the application failure of an import with more rejects than allowed. */
  String TOO_MANY_REJECTS = "TooManyRejects";

  /**
   * Loads the file, each row once. The import continues as new from time to time; its id stays: the
   * run id of its first run.
   *
   * <p>A file that cannot be fetched is tried for a day, then the import fails. An uploaded file
   * stays in the file store: a repeat of its request is compared with it, and a reset reads it.
   *
   * <p>An import that is canceled or fails keeps what it has loaded, marked as not finished, and
   * writes its reject report all the same.
   */
  @WorkflowMethod(name = TYPE)
  ImportResult load(ImportRequest request);

  /**
   * Stops the work after the last batch that was committed, until {@link #resume}. A file that is
   * being fetched is dropped: it is fetched anew, with a day's time again.
   */
  @SignalMethod(name = "pause")
  void pause();

  /** Goes on after a {@link #pause}; otherwise does nothing. */
  @SignalMethod(name = "resume")
  void resume();

  /** How far the import is. */
  @QueryMethod(name = "progress")
  ImportProgress progress();
}
