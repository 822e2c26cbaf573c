package dev.throughline.dropwizard;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.lifecycle.Managed;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a worker factory with the application. The SDK refuses to start workers while Temporal
 * cannot be reached; this tries again until it can, and is unhealthy meanwhile.
 *
 * <p>On stop, tasks that have begun get the drain time to finish; then their threads are
 * interrupted, and Temporal gives what they had to another worker.
 */
public final class ManagedWorkers extends HealthCheck implements Managed {
  private static final Logger log = LoggerFactory.getLogger(ManagedWorkers.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

  private final WorkerFactory factory;
  private final Duration drain;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread starter = new Thread(this::startWhenReachable, "worker-starter");

  public ManagedWorkers(WorkerFactory factory, Duration drain) {
    this.factory = factory;
    this.drain = drain;
    starter.setDaemon(true);
  }

  @Override
  public void start() {
    starter.start();
  }

  @Override
  public void stop() throws InterruptedException {
    stopping.countDown();
    starter.interrupt();
    starter.join();
    factory.shutdown();
    factory.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS);
    if (!factory.isTerminated()) {
      factory.shutdownNow();
      factory.awaitTermination(AFTER_INTERRUPT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Healthy once the workers poll. */
  @Override
  protected Result check() {
    return factory.isStarted() && !factory.isShutdown()
        ? Result.healthy()
        : Result.unhealthy("the workers do not poll: Temporal has not been reached yet");
  }

  private void startWhenReachable() {
    try {
      do {
        try {
          factory.start();
          return;
        } catch (RuntimeException e) {
          log.warn("Cannot start the workers, trying again: {}", e.toString());
        }
      } while (!stopping.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
