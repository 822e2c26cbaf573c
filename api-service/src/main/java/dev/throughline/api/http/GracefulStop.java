package dev.throughline.api.http;

import com.codahale.metrics.health.HealthCheck;
import io.dropwizard.health.DelayedShutdownHandler;
import io.dropwizard.util.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ShutdownThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of a stop by SIGTERM: this health check turns unhealthy; requests are still answered
 * for the delay, until whoever routes them has noticed; endless answers are told to end; the server
 * takes no more requests and finishes those in flight.
 */
final class GracefulStop extends HealthCheck implements Draining, LifeCycle.Listener {
  private static final Logger log = LoggerFactory.getLogger(GracefulStop.class);

  private final DelayedShutdownHandler onSignal = new DelayedShutdownHandler(this::awaitNoticed);
  private final Duration delay;
  private final List<Runnable> tasks = new ArrayList<>();
  private volatile boolean signalled;
  private boolean stopping;

  GracefulStop(Duration delay) {
    this.delay = delay;
  }

  @Override
  protected Result check() {
    return signalled ? Result.unhealthy("The service is stopping.") : Result.healthy();
  }

  private void awaitNoticed() throws InterruptedException {
    signalled = true;
    Thread.sleep(delay.toMilliseconds());
  }

  @Override
  public void lifeCycleStarted(LifeCycle started) {
    if (started instanceof Server) {
      onSignal.register();
    }
  }

  @Override
  public void lifeCycleStopping(LifeCycle stopped) {
    if (stopped instanceof Server) {
      drain();
    }
  }

  @Override
  public void lifeCycleStopped(LifeCycle stopped) {
    if (stopped instanceof Server) {
      ShutdownThread.deregister(onSignal);
    }
  }

  @Override
  public void onDraining(Runnable task) {
    synchronized (tasks) {
      if (!stopping) {
        tasks.add(task);
        return;
      }
    }
    run(task);
  }

  private void drain() {
    List<Runnable> due;
    synchronized (tasks) {
      stopping = true;
      due = List.copyOf(tasks);
      tasks.clear();
    }
    due.forEach(GracefulStop::run);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("A task of the stop failed", e);
    }
  }
}
