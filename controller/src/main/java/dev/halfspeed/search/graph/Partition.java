package dev.halfspeed.search.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The candidates, sorted into cells that no point tells apart.
 *
 * <p>A point is a candidate that was, or will be, tested; it is bad under every culprit that it
 * contains. Candidates of one cell have the same state at every point, so they share a likelihood,
 * and within the cell only the prior weighs. Never changed once made.
 */
public final class Partition {
  /** The cell of a candidate that can't be the culprit. */
  public static final int NOWHERE = -1;

  private final Ancestry ancestry;
  private final double[] prior;
  private final int[] points;
  private final int[] cellOf;
  private final List<Cell> cells;

  /** Cells in an order in which neighbours differ at few points. */
  private final int[] order;

  /**
   * Candidates with one state at each point.
   *
   * @param signature bit i is set where they make point i bad
   * @param weight sum of their prior
   * @param members how many they are
   */
  public record Cell(BitSet signature, double weight, int members) {}

  private Partition(
      Ancestry ancestry,
      double[] prior,
      int[] points,
      int[] cellOf,
      List<Cell> cells,
      int[] order) {
    this.ancestry = ancestry;
    this.prior = prior;
    this.points = points;
    this.cellOf = cellOf;
    this.cells = cells;
    this.order = order;
  }

  /** One cell with every candidate whose prior is not 0; none where it is 0 for all. */
  public static Partition whole(Ancestry ancestry, double[] prior) {
    int[] cellOf = new int[prior.length];
    double weight = 0;
    int members = 0;
    for (int candidate = 0; candidate < prior.length; candidate++) {
      cellOf[candidate] = prior[candidate] > 0 ? 0 : NOWHERE;
      weight += prior[candidate];
      members += prior[candidate] > 0 ? 1 : 0;
    }
    List<Cell> cells = members == 0 ? List.of() : List.of(new Cell(new BitSet(), weight, members));
    return new Partition(
        ancestry, prior, new int[0], cellOf, cells, members == 0 ? new int[0] : new int[1]);
  }

  /** The same candidates, told apart by one more point ({@link Ancestry#GOOD} splits none). */
  public Partition split(int point) {
    int bit = points.length;
    int[] more = Arrays.copyOf(points, bit + 1);
    more[bit] = point;
    if (point == Ancestry.GOOD) {
      return new Partition(ancestry, prior, more, cellOf, cells, order);
    }
    BitSet inside = ancestry.ancestors(point);
    double[] weight = new double[cells.size()];
    int[] members = new int[cells.size()];
    for (int at = inside.nextSetBit(0); at >= 0; at = inside.nextSetBit(at + 1)) {
      if (cellOf[at] != NOWHERE) {
        weight[cellOf[at]] += prior[at];
        members[cellOf[at]]++;
      }
    }
    var parts = new ArrayList<Cell>(cells);
    int[] moved = new int[cells.size()];
    boolean cut = false;
    for (int cell = 0; cell < members.length; cell++) {
      Cell before = cells.get(cell);
      moved[cell] = cell;
      if (members[cell] == before.members()) {
        parts.set(cell, new Cell(with(before.signature(), bit), before.weight(), members[cell]));
      } else if (members[cell] > 0) {
        cut = true;
        moved[cell] = parts.size();
        parts.add(new Cell(with(before.signature(), bit), weight[cell], members[cell]));
        double rest = Math.max(before.weight() - weight[cell], Double.MIN_NORMAL);
        parts.set(cell, new Cell(before.signature(), rest, before.members() - members[cell]));
      }
    }
    return new Partition(
        ancestry,
        prior,
        more,
        cut ? relabelled(inside, moved) : cellOf,
        List.copyOf(parts),
        cut ? reordered(moved, parts.size()) : order);
  }

  private static BitSet with(BitSet signature, int bit) {
    var copy = (BitSet) signature.clone();
    copy.set(bit);
    return copy;
  }

  private int[] relabelled(BitSet inside, int[] moved) {
    int[] copy = cellOf.clone();
    for (int at = inside.nextSetBit(0); at >= 0; at = inside.nextSetBit(at + 1)) {
      if (copy[at] != NOWHERE) {
        copy[at] = moved[copy[at]];
      }
    }
    return copy;
  }

  private int[] reordered(int[] moved, int size) {
    int[] longer = new int[size];
    int place = 0;
    for (int cell : order) {
      if (moved[cell] != cell) {
        longer[place++] = moved[cell];
      }
      longer[place++] = cell;
    }
    return longer;
  }

  /** The cell of a candidate, or {@link #NOWHERE}. */
  public int cellOf(int candidate) {
    return cellOf[candidate];
  }

  public Cell cell(int number) {
    return cells.get(number);
  }

  /** How many cells there are. */
  public int size() {
    return cells.size();
  }

  /** How many points tell them apart. */
  public int points() {
    return points.length;
  }

  /** Numbers of the cells so that neighbours differ at few points. Not to be changed. */
  public int[] order() {
    return order;
  }

  /** The candidates of a cell, ascending. */
  public int[] members(int cell) {
    int[] members = new int[cells.get(cell).members()];
    int found = 0;
    for (int candidate = 0; found < members.length; candidate++) {
      if (cellOf[candidate] == cell) {
        members[found++] = candidate;
      }
    }
    return members;
  }

  /** The prior of each candidate, 0 for those that can't be the culprit. Not to be changed. */
  public double[] prior() {
    return prior;
  }

  /** For each candidate its prior times what is given for its cell. */
  public void spread(double[] perCell, double[] into) {
    for (int candidate = 0; candidate < into.length; candidate++) {
      int cell = cellOf[candidate];
      into[candidate] = cell == NOWHERE ? 0 : prior[candidate] * perCell[cell];
    }
  }
}
