package dev.halfspeed.search.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums weights over the ancestors of every candidate at once, in time near to the number of
 * candidates. Safe for use by several threads.
 *
 * <p>A candidate's sum is its own weight, the sum of one parent, its <em>reference</em>, and for a
 * merge the weights of the commits that the other parents add to those of the reference. Each
 * merge's reference is the parent with the most ancestors, which leaves the fewest commits to add.
 * They are found once, and kept as intervals of numbers. In a history like the kernel's that is
 * about one commit a candidate; where it would be too much to keep, every call reads the ancestors
 * of all candidates instead, 64 columns of them at a time.
 */
final class AncestorSums {
  private static final int STEPS_A_CANDIDATE = 300;
  private static final int INTERVALS_A_CANDIDATE = 20;
  private static final int MOST_INTERVALS = 4_000_000;
  private static final int NONE = -1;
  private static final int BYTE_VALUES = 256;

  private final int size;
  private final int[] firstEdge;
  private final int[] edges;
  private final @Nullable Additions additions;

  /**
   * Takes the candidates.
   *
   * @param parents of each candidate, which have smaller numbers
   */
  AncestorSums(int[][] parents) {
    this(
        parents,
        (long) STEPS_A_CANDIDATE * parents.length,
        Math.min(MOST_INTERVALS, INTERVALS_A_CANDIDATE * (long) parents.length));
  }

  /**
   * Takes the candidates and what may be spent on finding what merges add.
   *
   * @param steps how many added commits may be visited
   * @param intervals how many intervals of them may be kept
   */
  AncestorSums(int[][] parents, long steps, long intervals) {
    size = parents.length;
    firstEdge = new int[size + 1];
    int[] found = new int[size + 1];
    int edge = 0;
    for (int child = 0; child < size; child++) {
      firstEdge[child] = edge;
      for (int parent : parents[child]) {
        if (edge == found.length) {
          found = Arrays.copyOf(found, 2 * edge);
        }
        found[edge] = parent;
        edge++;
      }
    }
    firstEdge[size] = edge;
    edges = found;
    additions = additions(steps, intervals);
  }

  /**
   * The sums for all candidates.
   *
   * @param weights a weight for each candidate, none of them negative
   * @return for each candidate the sum of the weights of its ancestors, its own included
   * @throws IllegalArgumentException when there are not as many weights as candidates
   */
  double[] sums(double[] weights) {
    double[] sums = new double[size];
    sums(weights, sums);
    return sums;
  }

  /**
   * The same, into an array that is there already.
   *
   * @param into receives the sums; another array than the weights
   * @throws IllegalArgumentException when an array is not as long as there are candidates, or both
   *     are the same
   */
  @SuppressWarnings("ReferenceEquality") // Whether it is one array is the question.
  void sums(double[] weights, double[] into) {
    if (weights.length != size || into.length != size || weights == into) {
      throw new IllegalArgumentException(
          "%d weights into %d sums of %d candidates".formatted(weights.length, into.length, size));
    }
    if (additions == null) {
      sumsByColumns(weights, into);
    } else {
      additions.sums(weights, into);
    }
  }

  private @Nullable Additions additions(long steps, long intervals) {
    // The longest line of ancestors is a good guess at who has most of them, and is had at once.
    var guess = new Additions(references(longestLines()), false);
    double[] ancestors = new double[size];
    if (guess.find(steps, intervals)) {
      guess.count(ancestors);
    } else {
      double[] ones = new double[size];
      Arrays.fill(ones, 1);
      sumsByColumns(ones, ancestors);
    }
    var exact = new Additions(references(ancestors), true);
    return exact.find(steps, intervals) ? exact : null;
  }

  private double[] longestLines() {
    double[] lengths = new double[size];
    for (int child = 0; child < size; child++) {
      for (int edge = firstEdge[child]; edge < firstEdge[child + 1]; edge++) {
        lengths[child] = Math.max(lengths[child], lengths[edges[edge]]);
      }
      lengths[child]++;
    }
    return lengths;
  }

  /** For each candidate the parent that is largest. */
  private int[] references(double[] sizes) {
    int[] references = new int[size];
    for (int child = 0; child < size; child++) {
      int reference = NONE;
      for (int edge = firstEdge[child]; edge < firstEdge[child + 1]; edge++) {
        if (reference == NONE || sizes[edges[edge]] > sizes[reference]) {
          reference = edges[edge];
        }
      }
      references[child] = reference;
    }
    return references;
  }

  /**
   * The sums from the matrix of ancestors, of which 64 columns are made at a time. Takes time by
   * the square of the candidates and memory by their number, whatever their shape.
   */
  private void sumsByColumns(double[] weights, double[] into) {
    Arrays.fill(into, 0);
    long[] rows = new long[size];
    double[] sumOfByte = new double[Long.BYTES * BYTE_VALUES];
    for (int from = 0; from < size; from += Long.SIZE) {
      double all = prepare(weights, from, sumOfByte);
      for (int child = from; child < size; child++) {
        long row = child < from + Long.SIZE ? 1L << (child - from) : 0;
        for (int edge = firstEdge[child]; edge < firstEdge[child + 1]; edge++) {
          row |= edges[edge] >= from ? rows[edges[edge]] : 0;
        }
        rows[child] = row;
        if (row == -1) {
          into[child] += all;
        } else if (row != 0) {
          into[child] += sum(row, sumOfByte);
        }
      }
    }
  }

