package dev.throughline.quickstart;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A TCP port and the environment variable that changes it.
 *
 * @param variable named in error messages
 * @param number 1 to 65535
 */
public record Port(String variable, int number) {
  /** Checks the number. */
  public Port {
    if (number < 1 || number > 65535) {
      throw new IllegalArgumentException(
          variable + " must be a port number (1 to 65535), not " + number + ".");
    }
  }

  /** Returns the port that the environment sets, else the default. */
  static Port from(Map<String, String> environment, String variable, int defaultNumber) {
    String value = environment.get(variable);
    try {
      return new Port(
          variable, value == null || value.isBlank() ? defaultNumber : Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          variable + " must be a port number (1 to 65535), not \"" + value + "\".", e);
    }
  }

  /**
   * Checks that every port can be listened to, on all addresses and on 127.0.0.1. Two of the ports
   * being the same counts as taken.
   *
   * @throws IOException if one cannot; the message lists every such port with its variable
   */
  static void requireFree(Port... ports) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    try {
      for (Port port : ports) {
        try {
          bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number)).close();
          held.add(bind(new InetSocketAddress(port.number)));
        } catch (BindException e) {
          taken.add("\n  - " + port.number + ": set " + port.variable + " to another port");
        }
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    if (!taken.isEmpty()) {
      throw new IOException("These ports are taken:" + String.join("", taken));
    }
  }

  private static ServerSocket bind(InetSocketAddress address) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(address);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
