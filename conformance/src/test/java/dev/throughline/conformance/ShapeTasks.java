package dev.throughline.conformance;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInterface;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/** The activities of {@link Shapes}. */
@ActivityInterface
public interface ShapeTasks {
  /** How often {@link #failTwice} is tried until it completes. */
  int ATTEMPTS = 3;

  /** Completes. */
  void pack();

  /** Completes. */
  void pay();

  /** Completes. */
  void release();

  /** Completes. */
  void reserve();

  /** Fails for good. */
  void refuse();

  /** Completes at its third attempt. */
  void failTwice();

  /** Returns whether it is the third round. */
  boolean check(int round);

  /** Is completed by somebody else, later. */
  void callBack();

  /** Lasts until it is canceled. */
  void watch();

  /** Lasts longer than all time-outs of {@link Shapes}. */
  void hang();

  /** The implementation. */
  final class Done implements ShapeTasks {
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(100);
    private static final Duration TOO_LONG = Duration.ofSeconds(3);

    @Override
    public void pack() {}

    @Override
    public void pay() {}

    @Override
    public void release() {}

    @Override
    public void reserve() {}

    @Override
    public void refuse() {
      throw ApplicationFailure.newNonRetryableFailure("no", "Refused");
    }

    @Override
    public void failTwice() {
      if (Activity.getExecutionContext().getInfo().getAttempt() < ATTEMPTS) {
        throw ApplicationFailure.newFailure("not yet", "NotYet");
      }
    }

    @Override
    public boolean check(int round) {
      return round == 3;
    }

    @Override
    public void callBack() {
      Activity.getExecutionContext().doNotCompleteOnReturn();
    }

    @Override
    public void watch() {
      ActivityExecutionContext context = Activity.getExecutionContext();
      while (true) {
        context.heartbeat(null);
        pause(HEARTBEAT_INTERVAL);
      }
    }

    @Override
    public void hang() {
      pause(TOO_LONG);
    }

    private static void pause(Duration duration) {
      try {
        Thread.sleep(duration.toMillis());
      } catch (InterruptedException e) {
        throw Activity.wrap(e);
      }
    }
  }
}
