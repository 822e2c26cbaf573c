package dev.throughline.journal.otlp;

import io.opentelemetry.api.impl.InstrumentationUtil;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * One OTLP backend, over HTTP or gRPC. It takes requests as the bytes they are, makes one attempt
 * with each and says what became of it; when to try again is the caller's business.
 *
 * <p>The settings are those of OpenTelemetry's own exporters: endpoint, headers (asked for with
 * every call), compression, time limits, TLS and, for HTTP, proxy. Not used are the retry policy,
 * the executor, the meter provider and the gRPC channel.
 *
 * <p>An HTTP client repeats a request by itself where a connection that it had kept turns out to be
 * dead, or where a host has a second address. So a backend may get a request twice, byte for byte,
 * within one call. Redirects are not followed: a POST would become a GET, and headers with
 * credentials would go to another host.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
public final class OtlpEndpoint implements AutoCloseable {
  /** What the client needs beyond the time limit to notice that it is over. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Answer CLOSED = new Answer.Unavailable("the endpoint is closed", null);

  private final Wire wire;
  private final OkHttpClient client;

  /** A blocking read of a socket heeds no interrupt, so no caller's thread does it. */
  private final ExecutorService carriers;

  private final long waitMillis;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private OtlpEndpoint(Wire wire, OkHttpClient client, ExecutorService carriers) {
    this.wire = wire;
    this.client = client;
    this.carriers = carriers;
    this.waitMillis = client.callTimeoutMillis() + GRACE.toMillis();
  }

  /**
   * OTLP/HTTP with binary protobuf.
   *
   * @param settings an exporter builder; it is read once and left as it is
   */
  public static OtlpEndpoint of(OtlpHttpSpanExporterBuilder settings) {
    ExporterSettings read = ExporterSettings.of(settings);
    return new OtlpEndpoint(new HttpWire(read), read.httpClient(), newCarriers());
  }

  /**
   * OTLP/gRPC.
   *
   * @param settings an exporter builder; it is read once and left as it is
   */
  public static OtlpEndpoint of(OtlpGrpcSpanExporterBuilder settings) {
    ExporterSettings read = ExporterSettings.of(settings);
    ExecutorService carriers = newCarriers();
    return new OtlpEndpoint(new GrpcWire(read, carriers), read.grpcClient(), carriers);
  }

  private static ExecutorService newCarriers() {
    return Executors.newCachedThreadPool(
        task -> {
          // Else an agent makes a span of each export, which is exported, and so on.
          Runnable untraced = () -> InstrumentationUtil.suppressInstrumentation(task);
          Thread thread = new Thread(untraced, "otlp-endpoint");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Sends a request and waits for the answer, at most for the time limit of the settings. Whatever
   * fails on the way is {@link Answer.Unavailable}; nothing is thrown. An interrupt ends the call
   * and stays set.
   *
   * @param request an encoded {@code ExportTraceServiceRequest}; not copied, and not to be changed
   *     even after an interrupt
   */
  public Answer send(byte[] request) {
    Call call;
    try {
      call = client.newCall(wire.request(request));
    } catch (IOException e) {
      return noAnswer(e);
    }
    calls.add(call);
    try {
      // Looked at after the call is known to close(): one of the two sees the other.
      return closed
          ? CLOSED
          : carriers.submit(() -> exchange(call)).get(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      call.cancel();
      Thread.currentThread().interrupt();
      return new Answer.Unavailable("interrupted", null);
    } catch (TimeoutException e) {
      // The client's own limit cannot end the look-up of a host name.
      call.cancel();
      return noAnswer(e);
    } catch (RejectedExecutionException e) {
      return CLOSED;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      calls.remove(call);
    }
  }

  private Answer exchange(Call call) {
    boolean answered = false;
    try (Response response = call.execute()) {
      Answer answer = wire.answer(response);
      answered = true;
      if (!(answer instanceof Answer.Accepted)) {
        // What is left of the request need not be written.
        call.cancel();
      }
      return answer;
    } catch (IOException | RuntimeException e) {
      return closed ? CLOSED : noAnswer(e);
    } finally {
      if (closed || !answered) {
        // HTTP/2 keeps a connection on which a call timed out, even when the peer is gone.
        client.connectionPool().evictAll();
      }
    }
  }

  private Answer noAnswer(Exception failure) {
    boolean tooLate = failure instanceof TimeoutException || "timeout".equals(failure.getMessage());
    String reason =
        tooLate
            ? "no answer within " + client.callTimeoutMillis() + " ms"
            : Excerpt.of(failure.toString());
    return new Answer.Unavailable(reason, null);
  }

  /**
   * Ends calls under way and frees connections and threads. Those calls, and later ones, are {@link
   * Answer.Unavailable}; but one whose HTTP answer has begun with a success stays accepted.
   */
  @Override
  public void close() {
    closed = true;
    calls.forEach(Call::cancel);
    carriers.shutdown();
    client.connectionPool().evictAll();
  }

  /** Protocol and address, without credentials: no headers, no user, no query. */
  @Override
  public String toString() {
    return wire.toString();
  }
}
