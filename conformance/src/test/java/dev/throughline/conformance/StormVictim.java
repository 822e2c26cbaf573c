package dev.throughline.conformance;

/** A service that is killed and started again, ready or not. */
final class StormVictim implements AutoCloseable {
  private final Start start;
  private Life life;

  /** How it is started, without waiting. */
  interface Start {
    Life begin() throws Exception;
  }

  /** One of its processes. */
  interface Life extends AutoCloseable {
    /** Sends SIGKILL. */
    @Override
    void close() throws InterruptedException;
  }

  StormVictim(Start start) throws Exception {
    this.start = start;
    this.life = start.begin();
  }

  void restart() throws Exception {
    life.close();
    life = start.begin();
  }

  @Override
  public void close() throws InterruptedException {
    life.close();
  }
}
