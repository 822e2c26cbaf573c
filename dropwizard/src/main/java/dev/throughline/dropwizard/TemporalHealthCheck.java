package dev.throughline.dropwizard;

import com.codahale.metrics.health.HealthCheck;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.concurrent.TimeUnit;

/** Healthy while the Temporal service answers within two seconds. */
final class TemporalHealthCheck extends HealthCheck {
  private static final long DEADLINE_SECONDS = 2;

  private final WorkflowServiceStubs stubs;

  TemporalHealthCheck(WorkflowServiceStubs stubs) {
    this.stubs = stubs;
  }

  @Override
  protected Result check() {
    try {
      var info =
          stubs
              .blockingStub()
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      return Result.healthy("server %s", info.getServerVersion());
    } catch (StatusRuntimeException e) {
      return Result.unhealthy("Temporal does not answer: %s", e.getMessage());
    }
  }
}
