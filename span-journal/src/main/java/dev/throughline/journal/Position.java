package dev.throughline.journal;

import java.util.Comparator;

/** A place in a journal: a segment, and a byte of it. */
record Position(int segment, int place) implements Comparable<Position> {
  static final Position START = new Position(0, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::segment).thenComparingInt(Position::place);

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
