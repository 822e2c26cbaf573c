package dev.throughline.journal;

import dev.throughline.journal.SegmentFile.Content;
import dev.throughline.journal.otlp.ProtoWriter;
import dev.throughline.journal.otlp.SpanBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process that is gone has left: read through once, so that its open spans are known, what
 * is damaged is kept aside, and its origins are at hand.
 */
final class DeadJournal {
  private static final Logger log = LoggerFactory.getLogger(DeadJournal.class);

  /** Of a span's record: its origin's number, and its two ids. */
  private static final int SHORTEST = 4 + 18 + 10;

  private final JournalFiles files;
  private final Origins origins = new Origins();
  private final Backlog backlog;
  private final Map<SpanKey, OpenSpan> open = new LinkedHashMap<>();
  private int lastNumber;
  private long aliveEpochNanos;
  private long spans;
  private long bytes;
  private long damaged;

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record OpenSpan(int segment, byte[] payload) {}

  private DeadJournal(JournalFiles files, Path directory) {
    this.files = files;
    this.backlog = new Backlog(directory, origins);
  }

  /**
   * Reads a directory whose lock is held. What is no segment, or of another version, is moved to
   * {@code damaged/}; so are copies of stretches that are no records.
   *
   * @return null if it was stopped before the end
   */
  static @Nullable DeadJournal read(JournalFiles files, Path directory, BooleanSupplier stopped)
      throws IOException {
    DeadJournal journal = new DeadJournal(files, directory);
    for (Path file : JournalFiles.list(directory)) {
      if (stopped.getAsBoolean()) {
        return null;
      }
      String name = JournalFiles.name(file);
      boolean segment = JournalFiles.isSegment(file);
      if (Files.isDirectory(file)) {
        journal.setAside(file);
      } else if (name.endsWith(JournalFiles.UNFINISHED) || (segment && Files.size(file) == 0)) {
        Files.delete(file);
      } else if (segment) {
        journal.read(file);
      } else if (!name.equals(JournalFiles.LOCK) && !name.equals(JournalFiles.ACKNOWLEDGED)) {
        journal.setAside(file);
      }
    }
    return journal;
  }

  Backlog backlog() {
    return backlog;
  }

  /** How many ended spans the backend has not acknowledged, interrupted ones too. */
  long spans() {
    return spans;
  }

  long bytes() {
    return bytes;
  }

  long damaged() {
    return damaged;
  }

  int openSpans() {
    return open.size();
  }

  /** Whether the segment has a span whose end is not written yet. */
  boolean isNeeded(Segment segment) {
    return open.values().stream().anyMatch(span -> span.segment <= segment.number());
  }

  /**
   * Ends the open spans, in one segment of their own, which is there as a whole or not at all.
   * Whoever does it, and however often it is begun, the bytes are the same: the end is the last
   * moment that the journal shows its process alive.
   */
  void closeOpenSpans() throws IOException {
    if (open.isEmpty()) {
      return;
    }
    Map<Integer, Content> defined = new LinkedHashMap<>();
    List<Content> ended = new ArrayList<>();
    ProtoWriter out = new ProtoWriter(1024);
    for (OpenSpan span : open.values()) {
      ByteBuffer payload = SegmentHeader.littleEndian(span.payload);
      int length = span.payload.length - 4;
      long start = SpanBytes.latestEpochNanos(payload, 4, length);
      out.clear();
      SpanBytes.interrupted(payload, 4, length, Math.max(start, aliveEpochNanos), out);
      bytes += out.length();
      int origin = payload.getInt(0);
      out.rawInt(origin);
      defined.computeIfAbsent(
          origin, number -> new Content(RecordType.ORIGIN, origins.get(number).payload()));
      ended.add(new Content(RecordType.CLOSE, out.toByteArray()));
    }
    List<Content> records = new ArrayList<>(defined.values());
    records.addAll(defined.values());
    records.addAll(ended);
    int number = Math.max(lastNumber + 1, backlog.firstUntouched());
    SegmentHeader header = new SegmentHeader(number, number, aliveEpochNanos, aliveEpochNanos);
    backlog.add(
        SegmentFile.write(JournalFiles.segment(backlog.directory(), number), header, records));
    lastNumber = number;
    spans += ended.size();
    open.clear();
  }

  private void read(Path file) throws IOException {
    SegmentFile segment = SegmentFile.open(file);
    if (segment == null && isZeros(file)) {
      Files.delete(file); // its process died while it made it
      return;
    }
    if (segment == null || backlog.has(segment) || isCopy(file, segment)) {
      setAside(file);
      return;
    }
    lastNumber = Math.max(lastNumber, segment.number());
    aliveEpochNanos = Math.max(aliveEpochNanos, segment.header().aliveEpochNanos());
    RecordReader records =
        new RecordReader(segment, SegmentHeader.SIZE, (from, to) -> keepDamage(segment, from, to));
    int end = SegmentHeader.SIZE;
    while (records.next()) {
      read(segment, records);
      end = records.end();
    }
    // Behind the last record is room that was never used, or what is in damaged/ by now.
    if (end == SegmentHeader.SIZE) {
      Files.delete(file);
    } else {
      backlog.add(segment.trim(end));
    }
  }

  private static boolean isZeros(Path file) throws IOException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      int next = 0;
      while (next == 0) {
        next = bytes.read();
      }
      return next < 0;
    }
  }

  private boolean isCopy(Path file, SegmentFile segment) {
    Path original = JournalFiles.segment(backlog.directory(), segment.number());
    return !file.equals(original) && Files.exists(original);
  }

  private void read(SegmentFile segment, RecordReader records) {
    ByteBuffer record = records.bytes();
    int payload = records.payload();
    if (records.type() != RecordType.ORIGIN && records.length() < SHORTEST) {
      return;
    }
    switch (records.type()) {
      case ORIGIN -> origins.read(record, payload, records.length());
      case OPEN -> {
        open.put(records.spanKey(), new OpenSpan(segment.number(), records.copyPayload()));
        sawAlive(record, payload, records.length());
      }
      case CLOSE, INSTANT -> {
        open.remove(records.spanKey());
        sawAlive(record, payload, records.length());
        Lane lane = records.type() == RecordType.CLOSE ? Lane.BARS : Lane.INSTANTS;
        if (!backlog.isAcknowledged(lane, new Position(segment.number(), records.place()))) {
          spans++;
          bytes += records.length() - 4;
        }
      }
    }
  }

  private void sawAlive(ByteBuffer record, int payload, int length) {
    aliveEpochNanos =
        Math.max(aliveEpochNanos, SpanBytes.latestEpochNanos(record, payload + 4, length - 4));
  }

  private void keepDamage(SegmentFile segment, int from, int to) throws IOException {
    byte[] lost = new byte[to - from];
    segment.read(from, lost.length).get(0, lost);
    if (Arrays.equals(lost, new byte[lost.length])) {
      return; // room that nobody has used
    }
    damaged++;
    Path file = segment.file();
    String name = JournalFiles.name(backlog.directory()) + "-" + JournalFiles.name(file);
    Path copy = files.damaged().resolve(name + "-" + from);
    log.warn("{} is damaged from byte {} to {}; that goes to {}", file, from, to, copy);
    Files.createDirectories(files.damaged());
    Files.write(copy, lost);
  }

  private void setAside(Path file) throws IOException {
    damaged++;
    log.warn("{} is no journal segment of version 1; it goes to {}", file, files.damaged());
    JournalFiles.moveAside(file, files.damaged());
  }
}
