package dev.throughline.recorder.verify;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The traces that a backend has stored.
 *
 * <p>Thread safety: {@link #read} may be called from any thread, one at a time.
 */
public interface StoredTraces {
  /**
   * The spans of a trace, as often as they are stored.
   *
   * @param traceId 32 lower-case hexadecimal digits
   * @return empty if the backend has no such trace
   * @throws UnreadableTraceException if it has the trace, but does not show all of it
   * @throws UnavailableStoreException if the backend cannot be asked, or answers as no such backend
   *     does
   */
  List<StoredSpan> read(String traceId);

  /**
   * Jaeger, versions 1 and 2, by the JSON API of its query service.
   *
   * @param url of the query service, with the base path if it has one, and with {@code
   *     user:password@} if it asks for them
   * @throws IllegalArgumentException if it is no HTTP address
   */
  static StoredTraces jaeger(URI url) {
    return new JaegerTraces(
        new HttpBackend("Jaeger", "its query service, usually port 16686", url));
  }

  /**
   * Grafana Tempo, by its HTTP API.
   *
   * @param url of the query frontend, with the base path if it has one, and with {@code
   *     user:password@} if it asks for them
   * @throws IllegalArgumentException if it is no HTTP address
   */
  static StoredTraces tempo(URI url) {
    return new TempoTraces(new HttpBackend("Tempo", "its query frontend, usually port 3200", url));
  }

  /**
   * A span journal: what waits in it, and what is retained. It has each span once.
   *
   * @param directory the one that journals were built with
   */
  static StoredTraces journal(Path directory) {
    return new JournalTraces(directory);
  }
}
