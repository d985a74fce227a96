package dev.halfspeed.report.view;

import java.util.List;

/**
 * How the commits of a stretch of a bisection's range descend from each other.
 *
 * @param candidates of the whole range
 * @param from the first candidate of the stretch
 * @param commits of the stretch, in the order of the range
 * @param merges among them
 */
public record RangeGraphView(
    String bisection, int candidates, int from, List<Commit> commits, List<Merge> merges) {
  public RangeGraphView {
    commits = List.copyOf(commits);
    merges = List.copyOf(merges);
  }

  /**
   * A commit.
   *
   * @param index its number among the candidates
   * @param parents numbers of those of its parents that are candidates, in the commit's own order;
   *     none where the good end is before it
   * @param isMainLine whether it is on the first-parent line of the bad end
   */
  public record Commit(int index, String id, List<Integer> parents, boolean isMainLine) {
    public Commit {
      parents = List.copyOf(parents);
    }
  }

  /**
   * A merge.
   *
   * @param brought how many candidates came in by it: those that its first parent lacks
   * @param first number of the first of them
   * @param last number of the last of them
   */
  public record Merge(int index, String id, int brought, int first, int last) {}
}
