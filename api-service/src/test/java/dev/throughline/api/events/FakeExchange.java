package dev.throughline.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** A connection that takes whatever is written. Thread-safe. */
final class FakeExchange extends ServletOutputStream {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private volatile boolean completed;

  AsyncContext request() {
    HttpServletResponse response =
        proxy(
            HttpServletResponse.class,
            (proxy, method, args) -> method.getName().equals("getOutputStream") ? this : null);
    return proxy(
        AsyncContext.class,
        (proxy, method, args) -> {
          completed |= method.getName().equals("complete");
          return method.getName().equals("getResponse") ? response : null;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  String text() {
    return written.toString(UTF_8);
  }

  boolean isCompleted() {
    return completed;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    try {
      listener.onWritePossible();
    } catch (IOException e) {
      listener.onError(e);
    }
  }

  @Override
  public void write(int each) {
    written.write(each);
  }
}
