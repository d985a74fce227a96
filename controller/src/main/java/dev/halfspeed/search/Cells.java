package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The candidates, sorted into cells that no point tells apart.
 *
 * <p>A point is a candidate that was, or will be, tested; it is bad under every culprit that it
 * contains. Candidates of one cell have the same state at every point, so they share a likelihood,
 * and within the cell only the prior weighs.
 */
final class Cells {
  private final Ancestry ancestry;
  private final double[] prior;
  private final int[] points;
  private final List<Cell> cells;

  /**
   * Candidates with one state at each point.
   *
   * @param members their bit set
   * @param signature bit i is set where they make point i bad
   * @param weight sum of their prior
   */
  @SuppressWarnings("ArrayRecordComponent") // shared on purpose, and never compared
  record Cell(long[] members, BitSet signature, double weight) {
    boolean has(int candidate) {
      return (members[candidate >>> 6] & (1L << candidate)) != 0;
    }

    /** The members' numbers, ascending. */
    int[] list() {
      return BitSet.valueOf(members).stream().toArray();
    }
  }

  private Cells(Ancestry ancestry, double[] prior, int[] points, List<Cell> cells) {
    this.ancestry = ancestry;
    this.prior = prior;
    this.points = points;
    this.cells = cells;
  }

  /** One cell with every candidate whose prior is not 0; none where it is 0 for all. */
  static Cells whole(Ancestry ancestry, double[] prior) {
    long[] members = new long[ancestry.words()];
    double weight = 0;
    for (int candidate = 0; candidate < prior.length; candidate++) {
      if (prior[candidate] > 0) {
        members[candidate >>> 6] |= 1L << candidate;
        weight += prior[candidate];
      }
    }
    var cells = new ArrayList<Cell>();
    if (weight > 0) {
      cells.add(new Cell(members, new BitSet(), weight));
    }
    return new Cells(ancestry, prior, new int[0], cells);
  }

  /** The same candidates, told apart by one more point ({@link Observations#GOOD} splits none). */
  Cells split(int point) {
    var parts = new ArrayList<Cell>(cells.size() + 4);
    int bit = points.length;
    for (Cell cell : cells) {
      double inside = point == Observations.GOOD ? 0 : weightInside(cell, point);
      int side = side(cell, point, inside);
      if (side == 0) {
        parts.add(part(cell, point, false, cell.weight() - inside));
        parts.add(part(cell, point, true, inside));
      } else if (side > 0) {
        var signature = (BitSet) cell.signature().clone();
        signature.set(bit);
        parts.add(new Cell(cell.members(), signature, cell.weight()));
      } else {
        parts.add(cell);
      }
    }
    int[] more = Arrays.copyOf(points, bit + 1);
    more[bit] = point;
    return new Cells(ancestry, prior, more, parts);
  }

  /** 1 where the point contains the whole cell, -1 where nothing of it, 0 where it splits it. */
  private int side(Cell cell, int point, double inside) {
    if (point == Observations.GOOD || inside <= 0) {
      return -1;
    }
    long[] row = ancestry.row(point);
    for (int word = 0; word < cell.members().length; word++) {
      if ((cell.members()[word] & ~(word < row.length ? row[word] : 0)) != 0) {
        return 0;
      }
    }
    return 1;
  }

  private Cell part(Cell cell, int point, boolean inside, double weight) {
    long[] row = ancestry.row(point);
    long[] members = cell.members().clone();
    for (int word = 0; word < members.length; word++) {
      long bits = word < row.length ? row[word] : 0;
      members[word] &= inside ? bits : ~bits;
    }
    var signature = (BitSet) cell.signature().clone();
    if (inside) {
      signature.set(points.length);
    }
    return new Cell(members, signature, weight);
  }

  /** Prior weight of the cell's members that a point contains. */
  double weightInside(Cell cell, int point) {
    long[] row = ancestry.row(point);
    long[] members = cell.members();
    double sum = 0;
    for (int word = 0; word < row.length; word++) {
      for (long bits = row[word] & members[word]; bits != 0; bits &= bits - 1) {
        sum += prior[(word << 6) + Long.numberOfTrailingZeros(bits)];
      }
    }
    return sum;
  }

  List<Cell> list() {
    return cells;
  }

  int size() {
    return cells.size();
  }
}
