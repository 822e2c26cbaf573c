package dev.throughline.conformance;

import dev.throughline.quickstart.ReceivedSpan;
import io.opentelemetry.proto.trace.v1.Status;

/** Spans that were open when their process died. */
final class Interrupted {
  private Interrupted() {}

  static boolean is(ReceivedSpan span) {
    return "true".equals(span.attribute("throughline.interrupted"))
        && span.span().getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR
        && span.span().getStatus().getMessage().equals("interrupted");
  }
}
