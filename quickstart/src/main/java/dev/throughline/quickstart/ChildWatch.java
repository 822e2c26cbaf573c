package dev.throughline.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches for a child process that somebody else's code starts in this one, and records it as soon
 * as it is there. The SDK tells of its server only when it answers, seconds later, and this process
 * may be killed before that.
 */
final class ChildWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final String executable;
  private final ChildRecord record;
  private final Set<Long> before;
  private final Ticker ticker;
  private @Nullable ProcessHandle child;

  /** Begins to watch for a child that runs the executable, given as its real path. */
  ChildWatch(Path executable, ChildRecord record) {
    this.executable = executable.toString();
    this.record = record;
    this.before =
        ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    this.ticker = Ticker.start("child-watch", INTERVAL, this::child);
  }

  /** Returns the child if it has been started, and sees to it that it is recorded. */
  synchronized Optional<ProcessHandle> child() {
    if (child == null) {
      child =
          ProcessHandle.current()
              .children()
              .filter(process -> !before.contains(process.pid()))
              .filter(process -> process.info().command().equals(Optional.of(executable)))
              .findFirst()
              .orElse(null);
      if (child != null) {
        record.write(child);
      }
    }
    return Optional.ofNullable(child);
  }

  @Override
  public void close() {
    ticker.close();
  }
}
