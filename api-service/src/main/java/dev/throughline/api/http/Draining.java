package dev.throughline.api.http;

/**
 * Tells when the service is about to stop, for answers that would otherwise go on for ever, such as
 * event streams.
 *
 * <p>Thread safety: may be called from any thread.
 */
public interface Draining {
  /**
   * Runs a task once, when the server stops: after readiness went down and before the server begins
   * to wait for requests in flight. It holds up the stop, so it must return soon. What it throws is
   * logged. A server that is stopping already runs it at once.
   */
  void onDraining(Runnable task);
}
