package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal's files with every kind of damage: what is whole comes out, nothing else does. */
class DamageTest {
  private static final Random RANDOM = new Random(4);
  private static final int SPANS = 3;
  private static final int UNUSED = 1000;

  private final Path live;
  private final Path dead;
  private Orphan orphan;
  private Set<ByteBuffer> written;
  private byte[] segment;
  private int firstSpan;
  private int end;

  DamageTest(@TempDir Path live, @TempDir Path dead) {
    this.live = live;
    this.dead = dead;
  }

  @BeforeEach
  void leaveAJournal() throws IOException {
    try (SpanJournal journal = SpanJournal.builder(live).setSegmentSize(1 << 16).build()) {
      for (int i = 0; i < SPANS; i++) {
        Spans.keep(journal, Spans.bar("bar" + i));
        Spans.keep(journal, Spans.instant("instant" + i));
      }
      journal.add(Spans.large("large", 100));
      orphan = Orphan.of(live, dead);
    }
    Files.deleteIfExists(orphan.segment(2));
    List<ByteBuffer> requests = orphan.requests();
    written = new HashSet<>(requests);
    assertThat(written).hasSize(2 * SPANS + 1).hasSameSizeAs(requests);
    findTheSpans();
    segment = Arrays.copyOf(Files.readAllBytes(orphan.segment(1)), end + UNUSED);
  }

  @Test
  void anyPrefix_givesTheSpansThatAreWholeInIt() throws IOException {
    int before = 0;
    for (int size = 1; size <= end; size++) {
      Set<ByteBuffer> found = found(Arrays.copyOf(segment, size));
      assertThat(written).containsAll(found);
      assertThat(found).hasSizeGreaterThanOrEqualTo(before);
      before = found.size();
    }
    assertThat(before).isEqualTo(written.size());
  }

  @Test
  void anyFlippedBit_costsOneSpanAtMost() throws IOException {
    Set<Integer> costly = new HashSet<>();
    for (int at = 0; at < end + 40; at++) {
      byte[] flipped = segment.clone();
      flipped[at] ^= (byte) (1 << RANDOM.nextInt(8));
      Set<ByteBuffer> found = found(flipped);
      assertThat(written).as("byte %d", at).containsAll(found);
      assertThat(found).as("byte %d", at).hasSizeGreaterThanOrEqualTo(written.size() - 1);
      if (found.size() < written.size()) {
        costly.add(at);
      }
    }
    assertThat(costly).isNotEmpty().allMatch(at -> at >= firstSpan && at < end);
  }

  @Test
  void damagedStretch_isCounted_andKeptAside() throws IOException {
    segment[firstSpan + 20] ^= 1;
    Files.write(orphan.segment(1), segment);

    assertThat(orphan.read().damaged()).isEqualTo(1);
    assertThat(JournalFiles.list(orphan.damaged())).hasSize(1);
  }

  @Test
  void randomGarbageInside_costsNothingElse() throws IOException {
    for (int round = 0; round < 200; round++) {
      byte[] garbage = new byte[1 + RANDOM.nextInt(200)];
      RANDOM.nextBytes(garbage);
      byte[] overwritten = segment.clone();
      int at = SegmentHeader.SIZE + RANDOM.nextInt(end - SegmentHeader.SIZE - garbage.length);
      System.arraycopy(garbage, 0, overwritten, at, garbage.length);
      // The shortest of them takes more than 80 bytes.
      int most = garbage.length / 80 + 2;
      Set<ByteBuffer> found = found(overwritten);
      assertThat(found).hasSizeGreaterThanOrEqualTo(written.size() - most);
      if (at > firstSpan) {
        assertThat(written).containsAll(found);
      }
    }
  }

  @Test
  void garbageAfterTheEnd_costsNothing() throws IOException {
    byte[] garbage = new byte[UNUSED];
    RANDOM.nextBytes(garbage);
    byte[] appended = segment.clone();
    System.arraycopy(garbage, 0, appended, end, garbage.length);

    assertThat(found(appended)).isEqualTo(written);
  }

  @Test
  void damagedRecord_doesNotRevealTheRecordInsideAnAttribute() throws IOException {
    byte[] record = Arrays.copyOfRange(segment, firstSpan, firstSpan + 200);
    Path base = dead.resolve("inside");
    Orphan nested;
    try (SpanJournal journal = SpanJournal.builder(live.resolve("inside")).build()) {
      for (int shift = 0; shift < 4; shift++) {
        byte[] shifted = new byte[record.length + shift];
        System.arraycopy(record, 0, shifted, shift, record.length);
        journal.add(
            Spans.with(
                "outside" + shift,
                Attributes.of(AttributeKey.valueKey("bytes"), Value.of(shifted))));
      }
      nested = Orphan.of(live.resolve("inside"), base);
    }
    byte[] outside = Files.readAllBytes(nested.segment(1));
    for (int at = SegmentHeader.SIZE; at < outside.length - 4; at += 4) {
      int type = outside[at + 4];
      if (type == RecordType.CLOSE.number()) {
        outside[at + 5] ^= 1;
      }
    }
    Files.write(nested.segment(1), outside);

    assertThat(nested.names()).isEmpty();
  }

