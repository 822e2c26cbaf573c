package dev.throughline.journal;

/** What is exported in its own order. Instants overtake bars, never the other way round. */
enum Lane {
  INSTANTS(RecordType.INSTANT),
  BARS(RecordType.CLOSE);

  private final RecordType type;

  Lane(RecordType type) {
    this.type = type;
  }

  RecordType type() {
    return type;
  }
}
