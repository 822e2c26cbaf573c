package dev.throughline.recorder.verify;

/**
 * What a verification has found. All implied spans are stored, repaired or missing.
 *
 * @param runs how many runs were looked at: complete, incomplete, running and unreadable ones
 * @param complete runs of which all that history implies is stored now
 * @param running runs that are not closed yet, which were left out
 * @param unreadable runs whose history, or whose trace, cannot be read
 * @param implied spans that the histories imply, attempts included
 * @param stored those of them that were stored
 * @param repaired those that were not and are now
 * @param missing those that are not, still
 * @param orphans stored spans whose parent is not stored, still
 * @param conflicts stored spans whose id has another content as well
 */
public record Summary(
    long runs,
    long complete,
    long running,
    long unreadable,
    long implied,
    long stored,
    long repaired,
    long missing,
    long orphans,
    long conflicts) {

  /** Whether nothing is missing, orphaned, in conflict or unreadable. */
  public boolean isWhole() {
    return missing == 0 && orphans == 0 && conflicts == 0 && unreadable == 0;
  }

  /** The share of the implied spans that is stored now, from 0 to 100. */
  public double percent() {
    return percent(stored + repaired, implied);
  }

  static double percent(long stored, long implied) {
    return implied == 0 ? 100 : 100.0 * stored / implied;
  }
}
