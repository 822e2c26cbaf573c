package dev.throughline.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody listens to. They are below the range from which outgoing connections take
 * theirs, so that a server can be stopped and find its port again. None is given twice: nobody
 * listens yet to one that was given a moment ago.
 */
final class FreePorts {
  /** Of the range of each process of tests, or two of them might choose one port. */
  private static final int SIZE = 8_000;

  private static final int FIRST = 15_000 + SIZE * (Integer.getInteger("test.fork", 1) - 1);
  private static final int END = FIRST + SIZE;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, END));

  private FreePorts() {}

  static int next() {
    while (true) {
      int port = NEXT.getAndUpdate(last -> last + 1 < END ? last + 1 : FIRST);
      if (isFree(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket loopback = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      loopback.close();
      new ServerSocket(port).close();
      return true;
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
