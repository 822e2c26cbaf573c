package dev.throughline.recorder.sweep;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Duration;

/** A worker's turn at a shard. Public only for the SDK, which makes proxies of it. */
@ActivityInterface
public interface SweepActivity {
  /** How long after its worker's death a shard goes to another. */
  Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Records until the turn is over.
   *
   * @param progress where to begin, unless an earlier attempt has come further
   * @return where the next one is to begin
   */
  @ActivityMethod(name = "throughline.Sweep")
  Progress sweep(int shard, int shards, Progress progress);
}
