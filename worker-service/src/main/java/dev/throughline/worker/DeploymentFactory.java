package dev.throughline.worker;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.temporal.common.VersioningBehavior;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerOptions;
import jakarta.validation.constraints.AssertTrue;
import org.jspecify.annotations.Nullable;

/**
 * The {@code deployment:} block: which worker deployment version this is. With it the worker polls
 * for that version only, which somebody has to make current; a run stays on the version it began
 * on. Without it workers are not versioned.
 */
final class DeploymentFactory {
  @JsonProperty private @Nullable String name;
  @JsonProperty private @Nullable String buildId;

  @JsonIgnore
  @AssertTrue(message = "name and buildId go together: give both or neither")
  boolean isComplete() {
    return (name == null) == (buildId == null);
  }

  WorkerOptions.Builder applyTo(WorkerOptions.Builder options) {
    if (name == null || buildId == null) {
      return options;
    }
    return options.setDeploymentOptions(
        WorkerDeploymentOptions.newBuilder()
            .setUseVersioning(true)
            .setVersion(new WorkerDeploymentVersion(name, buildId))
            .setDefaultVersioningBehavior(VersioningBehavior.PINNED)
            .build());
  }
}
