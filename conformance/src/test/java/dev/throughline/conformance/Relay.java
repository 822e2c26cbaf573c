package dev.throughline.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port that leads to another while it is open. Shut, it cuts what is connected and
 * refuses what comes; it keeps its number. Thread-safe.
 */
final class Relay implements AutoCloseable {
  /** Sees each connection first. */
  interface Doorman {
    /** Lets it through, or deals with it as long as it lasts. */
    boolean admits(Socket client) throws IOException;
  }

  private final int port = FreePorts.next();
  private final int target;
  private final Doorman doorman;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket listener;
  private Future<?> accepting = CompletableFuture.completedFuture(null);

  /** Makes a relay that is open to all. */
  Relay(int target) throws IOException {
    this(target, client -> true);
  }

  /** Makes a relay that is open. */
  Relay(int target, Doorman doorman) throws IOException {
    this.target = target;
    this.doorman = doorman;
    open();
  }

  int port() {
    return port;
  }

  /** Opens it; does nothing if it is open. */
  synchronized void open() throws IOException {
    if (listener == null) {
      ServerSocket opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      listener = opened;
      accepting = threads.submit(() -> accept(opened));
    }
  }

  /** Shuts it until it is opened again; does nothing if it is shut. */
  synchronized void shut() throws IOException {
    if (listener != null) {
      listener.close();
      listener = null;
      awaitAcceptingEnded();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /** Until its thread has left it, the port is taken. */
  private void awaitAcceptingEnded() {
    try {
      accepting.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        threads.execute(() -> serve(client, listening));
      } catch (IOException shut) {
        return;
      }
    }
  }

  private void serve(Socket client, ServerSocket arrivedAt) {
    try (client) {
      sockets.add(client);
      if (!doorman.admits(client)) {
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        sockets.add(server);
        // It may have been shut while this one was on its way in.
        if (!arrivedAt.isClosed()) {
          threads.execute(() -> copy(server, client));
          copy(client, server);
        }
      }
    } catch (IOException gone) {
      // Both ends see it too.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // The other direction ends too.
    }
  }

  @Override
  public void close() throws IOException {
    shut();
    threads.shutdownNow();
  }
}
