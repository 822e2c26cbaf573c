package dev.throughline.recorder.sweep;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * One activity, then the next run with what it has come to. Nothing else, so that any version of it
 * can replay any other's history.
 */
final class RecorderWorkflowImpl implements RecorderWorkflow {
  @Override
  public void record(int shard, int shards, Progress progress) {
    SweepActivity activity =
        Workflow.newActivityStub(
            SweepActivity.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofDays(1))
                .setHeartbeatTimeout(SweepActivity.HEARTBEAT_TIMEOUT)
                .setRetryOptions(
                    RetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofSeconds(1))
                        .setMaximumInterval(Duration.ofSeconds(10))
                        .build())
                .build());
    Workflow.continueAsNew(shard, shards, activity.sweep(shard, shards, progress));
  }
}
