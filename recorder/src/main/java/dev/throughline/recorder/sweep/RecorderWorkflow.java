package dev.throughline.recorder.sweep;

import dev.throughline.recorder.io.ListedRun;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Keeps one shard's recorder going: there is one run of it at a time, whoever starts it. Public
 * only for the SDK, which makes proxies of it.
 */
@WorkflowInterface
public interface RecorderWorkflow {
  /** Runs for ever. */
  @WorkflowMethod(name = ListedRun.RECORDER_TYPE)
  void record(int shard, int shards, Progress progress);
}
