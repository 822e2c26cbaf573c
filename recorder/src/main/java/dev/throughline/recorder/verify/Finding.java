package dev.throughline.recorder.verify;

/**
 * Something about one span that is not as it should be.
 *
 * @param name the span's name
 * @param id the span's id; of a missing attempt, whose id history does not tell, which one it is
 */
public record Finding(Kind kind, String name, String id) {
  public enum Kind {
    /** History implies it and tells all of it, and it is not stored. */
    MISSING,
    /** It was missing, and the backend has taken it now. */
    REPAIRED,
    /** The bar of an attempt is not stored. Only its worker knew it, so it cannot be repaired. */
    MISSING_ATTEMPT,
    /** It names a parent that is not stored. */
    ORPHAN,
    /** Its id is stored with another content as well. */
    CONFLICT
  }
}
