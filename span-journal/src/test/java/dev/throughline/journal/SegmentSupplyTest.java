package dev.throughline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentSupplyTest {
  private final Path directory;
  private final List<ActiveSegment> started = new ArrayList<>();
  private int made;

  SegmentSupplyTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void spare_isStarted_whenTheCurrentSegmentIsFull() {
    SegmentSupply supply = new SegmentSupply(this::make, started::add);
    supply.refill();
    ActiveSegment first = supply.current();
    supply.refill();
    assertThat(first).isNotNull();

    assertThat(supply.after(first)).isNotNull().isNotSameAs(first);
    assertThat(started).hasSize(2);
    assertThat(first.isSealed()).isTrue();
  }

  @Test
  void closedSupply_handsOutNothing_notEvenItsSpare() {
    SegmentSupply supply = new SegmentSupply(this::make, started::add);
    supply.refill();
    ActiveSegment first = supply.current();
    supply.refill();
    assertThat(first).isNotNull();

    supply.close();

    assertThat(supply.after(first)).isNull();
    assertThat(supply.spare()).isNotNull();
    assertThat(started).containsExactly(first);
  }

  @Test
  void segmentThatIsMadeWhileTheSupplyCloses_isNotStarted() {
    List<SegmentSupply> closing = new ArrayList<>();
    SegmentSupply supply =
        new SegmentSupply(
            () -> {
              closing.forEach(SegmentSupply::close);
              return make();
            },
            started::add);
    supply.refill();
    supply.refill();
    ActiveSegment first = supply.current();
    assertThat(first).isNotNull();
    supply.after(first);
    closing.add(supply);

    supply.refill();

    assertThat(started).hasSize(2);
    assertThat(supply.spare()).isNotNull();
  }

  @Test
  void makingThread_doesNotWaitForItself() {
    SegmentSupply supply = new SegmentSupply(this::make, started::add);
    supply.refill();
    ActiveSegment first = supply.current();
    assertThat(first).isNotNull();

    long began = System.nanoTime();
    assertThat(supply.after(first)).isNull();
    assertThat(System.nanoTime() - began).isLessThan(200_000_000L);
  }

  private ActiveSegment make() throws IOException {
    made++;
    return ActiveSegment.create(
        JournalFiles.segment(directory, made), new SegmentHeader(made, 1, 1, 1), 1 << 16);
  }
}
