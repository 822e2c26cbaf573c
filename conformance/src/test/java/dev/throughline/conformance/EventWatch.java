package dev.throughline.conformance;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A stream of Server-Sent Events as it has come so far. Thread-safe. */
final class EventWatch {
  private final List<String> lines = new ArrayList<>();
  private final CompletableFuture<Void> end;

  EventWatch(HttpClient http, HttpRequest request) {
    end =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
            .thenAcceptAsync(
                answer -> answer.body().forEach(this::heard), each -> new Thread(each).start());
  }

  private synchronized void heard(String line) {
    lines.add(line);
  }

  boolean hasEnded() {
    return end.isDone();
  }

  List<String> names() {
    return fields("event: ");
  }

  List<String> ids() {
    return fields("id: ");
  }

  /** The data of the events of a name. */
  synchronized List<String> data(String name) {
    List<String> data = new ArrayList<>();
    for (int i = 0; i < lines.size() - 1; i++) {
      if (lines.get(i).equals("event: " + name)) {
        data.add(lines.get(i + 1));
      }
    }
    return data;
  }

  /** All that has come. */
  synchronized String text() {
    return String.join("\n", lines);
  }

  private synchronized List<String> fields(String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }
}
