package dev.throughline.recorder.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.throughline.journal.otlp.Backoff;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The HTTP API of a backend: GET below a base address, with messages for what goes wrong. */
final class HttpBackend {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final int EXCERPT = 200;

  /** One that goes wrong among thousands is not to end a verification. */
  private static final int ATTEMPTS = 3;

  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  /** The answer that Tempo gives for a trace above its limits, and what proxies give. */
  private static final Set<Integer> TOO_LARGE = Set.of(413, 422);

  /** Version 2 would begin with an upgrade, at which some proxies stumble. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  private final String name;
  private final String where;
  private final String base;
  private final @Nullable String authorization;

  /** An answer whose status is 200 or 404. */
  record Reply(boolean found, ByteString body) {
    String text() {
      return body.toStringUtf8();
    }
  }

  /**
   * A backend.
   *
   * @param name what messages call it
   * @param where which part of it the address must be of
   * @param url the base address; a user and password in it are sent as basic authentication
   */
  HttpBackend(String name, String where, URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException(
          "The URL of " + name + " is no HTTP address such as http://localhost:16686");
    }
    this.name = name;
    this.where = where;
    String port = url.getPort() == -1 ? "" : ":" + url.getPort();
    String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    this.base = url.getScheme() + "://" + url.getHost() + port + path;
    this.authorization =
        url.getUserInfo() == null
            ? null
            : "Basic " + Base64.getEncoder().encodeToString(url.getUserInfo().getBytes(UTF_8));
  }

  /**
   * Asks.
   *
   * @param path below the base, with a leading slash
   * @throws UnreadableTraceException if what is asked for is there, but too large
   * @throws UnavailableStoreException if there is no answer, or none that has to do with the path
   */
  Reply get(String path, String accept) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER).header("Accept", accept);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpResponse<byte[]> response;
    try {
      response = send(request.build());
    } catch (IOException e) {
      throw new UnavailableStoreException(
          "%s at %s cannot be reached (%s). Is it up, and is the URL that of %s?"
              .formatted(name, base, reason(e), where),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableStoreException("Interrupted while waiting for " + name, e);
    }
    int status = response.statusCode();
    Reply reply = new Reply(status == 200, ByteString.copyFrom(response.body()));
    if (status == 200 || status == 404) {
      return reply;
    }
    String said = "answers %d to GET %s%s".formatted(status, path, excerpt(reply));
    if (TOO_LARGE.contains(status)) {
      throw new UnreadableTraceException(name + " " + said);
    }
    throw unavailable(said + ". " + advice(status), null);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    Backoff backoff = new Backoff();
    for (int left = ATTEMPTS - 1; ; left--) {
      try {
        HttpResponse<byte[]> response =
            whole(client.sendAsync(request, BodyHandlers.ofByteArray()));
        if (left == 0 || !PASSING.contains(response.statusCode())) {
          return response;
        }
      } catch (IOException e) {
        if (left == 0) {
          throw e;
        }
      }
      TimeUnit.NANOSECONDS.sleep(backoff.failed(null));
    }
  }

  /** The request's own time limit ends with the head of the answer. */
  private static <T> T whole(CompletableFuture<T> answer) throws IOException, InterruptedException {
    try {
      return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer within " + ANSWER.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** Something else answers, or another version of the backend. */
  UnavailableStoreException unexpected(Reply reply, @Nullable Exception cause) {
    return unavailable(
        "answers %s, which is not %s's API%s. Is the URL that of %s, with its base path?"
            .formatted(reply.found() ? "200" : "404", name, excerpt(reply), where),
        cause);
  }

  UnavailableStoreException unavailable(String what, @Nullable Exception cause) {
    return new UnavailableStoreException("%s at %s %s".formatted(name, base, what), cause);
  }

  private String advice(int status) {
    if (status == 401 || status == 403) {
      return "Give credentials in the URL, as https://user:password@host";
    }
    if (status / 100 == 3) {
      return "Give the URL that it redirects to";
    }
    return status / 100 == 5 || PASSING.contains(status)
        ? "See its log, and try again"
        : "Is the URL that of " + where + ", with its base path?";
  }

  private static String reason(IOException e) {
    String type = e.getClass().getSimpleName();
    return e.getMessage() == null ? type : type + ": " + e.getMessage();
  }

  private static String excerpt(Reply reply) {
    String line = reply.text().replaceAll("[\\p{Z}\\p{Cc}\\p{Cf}\uFFFD]+", " ").strip();
    return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(EXCERPT, line.length()));
  }
}
