package dev.throughline.journal.otlp;

/** {@code opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse}. */
final class ExportResponse {
  private static final int PARTIAL_SUCCESS = 1;
  private static final int REJECTED_SPANS = 1;
  private static final int ERROR_MESSAGE = 2;

  private ExportResponse() {}

  /** Of an acknowledgement's message; one that cannot be read, JSON say, rejects nothing. */
  static Answer.Accepted accepted(byte[] message) {
    ProtoReader partial = ProtoReader.of(ProtoReader.of(message).bytes(PARTIAL_SUCCESS));
    long rejected = Math.max(0, partial.number(REJECTED_SPANS));
    return new Answer.Accepted(rejected, Excerpt.of(partial.text(ERROR_MESSAGE)));
  }
}
