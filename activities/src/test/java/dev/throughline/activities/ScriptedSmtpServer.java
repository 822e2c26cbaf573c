package dev.throughline.activities;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** A mail server that answers as told, and friendly where it is told nothing. */
final class ScriptedSmtpServer implements AutoCloseable {

  /** The script's name for the first line, which answers no command. */
  static final String GREETING = "GREETING";

  /** The script's name for the end of the message. */
  static final String END_OF_DATA = ".";

  private static final Map<String, String> FRIENDLY =
      Map.of(GREETING, "220 test", "DATA", "354 go on", "QUIT", "221 bye");

  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<String> messages = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Supplier<String>>> script = new ConcurrentHashMap<>();
  private final Set<Socket> connections = Collections.newSetFromMap(new ConcurrentHashMap<>());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ServerSocket listener;

  ScriptedSmtpServer() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next answer to a command; may be called again for the ones after it. */
  ScriptedSmtpServer answer(String command, String reply) {
    return answer(command, () -> reply);
  }

  /** An answer that is computed, and so may wait, when it is due. */
  ScriptedSmtpServer answer(String command, Supplier<String> reply) {
    script.computeIfAbsent(command, key -> new ArrayDeque<>()).add(reply);
    return this;
  }

  /** No answer at all. */
  ScriptedSmtpServer hang(String command) {
    return answer(
        command,
        () -> {
          await(closed);
          return "";
        });
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        start(() -> serve(connection));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        Writer out = new OutputStreamWriter(connection.getOutputStream(), StandardCharsets.UTF_8)) {
      reply(out, GREETING);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        String command = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        if (reply(out, command).startsWith("354")) {
          messages.add(message(in));
          reply(out, END_OF_DATA);
        }
      }
    } catch (IOException e) {
      // The client or the test has hung up.
    }
  }

  private static String message(BufferedReader in) throws IOException {
    StringBuilder message = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      message.append(line).append('\n');
    }
    return message.toString();
  }

  private String reply(Writer out, String command) throws IOException {
    Supplier<String> scripted = script.getOrDefault(command, new ArrayDeque<>()).poll();
    String reply = scripted == null ? FRIENDLY.getOrDefault(command, "250 ok") : scripted.get();
    out.write(reply + "\r\n");
    out.flush();
    return reply;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted-smtp");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
