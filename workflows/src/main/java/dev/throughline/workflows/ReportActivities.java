package dev.throughline.workflows;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Produces reports. */
@ActivityInterface
public interface ReportActivities {

  /**
   * Writes a CSV file into the file store, row by row. An attempt goes on where the one before it
   * was cut off; the file is the same as without the cut.
   */
  @ActivityMethod(name = "ProduceReport")
  ReportFile produce(ReportRequest request);
}
