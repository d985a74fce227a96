package dev.halfspeed.search;

/**
 * The ancestors of every candidate as bit sets: bit c of row x is set where c is x or before it.
 */
final class Ancestry {
  private final long[][] rows;
  private final int words;

  Ancestry(CandidateDag dag) {
    int size = dag.size();
    words = (size + 63) >>> 6;
    rows = new long[size][];
    for (int child = 0; child < size; child++) {
      long[] row = new long[(child >>> 6) + 1];
      row[child >>> 6] |= 1L << child;
      for (int parent : dag.parentsOf(child)) {
        long[] above = rows[parent];
        for (int word = 0; word < above.length; word++) {
          row[word] |= above[word];
        }
      }
      rows[child] = row;
    }
  }

  int size() {
    return rows.length;
  }

  /** Length of a bit set over all candidates. */
  int words() {
    return words;
  }

  /** Whether a change in {@code candidate} is contained in {@code at}. */
  boolean contains(int at, int candidate) {
    return candidate <= at && (rows[at][candidate >>> 6] & (1L << candidate)) != 0;
  }

  /** The row's words; words past its end are 0. Not to be changed. */
  long[] row(int candidate) {
    return rows[candidate];
  }
}
