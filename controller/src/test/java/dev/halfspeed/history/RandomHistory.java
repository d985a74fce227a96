package dev.halfspeed.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A history from a seed: lines, merges, octopus merges, criss-cross merges, now and then a second
 * root; files that change, change back and are taken from one side of a merge.
 */
final class RandomHistory {
  static final List<String> PATHS = List.of("a/x", "a/y", "b/x", "c");
  private static final long START = 1_600_000_000;

  private final Git git;
  private final List<String> ids;

  private RandomHistory(Git git, List<String> ids) {
    this.git = git;
    this.ids = ids;
  }

  /**
   * Makes one.
   *
   * @param skewSeconds by how much a committer's clock may be wrong
   */
  static RandomHistory make(Path folder, long seed, int skewSeconds) throws IOException {
    var random = new Random(seed);
    int size = 2 + random.nextInt(60);
    double mergeShare = random.nextDouble() * 0.6;
    int reach = 1 + random.nextInt(12);
    var stream = new StringBuilder();
    List<Map<String, Integer>> trees = new ArrayList<>();
    for (int number = 0; number < size; number++) {
      List<Integer> parents = parents(random, number, mergeShare, reach);
      Map<String, Integer> tree = tree(random, parents, trees);
      long time = START + 600L * number + random.nextInt(2 * skewSeconds + 1) - skewSeconds;
      stream
          .append("commit refs/heads/c" + number + "\nmark :" + (number + 1) + "\n")
          .append("committer C <c@example.com> " + time + " +0000\ndata <<END\n" + number)
          .append("\nEND\n");
      for (int place = 0; place < parents.size(); place++) {
        stream
            .append(place == 0 ? "from :" : "merge :")
            .append(parents.get(place) + 1)
            .append('\n');
      }
      stream.append("deleteall\n");
      tree.forEach((path, value) ->
          stream.append("M 644 inline " + path + "\ndata <<END\n" + value + "\nEND\n"));
      trees.add(tree);
    }
    Git git = Git.init(folder, "--bare");
    Path marks = folder.resolve("marks");
    git.run(
        stream.toString().getBytes(StandardCharsets.UTF_8),
        "fast-import",
        "--quiet",
        "--export-marks=" + marks);
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(marks)) {
      int mark = Integer.parseInt(line.substring(1, line.indexOf(' ')));
      while (ids.size() < mark) {
        ids.add("");
      }
      ids.set(mark - 1, line.substring(line.indexOf(' ') + 1));
    }
    return new RandomHistory(git, ids);
  }

  Git git() {
    return git;
  }

  int size() {
    return ids.size();
  }

  String id(int number) {
    return ids.get(number);
  }

  private static List<Integer> parents(Random random, int number, double mergeShare, int reach) {
    List<Integer> parents = new ArrayList<>();
    if (number == 0 || random.nextInt(40) == 0) {
      return parents;
    }
    int wanted = random.nextDouble() < mergeShare ? 2 + random.nextInt(3) / 2 : 1;
    for (int tries = 0; tries < 3 * wanted && parents.size() < wanted; tries++) {
      int parent = Math.max(0, number - 1 - random.nextInt(reach));
      if (!parents.contains(parent)) {
        parents.add(parent);
      }
    }
    return parents;
  }

  private static Map<String, Integer> tree(
      Random random, List<Integer> parents, List<Map<String, Integer>> trees) {
    Map<String, Integer> tree = new TreeMap<>();
    if (!parents.isEmpty()) {
      Map<String, Integer> taken = trees.get(parents.get(random.nextInt(parents.size())));
      tree.putAll(taken);
    }
    if (parents.size() < 2 || random.nextInt(3) == 0) {
      String path = PATHS.get(random.nextInt(PATHS.size()));
      if (random.nextInt(6) == 0) {
        tree.remove(path);
      } else {
        tree.put(path, random.nextInt(3));
      }
    }
    return tree;
  }
}
