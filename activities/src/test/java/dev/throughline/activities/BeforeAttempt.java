package dev.throughline.activities;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.function.Consumer;

/** Runs code on an activity's thread just before the activity. */
final class BeforeAttempt extends WorkerInterceptorBase {

  private final Consumer<ActivityInfo> code;

  private BeforeAttempt(Consumer<ActivityInfo> code) {
    this.code = code;
  }

  static TestActivityEnvironment environment(Consumer<ActivityInfo> code) {
    return TestActivityEnvironment.newInstance(
        TestEnvironmentOptions.newBuilder()
            .setWorkerFactoryOptions(
                WorkerFactoryOptions.newBuilder()
                    .setWorkerInterceptors(new BeforeAttempt(code))
                    .build())
            .build());
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new ActivityInboundCallsInterceptorBase(next) {
      @Override
      public void init(ActivityExecutionContext context) {
        super.init(context);
        code.accept(context.getInfo());
      }
    };
  }
}
