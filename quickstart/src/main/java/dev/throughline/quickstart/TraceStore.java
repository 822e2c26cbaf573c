package dev.throughline.quickstart;

import java.util.List;

/** Knows the spans of a trace, also those that came to an earlier process. */
interface TraceStore {
  /**
   * Returns the spans that are known now.
   *
   * @param traceId 32 hexadecimal digits
   */
  List<ReceivedSpan> spans(String traceId);
}
