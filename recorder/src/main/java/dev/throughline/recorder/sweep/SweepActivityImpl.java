package dev.throughline.recorder.sweep;

import com.google.protobuf.ByteString;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs sweeps in this process, each with a lease. */
final class SweepActivityImpl implements SweepActivity {
  private static final long RPC_SECONDS = 2;

  private final WorkflowClient client;
  private final RunRecording.Sources sources;
  private final RecorderMetrics metrics;
  private final Sweep.Pace pace;
  private final Stop stop;

  SweepActivityImpl(
      WorkflowClient client,
      RunRecording.Sources sources,
      RecorderMetrics metrics,
      Sweep.Pace pace,
      Stop stop) {
    this.client = client;
    this.sources = sources;
    this.metrics = metrics;
    this.pace = pace;
    this.stop = stop;
  }

  @Override
  public Progress sweep(int shard, int shards, Progress progress) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    Progress last = context.getHeartbeatDetails(Progress.class).orElse(progress);
    Sweep sweep =
        new Sweep(
            shard, shards, sources, new RecordedRuns(last), metrics, pace, System::nanoTime, stop);
    Thread thread = Thread.currentThread();
    try (Lease lease =
        new Lease(
            now -> heartbeat(context, now),
            HEARTBEAT_TIMEOUT,
            sweep::progress,
            thread::interrupt)) {
      sweep.run(lease);
      return sweep.progress();
    } catch (InterruptedException e) {
      // The worker stops, or the lease is lost; the next attempt begins at the last heartbeat.
      throw Activity.wrap(e);
    } finally {
      // The thread is the SDK's, and goes on to other activities.
      Thread.interrupted();
    }
  }

  private @Nullable String heartbeat(ActivityExecutionContext context, Progress progress) {
    RecordActivityTaskHeartbeatRequest.Builder request =
        RecordActivityTaskHeartbeatRequest.newBuilder()
            .setNamespace(client.getOptions().getNamespace())
            .setIdentity(client.getOptions().getIdentity())
            .setTaskToken(ByteString.copyFrom(context.getTaskToken()));
    DataConverter converter = client.getOptions().getDataConverter();
    converter.toPayloads(progress).ifPresent(request::setDetails);
    RecordActivityTaskHeartbeatResponse response =
        client
            .getWorkflowServiceStubs()
            .blockingStub()
            .withDeadlineAfter(RPC_SECONDS, TimeUnit.SECONDS)
            .recordActivityTaskHeartbeat(request.build());
    if (response.getCancelRequested()) {
      return "the activity is to be canceled";
    }
    if (response.getActivityPaused()) {
      return "the activity is paused";
    }
    return response.getActivityReset() ? "the activity was reset" : null;
  }
}
