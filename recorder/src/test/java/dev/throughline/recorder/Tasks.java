package dev.throughline.recorder;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.DynamicActivity;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The activities of the golden histories, by type. */
public final class Tasks implements DynamicActivity {
  private static final AtomicInteger CALLS = new AtomicInteger();

  private final @Nullable ActivityCompletionClient elsewhere;

  Tasks(@Nullable ActivityCompletionClient elsewhere) {
    this.elsewhere = elsewhere;
  }

  @Override
  public @Nullable Object execute(EncodedValues args) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    int attempt = context.getInfo().getAttempt();
    switch (context.getInfo().getActivityType()) {
      case "FailOnce" -> failUpTo(1, attempt);
      case "FailTwice" -> failUpTo(2, attempt);
      case "FailTwiceThenDo" -> failUpTo(2, CALLS.incrementAndGet());
      case "Refuse" -> throw ApplicationFailure.newNonRetryableFailure("none left", "OutOfStock");
      case "Hang" -> sleep(1_500);
      case "HangOnce" -> sleep(attempt == 1 ? 1_000 : 1);
      case "Slow" -> sleep(2_000);
      case "Heartbeat" -> {
        while (true) {
          context.heartbeat(null);
          sleep(50);
        }
      }
      case "Elsewhere" -> {
        context.doNotCompleteOnReturn();
        byte[] token = context.getTaskToken();
        boolean fail = args.get(0, String.class).equals("fail");
        CompletableFuture<Void> unused =
            CompletableFuture.runAsync(() -> completeElsewhere(token, fail));
      }
      default -> sleep(5);
    }
    return null;
  }

  private void completeElsewhere(byte[] token, boolean fail) {
    sleep(100);
    if (elsewhere == null) {
      return;
    }
    if (fail) {
      elsewhere.completeExceptionally(
          token, ApplicationFailure.newNonRetryableFailure("not there", "NotThere"));
    } else {
      elsewhere.complete(token, "there");
    }
  }

  private static void failUpTo(int last, int attempt) {
    if (attempt <= last) {
      throw ApplicationFailure.newFailure("attempt " + attempt, "NotYet");
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
