package dev.throughline.journal;

import dev.throughline.journal.otlp.Answer;
import dev.throughline.journal.otlp.ExportRequest;
import dev.throughline.journal.otlp.ExportRequest.EncodedSpan;
import dev.throughline.journal.otlp.Origin;
import dev.throughline.journal.otlp.OtlpEndpoint;
import dev.throughline.journal.otlp.ProtoWriter;
import dev.throughline.journal.otlp.SpanEncoder;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where whole spans go for good: who asks knows, when the answer comes, whether they are safe.
 *
 * <p>Thread safety: {@link #send} may be called by any thread.
 */
public interface SpanDestination {
  /**
   * Sends spans in one attempt and waits for the answer. Nothing is thrown.
   *
   * @return {@link Answer.Accepted} when they need never be sent again
   */
  Answer send(List<SpanData> spans);

  /** An OTLP backend; what is sent is one request, and accepted is what it has acknowledged. */
  static SpanDestination of(OtlpEndpoint endpoint) {
    return spans -> {
      List<EncodedSpan> encoded = new ArrayList<>(spans.size());
      for (SpanData span : spans) {
        ProtoWriter out = new ProtoWriter(1024);
        new SpanEncoder(out).span(span);
        ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
        Origin origin = Origin.of(span.getResource(), span.getInstrumentationScopeInfo());
        encoded.add(new EncodedSpan(origin, bytes, 0, bytes.remaining()));
      }
      return endpoint.send(ExportRequest.of(encoded));
    };
  }

  /**
   * A journal, which keeps and exports them like its own. Accepted is what is on its disk; what it
   * can never keep is rejected.
   */
  static SpanDestination of(SpanJournal journal) {
    return spans -> {
      long rejected = 0;
      for (SpanData span : spans) {
        Offered offered = journal.offer(span);
        if (offered == Offered.NOT_NOW) {
          // Those before it are kept already, and are the same bytes when they come again.
          String problem = journal.problem();
          return new Answer.Unavailable(
              problem == null ? "the journal does not keep the span" : problem, null);
        }
        rejected += offered == Offered.NEVER ? 1 : 0;
      }
      return new Answer.Accepted(rejected, rejected == 0 ? "" : "too large for the journal");
    };
  }
}