  @Test
  void emptyAndUnfinishedFiles_areRemoved() throws IOException {
    Files.createFile(orphan.segment(7));
    // Its process died before the header was there.
    Files.write(orphan.segment(9), new byte[1 << 16]);
    Path unfinished = orphan.directory().resolve("00000008.spans" + JournalFiles.UNFINISHED);
    Files.write(unfinished, segment);

    assertThat(found(segment)).isEqualTo(written);
    assertThat(orphan.segment(7)).doesNotExist();
    assertThat(orphan.segment(9)).doesNotExist();
    assertThat(unfinished).doesNotExist();
    assertThat(orphan.damaged()).doesNotExist();
  }

  @Test
  void foreignFiles_areKeptAside_notRead() throws IOException {
    byte[] picture = new byte[5000];
    RANDOM.nextBytes(picture);
    System.arraycopy(new byte[] {-1, -40, -1, -32, 0, 16, 'J', 'F', 'I', 'F'}, 0, picture, 0, 10);
    Files.write(orphan.segment(7), picture);
    Files.writeString(orphan.directory().resolve("notes.txt"), "mine");

    assertThat(orphan.read().damaged()).isEqualTo(2);
    assertThat(orphan.requests()).containsExactlyInAnyOrderElementsOf(written);
    assertThat(kept("00000007.spans")).hasBinaryContent(picture);
    assertThat(kept("notes.txt")).hasContent("mine");
  }

  @Test
  void segmentOfAFutureVersion_isKeptAside() throws IOException {
    byte[] future = segment.clone();
    ByteBuffer header = SegmentHeader.littleEndian(ByteBuffer.wrap(future));
    for (int copy = 0; copy < SegmentHeader.SIZE; copy += SegmentHeader.SIZE / 2) {
      header.putShort(copy + 8, (short) 2);
      CRC32C crc = new CRC32C();
      crc.update(future, copy, 32);
      header.putInt(copy + 32, (int) crc.getValue());
    }
    Files.write(orphan.segment(1), future);

    assertThat(orphan.read().damaged()).isEqualTo(1);
    assertThat(orphan.requests()).isEmpty();
    assertThat(kept("00000001.spans")).hasBinaryContent(future);
  }

  @Test
  void copyOfASegmentUnderAnotherName_doublesNothing() throws IOException {
    Files.write(orphan.segment(9), segment);
    Files.write(orphan.directory().resolve("Copy of 00000001.spans"), segment);

    assertThat(orphan.requests()).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void brokenCopyOfASegment_doesNotTakeItsPlace() throws IOException {
    Files.write(orphan.directory().resolve("0.spans"), Arrays.copyOf(segment, end / 2));

    assertThat(orphan.requests()).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void folderAmongTheFiles_isKeptAside() throws IOException {
    Files.createDirectories(orphan.directory().resolve("00000003.spans/inside"));
    Files.createDirectories(orphan.directory().resolve("a.tmp/inside"));

    assertThat(orphan.requests()).containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void newJournal_opensWhateverIsThere() throws IOException {
    segment[firstSpan + 20] ^= 1;
    Files.write(orphan.segment(1), segment);
    Files.writeString(orphan.segment(5), "foreign");
    Files.writeString(orphan.directory().resolve(JournalFiles.ACKNOWLEDGED), "garbage");
    Files.writeString(dead.resolve("20261122T161703123-4711-9f2c"), "a file, not a directory");

    try (Collector collector = Collector.start();
        SpanJournal journal = SpanJournal.builder(dead).exportTo(collector.settings()).build()) {
      journal.add(Spans.bar("new"));
      collector.awaitSpans(written.size());
      assertThat(collector.names()).contains("new").doesNotHaveDuplicates();
      assertThat(journal.problem()).isNull();
    }
  }

  private Path kept(String name) {
    return orphan.damaged().resolve(JournalFiles.name(orphan.directory()) + "-" + name);
  }

  private Set<ByteBuffer> found(byte[] bytes) throws IOException {
    Files.write(orphan.segment(1), bytes);
    List<ByteBuffer> found = orphan.requests();
    assertThat(found).doesNotHaveDuplicates();
    return new HashSet<>(found);
  }

  private void findTheSpans() throws IOException {
    SegmentFile file = SegmentFile.open(orphan.segment(1));
    assertThat(file).isNotNull();
    RecordReader records = new RecordReader(file);
    firstSpan = 0;
    while (records.next()) {
      if (firstSpan == 0 && records.type() != RecordType.ORIGIN) {
        firstSpan = records.place();
      }
      end = records.end();
    }
  }
}
