package dev.throughline.recorder.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.throughline.journal.otlp.Answer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final Answer ACCEPTED = new Answer.Accepted(0, "");
  private static final Answer UNAVAILABLE = new Answer.Unavailable("503", null);

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> taken = new ArrayList<>();
  private final List<Integer> requests = new ArrayList<>();
  private final Told told = new Told();
  private final Delivery delivery = new Delivery(this::send, told);

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  @Test
  void spans_goInOneRequest() throws InterruptedException {
    assertThat(delivery.deliver(spans(512))).isTrue();

    assertThat(requests).containsExactly(512);
    assertThat(told.accepted).isEqualTo(512);
  }

  @Test
  void nothing_isNotSent() throws InterruptedException {
    assertThat(delivery.deliver(List.of())).isTrue();

    assertThat(requests).isEmpty();
  }

  @Test
  void backend_thatIsUnavailable_getsTheSameSpansAgain_untilItTakesThem()
      throws InterruptedException {
    answers.add(UNAVAILABLE);
    answers.add(ACCEPTED);

    assertThat(delivery.deliver(spans(3))).isTrue();

    assertThat(requests).containsExactly(3, 3);
    assertThat(taken).containsExactly("span-0", "span-1", "span-2");
    assertThat(told.failed).isEqualTo(1);
    assertThat(told.accepted).isEqualTo(3);
  }

  @Test
  void span_thatIsRefused_isFoundByHalves_andTheOthersArriveOnce() throws InterruptedException {
    assertThat(delivery.deliver(spans(100, 37))).isFalse();

    assertThat(taken).isEqualTo(names(100, 37));
    assertThat(told.accepted).isEqualTo(99);
    assertThat(told.refused).isEqualTo(1);
    assertThat(requests).hasSizeLessThan(20);
  }

  @Test
  void spans_thatAreAllRefused_areAllLeftBehind() throws InterruptedException {
    assertThat(delivery.deliver(spans(3, 0, 1, 2))).isFalse();

    assertThat(taken).isEmpty();
    assertThat(told.refused).isEqualTo(3);
  }

  @Test
  void partialSuccess_isNotSentAgain() throws InterruptedException {
    answers.add(new Answer.Accepted(2, "too old"));

    assertThat(delivery.deliver(spans(10))).isFalse();

    assertThat(requests).containsExactly(10);
    assertThat(told.accepted).isEqualTo(8);
    assertThat(told.refused).isEqualTo(2);
  }

  @Test
  void interrupt_endsTheWaitForTheBackend() {
    Thread sender = Thread.currentThread();
    told.onFailure = sender::interrupt;
    answers.add(UNAVAILABLE);

    assertThatThrownBy(() -> delivery.deliver(spans(1))).isInstanceOf(InterruptedException.class);
    assertThat(requests).containsExactly(1);
  }

  @Test
  void listener_stopsItBeforeTheRequest() {
    told.beforeSending =
        () -> {
          throw new IllegalStateException("not ours any more");
        };

    assertThatThrownBy(() -> delivery.deliver(spans(1))).hasMessage("not ours any more");
    assertThat(requests).isEmpty();
  }

  @Test
  void listener_stopsItBetweenTwoHalves() {
    told.beforeSending =
        () -> {
          if (requests.size() == 2) {
            throw new IllegalStateException("not ours any more");
          }
        };

    assertThatThrownBy(() -> delivery.deliver(spans(4, 3))).hasMessage("not ours any more");
    assertThat(requests).containsExactly(4, 2);
  }

  private Answer send(List<SpanData> spans) {
    requests.add(spans.size());
    Answer answer = answers.poll();
    if (answer == null) {
      boolean bad = spans.stream().anyMatch(span -> span.getName().equals("bad"));
      answer = bad ? new Answer.Refused("400") : ACCEPTED;
    }
    if (answer instanceof Answer.Accepted) {
      spans.forEach(span -> taken.add(span.getName()));
    }
    return answer;
  }

  private static List<SpanData> spans(int count, Integer... bad) {
    return IntStream.range(0, count)
        .<SpanData>mapToObj(i -> span(List.of(bad).contains(i) ? "bad" : "span-" + i))
        .toList();
  }

  private static List<String> names(int count, int without) {
    return IntStream.range(0, count).filter(i -> i != without).mapToObj(i -> "span-" + i).toList();
  }

  private static SpanData span(String name) {
    return TestSpanData.builder()
        .setName(name)
        .setKind(SpanKind.INTERNAL)
        .setStartEpochNanos(1)
        .setEndEpochNanos(2)
        .setHasEnded(true)
        .setStatus(StatusData.unset())
        .build();
  }

  /** Counts what the listener is told. */
  private static final class Told implements Delivery.Listener {
    private long accepted;
    private long refused;
    private int failed;
    private Runnable beforeSending = () -> {};
    private Runnable onFailure = () -> {};

    @Override
    public void sending() {
      beforeSending.run();
    }

    @Override
    public void accepted(long spans) {
      accepted += spans;
    }

    @Override
    public void refused(long spans) {
      refused += spans;
    }

    @Override
    public void failed() {
      failed++;
      onFailure.run();
    }
  }
}
