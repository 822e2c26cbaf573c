package dev.throughline.quickstart;

import java.time.Duration;

/** A daemon thread that does one thing again and again, with a pause in between, until closed. */
final class Ticker implements AutoCloseable {
  private final Thread thread;

  private Ticker(Thread thread) {
    this.thread = thread;
  }

  /** Starts; an exception of the task ends it and goes to the thread's exception handler. */
  static Ticker start(String name, Duration pause, Runnable task) {
    Thread thread = DaemonThreads.named(name).newThread(() -> repeat(pause, task));
    thread.start();
    return new Ticker(thread);
  }

  private static void repeat(Duration pause, Runnable task) {
    try {
      while (true) {
        Thread.sleep(pause.toMillis());
        task.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
