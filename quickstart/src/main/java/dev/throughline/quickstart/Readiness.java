package dev.throughline.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Waits for services to say that they are healthy. */
final class Readiness {
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Duration limit;

  Readiness(Duration limit) {
    this.limit = limit;
  }

  /**
   * Returns when the health check answers 200.
   *
   * @throws IOException if it does not within the limit; the message has the last answer
   */
  void await(Service service) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      String answer = ask(service);
      if (answer.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "The "
                + service.name()
                + " is not healthy after "
                + limit.toSeconds()
                + " s: "
                + service.healthUrl()
                + " answers "
                + answer);
      }
      Thread.sleep(INTERVAL.toMillis());
    }
  }

  /** Returns the empty string for 200, else what came instead. */
  private String ask(Service service) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.healthUrl())).timeout(limit).build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? "" : response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
