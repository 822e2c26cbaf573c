package dev.throughline.recorder.io;

import dev.throughline.tracing.contract.Run;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as visibility lists it.
 *
 * @param closeTime cut to microseconds by some visibility stores; {@code null} while it runs
 */
public record ListedRun(Run run, String workflowType, @Nullable Instant closeTime) {
  /** The type of the recorder's own workflows, which make no spans. */
  public static final String RECORDER_TYPE = "throughline.Recorder";

  /** What the recorder's own workflow ids begin with. */
  public static final String RECORDER_ID_PREFIX = "throughline-recorder-";

  /** Whether it is a run of a recorder itself. */
  public boolean isRecorder() {
    return workflowType.equals(RECORDER_TYPE) || run.workflowId().startsWith(RECORDER_ID_PREFIX);
  }
}
