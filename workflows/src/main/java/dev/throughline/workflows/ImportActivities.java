package dev.throughline.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/** Loads CSV files into the database. */
@ActivityInterface
public interface ImportActivities {

  /**
   * The type of an application failure that no retry can mend: the file, or the place that it
   * should come from, is not what can be imported.
   */
  String REFUSED = "ImportRefused";

  /**
   * Fetches a file into the file store. An attempt goes on where the one before it was cut off, if
   * the server can; fetching again what is there does nothing. When it is canceled, it drops what
   * it has.
   *
   * @return the file's name in the file store
   * @throws io.temporal.failure.ApplicationFailure of type {@link #REFUSED}
   */
  @ActivityMethod(name = "FetchImport")
  String fetch(String importId, String url);

  /**
   * Begins an import, or finds how far it has come.
   *
   * @throws io.temporal.failure.ApplicationFailure of type {@link #REFUSED} for a file that is not
   *     there or has no usable heading
   */
  @ActivityMethod(name = "OpenImport")
  ImportPosition open(ImportSource source);

  /**
   * Loads the next rows: some seconds' worth, up to the end of the file, or until there are too
   * many rejects. Rows and position are committed together, so each row is loaded once, whatever
   * dies when. When it is canceled, it returns what it has loaded.
   *
   * @param maxRejects when more rows are rejected, there is no use in going on
   */
  @ActivityMethod(name = "LoadRows")
  ImportPosition load(ImportSource source, int maxRejects);

  /**
   * Writes the reject report and removes the file if it was fetched; one that was uploaded stays.
   * Doing it again does nothing.
   *
   * @param succeeded marks the import as finished: all its rows are there
   * @return the name of the reject report in the file store, or null if no row was rejected
   */
  @ActivityMethod(name = "FinishImport")
  @Nullable String finish(ImportSource source, boolean succeeded);
}
