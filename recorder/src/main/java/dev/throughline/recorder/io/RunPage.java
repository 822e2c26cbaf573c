package dev.throughline.recorder.io;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A page of a visibility query.
 *
 * @param nextToken names the next page; empty on the last
 */
public record RunPage(List<ListedRun> runs, ByteString nextToken) {
  public RunPage {
    runs = List.copyOf(runs);
  }

  public boolean isLast() {
    return nextToken.isEmpty();
  }
}
