package dev.throughline.api.events;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One who watches: first reads what has been, as fast as the connection takes it, then hears what
 * comes from the {@link RunFeed} that all watchers of the run share. Thread-safe.
 */
final class Watcher implements HistoryCursor.Reader {
  /** What may wait for a slow connection before it is closed, in bytes. */
  private static final long LARGEST_BACKLOG = 256 << 10;

  private static final String COME_BACK_SOON = "retry: 1000\n\n";
  private static final String AWAY = ": Temporal cannot be reached; trying again\n\n";
  private static final String LOST = ": the history cannot be read any more\n\n";
  private static final String STOPPING = ": the service stops\n" + COME_BACK_SOON;
  private static final String HEARTBEAT = ":\n\n";

  private final RunWatches watches;
  private final EventStream stream;
  private final boolean numberedIds;
  private final boolean follows;
  private volatile Place place;

  /** The last event of the run that it has: who reads for all may be behind. */
  private volatile long last;

  /** Where it is in the chain, and who reads for it. */
  private record Place(RunFeed feed, HistoryCursor cursor) {}

  /**
   * Begins the answer.
   *
   * @param resumedAfter the last event of the run that it has; 0 for none
   * @param numberedIds whether an id is the event's number alone
   * @param follows whether it goes on with the run that takes the place of one that ends
   */
  Watcher(
      RunWatches watches,
      RunFeed feed,
      long resumedAfter,
      boolean numberedIds,
      boolean follows,
      AsyncContext request)
      throws IOException {
    this.watches = watches;
    this.numberedIds = numberedIds;
    this.follows = follows;
    this.place = new Place(feed, feed.newCursor());
    this.last = resumedAfter;
    this.stream = EventStream.open(request, () -> watches.leaves(this));
  }

  void begin() {
    stream.send(COME_BACK_SOON);
    readOn();
  }

  private void readOn() {
    place.cursor().next(this);
  }

  @Override
  public void read(List<RunEvent> events) {
    events.forEach(this::send);
    HistoryCursor cursor = place.cursor();
    RunEvent end = cursor.end();
    if (end != null) {
      ended(end, cursor.nextRunId());
      return;
    }
    stream.whenDrained(
        () -> {
          if (!cursor.isAtEnd() || !place.feed().join(this, cursor)) {
            readOn();
          }
        });
  }

  /** What all watchers of the run are told. */
  void hear(RunEvent event) {
    send(event);
    if (stream.waiting() > LARGEST_BACKLOG) {
      stream.cut();
    }
  }

  private void send(RunEvent event) {
    if (event.id() > 0) {
      if (event.id() <= last) {
        return;
      }
      last = event.id();
    }
    stream.send(event.frame(numberedIds ? null : place.feed().runId()));
  }

  /** The run has closed. */
  void ended(RunEvent end, @Nullable String nextRunId) {
    if (follows && nextRunId != null && watches.follows(this, nextRunId)) {
      stream.whenDrained(this::readOn);
    } else {
      stream.end(end.frame(null));
    }
  }

  /** Goes on with another run, from its start. */
  void moveTo(RunFeed next) {
    place = new Place(next, next.newCursor());
    last = 0;
  }

  @Override
  public void away() {
    stream.send(AWAY);
  }

  @Override
  public void lost() {
    stream.end(LOST);
  }

  /** Keeps proxies from closing a connection on which nothing happens. */
  void heartbeat() {
    if (stream.waiting() == 0) {
      stream.send(HEARTBEAT);
    }
  }

  /** Sends the watcher away, to come back to another instance. */
  void drain() {
    stream.end(STOPPING);
  }

  RunFeed feed() {
    return place.feed();
  }

  /** Reads no more, unless the cursor has become that of the others. */
  void stop() {
    place.feed().leave(this, place.cursor());
  }
}
