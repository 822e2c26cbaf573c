package dev.throughline.recorder.verify;

import dev.throughline.journal.otlp.Backoff;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads from Temporal again where it may go well the next time: hundreds of reads follow. */
final class TemporalCall {
  private static final int ATTEMPTS = 4;
  private static final Set<Status.Code> PASSING =
      Set.of(
          Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED, Status.Code.DEADLINE_EXCEEDED);

  private TemporalCall() {}

  /** Something to read, from the beginning each time. */
  interface Read<T, E extends Exception> {
    T read() throws E;
  }

  /**
   * Reads.
   *
   * @throws StatusRuntimeException of the fourth attempt, after about 3 seconds, or at once where
   *     no later one would go well
   */
  static <T, E extends Exception> T retried(Read<T, E> call) throws E, InterruptedException {
    Backoff backoff = new Backoff();
    for (int attempt = 1; ; attempt++) {
      try {
        return call.read();
      } catch (StatusRuntimeException e) {
        if (attempt == ATTEMPTS || !PASSING.contains(e.getStatus().getCode())) {
          throw e;
        }
        TimeUnit.NANOSECONDS.sleep(backoff.failed(null));
      }
    }
  }
}
