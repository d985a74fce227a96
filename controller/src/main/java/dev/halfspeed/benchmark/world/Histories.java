package dev.halfspeed.benchmark.world;

import dev.halfspeed.search.CandidateDag;

/** Makes the parents of a history's commits. */
final class Histories {
  private Histories() {}

  /**
   * The parents of each commit, in an order that {@link CandidateDag} takes.
   *
   * @throws IllegalArgumentException when listed parents are no history
   */
  static int[][] of(Scenario.History history) {
    return switch (history) {
      case Scenario.History.Chain(int commits) -> chain(commits);
      case Scenario.History.TopicBranches(int commits, double merges, long seed) ->
          new TopicBranchHistory(commits, merges, seed).parents();
      case Scenario.History.MergeWindows(int commits, double merges, long seed) ->
          new MergeWindowHistory(commits, merges, seed).parents();
      case Scenario.History.Listed(var parents) -> {
        int[][] listed =
            parents.stream()
                .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        CandidateDag.of(listed);
        yield listed;
      }
    };
  }

  private static int[][] chain(int commits) {
    int[][] parents = new int[commits][];
    for (int commit = 0; commit < commits; commit++) {
      parents[commit] = commit == 0 ? new int[0] : new int[] {commit - 1};
    }
    return parents;
  }
}
