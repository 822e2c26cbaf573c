package dev.throughline.recorder.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.throughline.tracing.contract.Run;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunHistoriesTest {
  private static final Instant CLOSED = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final String SERVER_LIMIT =
      "grpc: received message larger than max (5000000 vs. 4194304)";
  private static final String CLIENT_LIMIT = "gRPC message exceeds maximum size 4194304: 5000000";

  private FaultyTemporal temporal = new FaultyTemporal();

  RunHistoriesTest() throws IOException {}

  @AfterEach
  void close() throws InterruptedException {
    temporal.close();
  }

  @Test
  void history_comesInItsOrder_overAllPages() throws Exception {
    ScriptedRun run = temporal.show(ScriptedRun.of("order-1", CLOSED, 1_500));

    assertThat(read(run)).isEqualTo(eventIds(run));
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVER_LIMIT, CLIENT_LIMIT})
  void page_thatIsTooLarge_isAskedForInSmallerPages_andNoEventTwice(String limit) throws Exception {
    ScriptedRun run = temporal.show(ScriptedRun.of("order-1", CLOSED, 600));
    List<Integer> sizes = new ArrayList<>();
    temporal.failHistories(
        request -> {
          sizes.add(request.getMaximumPageSize());
          int from = FaultyTemporal.from(request.getNextPageToken());
          boolean large = from + request.getMaximumPageSize() > 1_000;
          return large && request.getMaximumPageSize() > 1 ? tooLarge(limit) : null;
        });

    assertThat(read(run)).isEqualTo(eventIds(run));
    assertThat(sizes).startsWith(1_000, 1_000, 100, 10, 1, 1).doesNotContain(0);
  }

  @Test
  void page_thatTheClientItselfRefuses_isAskedForInSmallerPages() throws Exception {
    temporal.close();
    temporal = new FaultyTemporal(64 << 10);
    temporal.changeEvents(event -> withDetails(event, 4 << 10));
    ScriptedRun run = temporal.show(ScriptedRun.of("order-1", CLOSED, 100));

    assertThat(read(run)).isEqualTo(eventIds(run));
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVER_LIMIT, CLIENT_LIMIT})
  void event_thatIsTooLargeByItself_makesTheHistoryUnreadable(String limit) {
    ScriptedRun run = temporal.show(ScriptedRun.of("order-1", CLOSED, 100));
    temporal.failHistories(
        request -> {
          int from = FaultyTemporal.from(request.getNextPageToken());
          boolean large = from <= 50 && from + request.getMaximumPageSize() > 50;
          return large ? tooLarge(limit) : null;
        });
    List<Long> events = new ArrayList<>();

    assertThatThrownBy(() -> read(run, events))
        .isInstanceOf(UnreadableHistoryException.class)
        .hasMessageContaining("RESOURCE_EXHAUSTED");
    assertThat(events).hasSize(50);
  }

  @Test
  void history_thatWasDeleted_isUnreadable() {
    assertThatThrownBy(() -> read(ScriptedRun.of("deleted", CLOSED)))
        .isInstanceOf(UnreadableHistoryException.class)
        .hasMessageContaining("no such run");
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED"})
  void failure_thatMayPass_isPassedOn(Status.Code code) {
    ScriptedRun run = temporal.show(ScriptedRun.of("order-1", CLOSED));
    temporal.failHistories(request -> code.toStatus().withDescription("try later"));

    assertThatThrownBy(() -> read(run))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  @Test
  void longHistory_isNeverInMemoryAsAWhole() throws Exception {
    ScriptedRun run = temporal.show(ScriptedRun.of("import-1", CLOSED, 25_000));
    List<WeakReference<HistoryEvent>> handedOut = new ArrayList<>();
    List<Long> held = new ArrayList<>();

    temporal
        .histories()
        .<RuntimeException>read(
            run.run(),
            event -> {
              handedOut.add(new WeakReference<>(event));
              if (handedOut.size() % 9_500 == 0) {
                System.gc();
                held.add(handedOut.stream().filter(reference -> !reference.refersTo(null)).count());
              }
            });

    assertThat(handedOut).hasSize(run.events()).hasSizeGreaterThan(50_000);
    assertThat(held).hasSize(5).allSatisfy(events -> assertThat(events).isBetween(500L, 1_000L));
  }

  @Test
  void list_tellsTheRuns_andWhereItGoesOn() {
    temporal.show(ScriptedRun.of("order-1", CLOSED));
    temporal.show(ScriptedRun.of("order-2", CLOSED.plusSeconds(1)));

    RunPage first = temporal.histories().list("all", 1, ByteString.EMPTY);
    RunPage second = temporal.histories().list("all", 1, first.nextToken());

    assertThat(first.isLast()).isFalse();
    assertThat(second.isLast()).isTrue();
    assertThat(second.runs())
        .containsExactly(
            new ListedRun(
                new Run("default", "order-1", "run-of-order-1"),
                "Type",
                Instant.parse("2026-03-01T12:00:00.123456Z")));
  }

  private List<Long> read(ScriptedRun run) throws UnreadableHistoryException {
    List<Long> events = new ArrayList<>();
    read(run, events);
    return events;
  }

  private void read(ScriptedRun run, List<Long> events) throws UnreadableHistoryException {
    temporal.histories().<RuntimeException>read(run.run(), event -> events.add(event.getEventId()));
  }

  private static List<Long> eventIds(ScriptedRun run) {
    return LongStream.rangeClosed(1, run.events()).boxed().toList();
  }

  private static Status tooLarge(String limit) {
    return Status.RESOURCE_EXHAUSTED.withDescription(limit);
  }

  private static HistoryEvent withDetails(HistoryEvent event, int bytes) {
    HistoryEvent.Builder changed = event.toBuilder();
    changed
        .getMarkerRecordedEventAttributesBuilder()
        .putDetails(
            "filler",
            Payloads.newBuilder()
                .addPayloads(Payload.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))
                .build());
    return changed.build();
  }
}
