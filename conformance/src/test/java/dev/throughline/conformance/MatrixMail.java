package dev.throughline.conformance;

import java.io.IOException;
import java.net.Socket;

/** The way to the mail server, which can be held up. Thread-safe. */
final class MatrixMail implements AutoCloseable {
  private final Relay relay;
  private int connections;
  private boolean held;

  MatrixMail(int mailPort) throws IOException {
    relay = new Relay(mailPort, this::admits);
  }

  int port() {
    return relay.port();
  }

  /** Returns how many connections have come, let through or not. */
  synchronized int connections() {
    return connections;
  }

  /** Lets nobody through from now on. */
  synchronized void hold() {
    held = true;
  }

  /** Lets all through who wait, and who come. */
  synchronized void release() {
    held = false;
    notifyAll();
  }

  private synchronized boolean admits(Socket client) throws IOException {
    connections++;
    try {
      while (held) {
        wait();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }
}
