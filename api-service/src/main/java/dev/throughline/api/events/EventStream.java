package dev.throughline.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one watcher, written as fast as the connection takes it and without a thread
 * (Jakarta Servlet 6.1, 5.7 Nonblocking output): Jersey's own Server-Sent Events block whoever
 * sends. Thread-safe; nothing here waits, and listeners are called without a lock.
 */
final class EventStream implements WriteListener, AsyncListener {
  private final AsyncContext request;
  private final ServletOutputStream out;
  private final Runnable onClosed;
  private final Deque<byte[]> frames = new ArrayDeque<>();
  private long waiting;
  private boolean begun;
  private boolean unflushed;
  private boolean ending;
  private boolean closed;
  private @Nullable Runnable onDrained;

  private EventStream(AsyncContext request, Runnable onClosed) throws IOException {
    this.request = request;
    this.onClosed = onClosed;
    this.out = request.getResponse().getOutputStream();
  }

  /**
   * Begins the answer.
   *
   * @param onClosed called once, when there is no connection any more or all is said
   */
  static EventStream open(AsyncContext request, Runnable onClosed) throws IOException {
    HttpServletResponse response = (HttpServletResponse) request.getResponse();
    response.setContentType(MediaType.SERVER_SENT_EVENTS);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Tells nginx, and what does as it does, not to collect events.
    response.setHeader("X-Accel-Buffering", "no");
    EventStream stream = new EventStream(request, onClosed);
    request.addListener(stream);
    stream.out.setWriteListener(stream);
    return stream;
  }

  /** Sends as soon as the connection takes it. */
  void send(String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    synchronized (this) {
      if (closed || ending) {
        return;
      }
      frames.add(bytes);
      waiting += bytes.length;
    }
    write();
  }

  /** Sends the last thing, and closes when it is written. */
  void end(String frame) {
    send(frame);
    synchronized (this) {
      ending = true;
    }
    write();
  }

  /** Closes without what still waits: the watcher comes back for it. */
  void cut() {
    synchronized (this) {
      frames.clear();
      waiting = 0;
      ending = true;
    }
    write();
  }

  /** How many bytes wait for the connection. */
  synchronized long waiting() {
    return waiting;
  }

  /** Runs it once, as soon as nothing waits for the connection. */
  void whenDrained(Runnable next) {
    synchronized (this) {
      onDrained = next;
    }
    write();
  }

  private void write() {
    Runnable then;
    try {
      then = writeWhatGoes();
    } catch (IOException | IllegalStateException e) {
      then = this::close;
    }
    if (then != null) {
      then.run();
    }
  }

  private synchronized @Nullable Runnable writeWhatGoes() throws IOException {
    while (begun && !closed && out.isReady()) {
      byte[] next = frames.poll();
      if (next != null) {
        waiting -= next.length;
        out.write(next);
        unflushed = true;
      } else if (unflushed) {
        out.flush();
        unflushed = false;
      } else if (ending) {
        return this::close;
      } else {
        Runnable then = onDrained;
        onDrained = null;
        return then;
      }
    }
    return null;
  }

  private void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      frames.clear();
    }
    onClosed.run();
    try {
      request.complete();
    } catch (IllegalStateException e) {
      // The container has done so.
    }
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      begun = true;
    }
    write();
  }

  @Override
  public void onError(Throwable failure) {
    close();
  }

  @Override
  public void onError(AsyncEvent event) {
    close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Not started again.
  }
}
