package dev.throughline.journal;

import dev.throughline.journal.otlp.ExportRequest;
import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads traces from a journal's directory: what waits there, of all processes, and what is
 * retained. It takes no lock and changes nothing, so any process may, also beside those that write.
 *
 * <p>It remembers which traces are in a segment that is complete, four bytes for each, and reads
 * only segments that have the trace.
 *
 * <p>Thread safety: may be called from any thread, one at a time.
 */
public final class JournalReader {
  private final JournalFiles files;
  private final Map<Path, int[]> traces = new HashMap<>();

  /**
   * A reader.
   *
   * @param directory the one that journals were built with
   */
  public JournalReader(Path directory) {
    this.files = new JournalFiles(directory);
  }

  /**
   * The ended spans of a trace, each once.
   *
   * @param traceId 32 lower-case hexadecimal digits
   * @return an encoded {@code opentelemetry.proto.trace.v1.TracesData}; empty if there are none
   * @throws IOException if a file cannot be read
   */
  public synchronized byte[] readTrace(String traceId) throws IOException {
    Map<SpanKey, EncodedSpan> found = new LinkedHashMap<>();
    Set<Path> seen = new HashSet<>();
    for (Path directory : files.processes()) {
      List<Path> segments = segments(directory);
      for (int i = 0; i < segments.size(); i++) {
        // The last two may still be written: the one in use, and the one that is ready.
        read(segments.get(i), traceId, i < segments.size() - 2, found);
        seen.add(segments.get(i));
      }
    }
    for (Path segment : segments(files.retained())) {
      read(segment, traceId, true, found);
      seen.add(segment);
    }
    traces.keySet().retainAll(seen);
    return ExportRequest.of(new ArrayList<>(found.values()));
  }

  private static List<Path> segments(Path directory) throws IOException {
    return JournalFiles.list(directory).stream().filter(JournalFiles::isSegment).toList();
  }

  private void read(Path file, String traceId, boolean complete, Map<SpanKey, EncodedSpan> found)
      throws IOException {
    int[] known = traces.get(file);
    if (known != null && Arrays.binarySearch(known, traceHash(traceId)) < 0) {
      return;
    }
    Set<Integer> inFile = new HashSet<>();
    try {
      SegmentFile segment = SegmentFile.open(file);
      if (segment != null) {
        read(new RecordReader(segment), traceId, inFile, found);
      }
    } catch (NoSuchFileException e) {
      // The backend has its spans by now, and it is retained, where this looks later, or is not.
    }
    if (complete) {
      traces.put(file, inFile.stream().mapToInt(Integer::intValue).sorted().toArray());
    }
  }

  private static void read(
      RecordReader records, String traceId, Set<Integer> inFile, Map<SpanKey, EncodedSpan> found)
      throws IOException {
    Origins origins = new Origins();
    while (records.next()) {
      ByteBuffer bytes = records.bytes();
      int payload = records.payload();
      switch (records.type()) {
        case ORIGIN -> origins.read(bytes, payload, records.length());
        case CLOSE, INSTANT -> {
          SpanKey key = SpanKey.of(bytes, payload + 4);
          inFile.add(Long.hashCode(key.traceLow()));
          if (key.isOf(traceId)) {
            Origins.Numbered origin = origins.get(bytes.getInt(payload));
            int length = records.length() - 4;
            found.put(key, new EncodedSpan(origin.origin(), bytes, payload + 4, length));
          }
        }
        case OPEN -> {}
      }
    }
  }

  private static int traceHash(String traceId) {
    return Long.hashCode(Long.parseUnsignedLong(traceId, 16, 32, 16));
  }
}