  /** Fills in the sum of weights for every value of each byte of a row; the sum of all. */
  private double prepare(double[] weights, int from, double[] sumOfByte) {
    double all = 0;
    for (int place = 0; place < Long.BYTES; place++) {
      for (int value = 1; value < BYTE_VALUES; value++) {
        int column = from + place * Byte.SIZE + Integer.numberOfTrailingZeros(value);
        double weight = column < size ? weights[column] : 0;
        int without = place * BYTE_VALUES + (value & (value - 1));
        sumOfByte[place * BYTE_VALUES + value] = sumOfByte[without] + weight;
      }
      all += sumOfByte[place * BYTE_VALUES + BYTE_VALUES - 1];
    }
    return all;
  }

  private static double sum(long row, double[] sumOfByte) {
    double sum = 0;
    long rest = row;
    for (int place = 0; rest != 0; place++) {
      sum += sumOfByte[place * BYTE_VALUES + (int) (rest & (BYTE_VALUES - 1))];
      rest >>>= Byte.SIZE;
    }
    return sum;
  }

  /**
   * What each merge adds to its reference.
   *
   * <p>The references make trees. They are walked depth first, with the ancestors of the candidate
   * at hand marked: on the way down to a merge, what its other parents add is what can be reached
   * from them without a mark; on the way back those marks are taken away. So the time is that of
   * the commits added, and nothing else is ever visited.
   */
  private final class Additions {
    private final int[] references;
    private final boolean keep;
    private final boolean[] marked = new boolean[size];

    /**
     * Still to be visited, a bit each. A BitSet looks for its highest bit whenever one is cleared.
     */
    private final long[] open = new long[(size + Long.SIZE - 1) / Long.SIZE];

    private int openCount;

    /** How many commits each candidate adds, itself included. */
    private final int[] added = new int[size];

    /** What the candidates add: from, to (not included). */
    private int[] intervals = new int[64];

    private int intervalsEnd;

    /** Where among them those of a candidate begin and end. */
    private final int[] firstInterval = new int[size];

    private final int[] lastInterval = new int[size];
    private long steps;

    private Additions(int[] references, boolean keep) {
      this.references = references;
      this.keep = keep;
    }

    /** Whether it could be done with so much. */
    private boolean find(long mostSteps, long mostIntervals) {
      int[] firstChild = new int[size];
      int[] nextSibling = new int[size];
      int firstRoot = children(firstChild, nextSibling);
      int candidate = firstRoot;
      while (candidate != NONE) {
        enter(candidate);
        if (steps > mostSteps || intervalsEnd > 2 * mostIntervals) {
          return false;
        }
        int next = firstChild[candidate];
        while (next == NONE && candidate != NONE) {
          leave(candidate);
          next = nextSibling[candidate];
          candidate = references[candidate];
        }
        candidate = next;
      }
      return true;
    }

    /** Turns the references around; the first of those that have none. */
    private int children(int[] firstChild, int[] nextSibling) {
      Arrays.fill(firstChild, NONE);
      int firstRoot = NONE;
      for (int child = size - 1; child >= 0; child--) {
        int reference = references[child];
        if (reference == NONE) {
          nextSibling[child] = firstRoot;
          firstRoot = child;
        } else {
          nextSibling[child] = firstChild[reference];
          firstChild[reference] = child;
        }
      }
      return firstRoot;
    }

    private void enter(int candidate) {
      firstInterval[candidate] = intervalsEnd;
      int from = NONE;
      int to = NONE;
      added[candidate] = 1;
      openParents(candidate);
      int commit = candidate;
      while (openCount > 0) {
        commit = takeOpenBelow(commit);
        marked[commit] = true;
        added[candidate]++;
        openParents(commit);
        if (commit != from - 1) {
          keepInterval(from, to);
          to = commit + 1;
        }
        from = commit;
      }
      keepInterval(from, to);
      lastInterval[candidate] = intervalsEnd;
      steps += added[candidate] - 1;
      marked[candidate] = true;
    }

    private void openParents(int child) {
      for (int edge = firstEdge[child]; edge < firstEdge[child + 1]; edge++) {
        int parent = edges[edge];
        boolean isOpen = (open[parent / Long.SIZE] >>> parent & 1) != 0;
        if (!marked[parent] && !isOpen) {
          open[parent / Long.SIZE] |= 1L << parent;
          openCount++;
        }
      }
    }

    /** The highest that is open; there is one, and all are below the commit given. */
    private int takeOpenBelow(int commit) {
      int word = commit / Long.SIZE;
      while (open[word] == 0) {
        word--;
      }
      long highest = Long.highestOneBit(open[word]);
      open[word] ^= highest;
      openCount--;
      return word * Long.SIZE + Long.numberOfTrailingZeros(highest);
    }

    private void keepInterval(int from, int to) {
      if (from == NONE) {
        return;
      }
      if (intervalsEnd + 2 > intervals.length) {
        intervals = Arrays.copyOf(intervals, 2 * intervals.length);
      }
      intervals[intervalsEnd] = from;
      intervals[intervalsEnd + 1] = to;
      intervalsEnd += 2;
    }

    private void leave(int candidate) {
      marked[candidate] = false;
      for (int at = firstInterval[candidate]; at < lastInterval[candidate]; at += 2) {
        Arrays.fill(marked, intervals[at], intervals[at + 1], false);
      }
      if (!keep) {
        intervalsEnd = firstInterval[candidate];
      }
    }

    /** How many ancestors each candidate has, itself included. */
    private void count(double[] into) {
      for (int child = 0; child < size; child++) {
        into[child] = added[child] + (references[child] == NONE ? 0 : into[references[child]]);
      }
    }

    private void sums(double[] weights, double[] into) {
      for (int child = 0; child < size; child++) {
        double sum = weights[child] + (references[child] == NONE ? 0 : into[references[child]]);
        for (int at = firstInterval[child]; at < lastInterval[child]; at += 2) {
          for (int commit = intervals[at]; commit < intervals[at + 1]; commit++) {
            sum += weights[commit];
          }
        }
        into[child] = sum;
      }
    }
  }
}
