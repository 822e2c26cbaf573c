package dev.throughline.journal;

import org.jspecify.annotations.Nullable;

/** What a record tells; the number is in the file. */
enum RecordType {
  /** An origin, under the number that spans of this journal name it by. */
  ORIGIN(1),
  /** A span has begun. */
  OPEN(2),
  /** A span that has a duration has ended. */
  CLOSE(3),
  /** A span without a duration: others hang below it, so it goes out before those that have one. */
  INSTANT(4);

  private static final RecordType[] BY_NUMBER = {null, ORIGIN, OPEN, CLOSE, INSTANT};

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static @Nullable RecordType of(int number) {
    return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }
}
