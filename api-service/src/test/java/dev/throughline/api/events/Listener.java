package dev.throughline.api.events;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One who watches, as an EventSource does, and writes down what comes. Thread-safe. */
final class Listener implements Flow.Subscriber<String>, AutoCloseable {
  private final List<Heard> heard = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final CompletableFuture<HttpResponse<Void>> answer;
  private Flow.@Nullable Subscription subscription;
  private String id = "";
  private String name = "";
  private String data = "";

  record Heard(String id, String name, String data) {}

  Listener(HttpClient http, URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    answer = http.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(this));
    answer.exceptionally(
        failure -> {
          end.completeExceptionally(failure);
          return null;
        });
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription lines) {
    subscription = lines;
    lines.request(Long.MAX_VALUE);
  }

  @Override
  public synchronized void onNext(String line) {
    if (line.isEmpty()) {
      if (!data.isEmpty()) {
        heard.add(new Heard(id, name, data));
      }
      id = "";
      name = "";
      data = "";
    } else if (line.startsWith("id: ")) {
      id = line.substring(4);
    } else if (line.startsWith("event: ")) {
      name = line.substring(7);
    } else if (line.startsWith("data: ")) {
      data = line.substring(6);
    } else {
      comments.add(line);
    }
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }

  synchronized List<Heard> heard() {
    return List.copyOf(heard);
  }

  List<String> names() {
    return heard().stream().map(Heard::name).toList();
  }

  List<String> ids() {
    return heard().stream().map(Heard::id).filter(each -> !each.isEmpty()).toList();
  }

  synchronized List<String> comments() {
    return List.copyOf(comments);
  }

  /** Waits for the end of the stream. */
  List<Heard> all() {
    end.orTimeout(20, TimeUnit.SECONDS).join();
    return heard();
  }

  boolean hasEnded() {
    return end.isDone();
  }

  /** Breaks the connection. */
  @Override
  public synchronized void close() {
    if (subscription != null) {
      subscription.cancel();
    }
    answer.cancel(true);
  }
}
