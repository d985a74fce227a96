package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.halfspeed.Seeds;
import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The range arithmetic against git's own, on histories made from seeds. */
final class RangeAgainstGitTest {
  private static final int PAIRS = 4;
  private static final int DAYS = 24 * 3600;

  @TempDir private Path folder;

  static LongStream seeds() {
    return Seeds.upTo(12, 40);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theRangeIsGits(long seed) throws Exception {
    // Wrong clocks only where git is exact in spite of them: with a commit-graph, without paths.
    boolean graph = seed % 2 == 1;
    RandomHistory made = RandomHistory.make(folder, seed, graph ? 14 * DAYS : 0);
    if (graph) {
      made.git().run("commit-graph", "write", "--reachable");
    }
    var random = new Random(seed);
    try (var history = KernelHistory.open(folder)) {
      for (int pair = 0; pair < PAIRS; pair++) {
        String good = made.id(random.nextInt(made.size()));
        String bad = made.id(made.size() - 1 - random.nextInt((made.size() + 1) / 2));
        boolean firstParent = random.nextInt(3) == 0;
        List<String> paths =
            switch (graph ? -1 : random.nextInt(4)) {
              case 0 -> List.of(RandomHistory.PATHS.get(random.nextInt(4)));
              case 1 -> List.of("a");
              default -> List.of();
            };
        compare(made.git(), history, good, bad, new RangeOptions(firstParent, paths));
      }
    }
  }

  private static void compare(
      Git git, KernelHistory history, String good, String bad, RangeOptions options)
      throws Problem {
    CommitInfo goodCommit = history.commit(good);
    CommitInfo badCommit = history.commit(bad);
    List<String> mergeBases = mergeBases(git, good, bad);
    Map<String, Set<String>> expected =
        options.firstParent() && !options.paths().isEmpty()
            ? firstParentLineThatTouches(git, good, bad, options.paths())
            : revList(git, good, bad, options);
    boolean refused = mergeBases.contains(bad) || mergeBases.isEmpty() || expected.isEmpty();
    String what = good + ".." + bad + " " + options;
    if (refused) {
      assertThat(catchThrowable(() -> history.range(goodCommit, badCommit, options)))
          .as(what)
          .isInstanceOf(Problem.class);
      return;
    }
    CommitRange range = history.range(goodCommit, badCommit, options);
    assertThat(range.bad()).isEqualTo(bad);
    assertThat(range.good()).isEqualTo(good);
    assertThat(range.goodIsAncestor()).isEqualTo(mergeBases.contains(good));
    assertThat(range.mergeBases()).as(what).containsExactlyInAnyOrderElementsOf(mergeBases);
    Map<String, Set<String>> ours = candidates(range);
    if (!expected.containsKey(bad)) {
      assertThat(ours.remove(bad)).as("bad stands upon the last that touches").hasSize(1);
    }
    assertThat(ours).as(what).isEqualTo(expected);
  }

  private static List<String> mergeBases(Git git, String good, String bad) {
    try {
      return git.lines("merge-base", "--all", good, bad);
    } catch (IllegalStateException unrelated) {
      return List.of();
    }
  }

  private static Map<String, Set<String>> revList(
      Git git, String good, String bad, RangeOptions options) {
    List<String> command =
        new ArrayList<>(List.of("rev-list", "--topo-order", "--parents", bad, "^" + good));
    if (options.firstParent()) {
      command.add(1, "--first-parent");
    }
    command.add("--");
    command.addAll(options.paths());
    Map<String, Set<String>> commits = new LinkedHashMap<>();
    for (String line : git.lines(command.toArray(String[]::new))) {
      List<String> words = List.of(line.split(" "));
      int parents = options.firstParent() ? Math.min(2, words.size()) : words.size();
      commits.put(words.getFirst(), new TreeSet<>(words.subList(1, parents)));
    }
    commits.values().forEach(parents -> parents.retainAll(commits.keySet()));
    return commits;
  }

  /**
   * What {@code git rev-list --first-parent -- PATH} means to list. It forgets the oldest commit of
   * the line when that is a merge whose second parent lies in the range.
   */
  private static Map<String, Set<String>> firstParentLineThatTouches(
      Git git, String good, String bad, List<String> paths) {
    Map<String, Set<String>> commits = new LinkedHashMap<>();
    String below = null;
    for (String line :
        git.lines("rev-list", "--first-parent", "--parents", "--reverse", bad, "^" + good)) {
      List<String> words = List.of(line.split(" "));
      String before = words.size() > 1 ? words.get(1) : git.run("mktree");
      List<String> command =
          new ArrayList<>(List.of("diff-tree", "-r", before, words.getFirst(), "--"));
      command.addAll(paths);
      if (!git.run(command.toArray(String[]::new)).isEmpty()) {
        commits.put(words.getFirst(), below == null ? Set.of() : Set.of(below));
        below = words.getFirst();
      }
    }
    return commits;
  }

  private static Map<String, Set<String>> candidates(CommitRange range) {
    Map<String, Set<String>> candidates = new LinkedHashMap<>();
    for (int number = 0; number < range.size(); number++) {
      Set<String> parents = new TreeSet<>();
      for (int parent : range.dag().parentsOf(number)) {
        parents.add(range.id(parent));
      }
      candidates.put(range.id(number), parents);
      assertThat(range.indexOf(range.id(number))).hasValue(number);
    }
    return candidates;
  }
}
