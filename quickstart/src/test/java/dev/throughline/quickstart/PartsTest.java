package dev.throughline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void parts_areClosedInReverseOrder() {
    parts.add(() -> closed.add("first"));
    parts.add(() -> closed.add("second"));

    parts.close();

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void partThatFails_doesNotKeepTheOthersOpen() {
    parts.add(() -> closed.add("first"));
    parts.add(
        () -> {
          throw new IOException("broken");
        });

    assertThatThrownBy(parts::close)
        .satisfies(e -> assertThat(e.getSuppressed()).extracting("message").contains("broken"));
    assertThat(closed).containsExactly("first");
  }

  @Test
  void interruptedThread_canWaitWhileClosingAndIsInterruptedAfterwards() {
    parts.add(() -> closed.add(Thread.currentThread().isInterrupted() ? "interrupted" : "calm"));
    Thread.currentThread().interrupt();

    parts.close();

    assertThat(closed).containsExactly("calm");
    assertThat(Thread.interrupted()).isTrue();
  }
}
