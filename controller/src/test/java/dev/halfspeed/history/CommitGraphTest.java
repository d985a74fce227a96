package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of a history like the kernel's, with commit-graphs in every state. */
final class CommitGraphTest {
  @TempDir private static Path shared;
  private static Map<String, List<String>> expected;

  @TempDir private Path folder;
  private Git git;

  @BeforeAll
  static void makeHistory() throws IOException {
    Git made = Git.init(shared.resolve("kernel.git"), "--bare");
    var stream = new ByteArrayOutputStream();
    KernelShapedHistory.write(stream, 1, 3_000, 600);
    made.run(stream.toByteArray(), "fast-import", "--quiet", "--done");
    // With a graph git's own answer does not depend on the committers' clocks.
    made.run("commit-graph", "write", "--reachable");
    expected = revList(made, "v2", "main");
    assertThat(expected).hasSizeBetween(1_500, 3_000);
    Files.delete(made.folder().resolve("objects/info/commit-graph"));
  }

  @BeforeEach
  void copyHistory() {
    Git.at(shared).run("clone", "-q", "--mirror", "kernel.git", folder + "/kernel.git");
    git = Git.at(folder.resolve("kernel.git"));
  }

  @Test
  void withoutAny() throws Exception {
    assertThat(CommitGraph.open(objects())).isEmpty();
    assertThat(range("v2", "main")).isEqualTo(expected);
  }

  @Test
  void inOneFile() throws Exception {
    git.run("commit-graph", "write", "--reachable");
    assertThat(CommitGraph.open(objects()))
        .hasValueSatisfying(
            graph -> assertThat(graph.size()).hasToString(git.run("rev-list", "--count", "--all")));
    assertThat(range("v2", "main")).isEqualTo(expected);
    assertThat(range("v4", "main")).isEqualTo(revList("v4", "main"));
    String subsystem = git.run("rev-parse", git.run("rev-list", "-1", "--merges", "main") + "^2");
    assertThat(range("v3", subsystem)).isEqualTo(revList("v3", subsystem));
    // The fork lies before both.
    assertThat(range(subsystem, "main")).isEqualTo(revList(subsystem, "main"));
  }

  @Test
  void inAChainOfFiles() throws Exception {
    for (String tip : List.of("v1", "v3", "v4", "main")) {
      git.run(
          (git.run("rev-parse", tip) + "\n").getBytes(StandardCharsets.US_ASCII),
          "commit-graph",
          "write",
          "--stdin-commits",
          "--split=no-merge");
    }
    assertThat(Files.readAllLines(objects().resolve("info/commit-graphs/commit-graph-chain")))
        .hasSize(4);
    assertThat(CommitGraph.open(objects()))
        .hasValueSatisfying(
            graph -> assertThat(graph.size()).hasToString(git.run("rev-list", "--count", "main")));
    assertThat(range("v2", "main")).isEqualTo(expected);

    Path chain = objects().resolve("info/commit-graphs/commit-graph-chain");
    Files.delete(chain.resolveSibling("graph-" + Files.readAllLines(chain).get(1) + ".graph"));
    assertThat(CommitGraph.open(objects())).isEmpty();
    assertThat(range("v2", "main")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v3", "v4"})
  void olderThanTheRange(String tip) throws Exception {
    git.run(
        (git.run("rev-parse", tip) + "\n").getBytes(StandardCharsets.US_ASCII),
        "commit-graph",
        "write",
        "--stdin-commits");
    assertThat(CommitGraph.open(objects())).isPresent();
    assertThat(range("v2", "main")).isEqualTo(expected);
  }

  @Test
  void thatIsNone() throws Exception {
    git.run("commit-graph", "write", "--reachable");
    byte[] whole = Files.readAllBytes(graph());
    for (int length : List.of(0, 7, 8, 40, 200, 1_500, whole.length / 2)) {
      replaceGraph(Arrays.copyOf(whole, length));
      assertThat(CommitGraph.open(objects())).as("the first %d bytes", length).isEmpty();
    }
    for (int place : List.of(0, 4, 5, 7)) {
      byte[] other = whole.clone();
      other[place]++;
      replaceGraph(other);
      assertThat(CommitGraph.open(objects())).as("another byte %d", place).isEmpty();
    }
    assertThat(range("v2", "main")).isEqualTo(expected);
  }

  @Test
  void withWrongParents() throws Exception {
    git.run("commit-graph", "write", "--reachable");
    byte[] whole = Files.readAllBytes(graph());
    int size = CommitGraph.open(objects()).orElseThrow().size();
    int data = chunk(whole, "CDAT");
    long seed = 7;
    var random = new Random(seed);
    for (int round = 0; round < 6; round++) {
      ByteBuffer damaged = ByteBuffer.wrap(whole.clone());
      for (int wrong = 0; wrong < 40; wrong++) {
        int parent = data + 36 * random.nextInt(size) + 20 + 4 * random.nextInt(2);
        damaged.putInt(parent, round < 3 ? random.nextInt() : random.nextInt(size));
      }
      replaceGraph(damaged.array());
      assertThat(range("v2", "main")).as("seed %d, round %d", seed, round).isEqualTo(expected);
    }
  }

  @Test
  void isWrittenWhereTheRepositoryIsOursOnly() throws Exception {
    assertThat(range("v2", "main")).isEqualTo(expected);
    assertThat(graph()).doesNotExist();
    git.run("config", "halfspeed.own", "true");
    assertThat(range("v2", "main")).isEqualTo(expected);
    assertThat(graph()).isRegularFile();
  }

  @Test
  void whoseWritingFailsIsDoneWithout() throws Exception {
    git.run("config", "halfspeed.own", "true");
    Files.createDirectories(objects().resolve("info"));
    Files.writeString(objects().resolve("info/commit-graph.lock"), "");
    assertThat(range("v2", "main")).isEqualTo(expected);
    assertThat(graph()).doesNotExist();
  }

  /** The candidates and their parents among themselves. */
  private Map<String, List<String>> range(String good, String bad) throws Exception {
    try (var history = KernelHistory.open(git.folder())) {
      CommitRange range =
          history.range(history.resolve(good), history.resolve(bad), RangeOptions.everything());
      Map<String, List<String>> candidates = new LinkedHashMap<>();
      for (int number = 0; number < range.size(); number++) {
        List<String> parents = new ArrayList<>();
        for (int parent : range.dag().parentsOf(number)) {
          parents.add(range.id(parent));
        }
        candidates.put(range.id(number), parents);
      }
      return candidates;
    }
  }

  private Map<String, List<String>> revList(String good, String bad) {
    return revList(git, good, bad);
  }

  private static Map<String, List<String>> revList(Git git, String good, String bad) {
    Map<String, List<String>> commits = new LinkedHashMap<>();
    for (String line : git.lines("rev-list", "--parents", good + ".." + bad)) {
      List<String> words = List.of(line.split(" "));
      commits.put(words.getFirst(), new ArrayList<>(words.subList(1, words.size())));
    }
    commits.values().forEach(parents -> parents.retainAll(commits.keySet()));
    return commits;
  }

  private Path objects() {
    return git.folder().resolve("objects");
  }

  private Path graph() {
    return objects().resolve("info/commit-graph");
  }

  /** As git does: never into a file that somebody may have mapped. */
  private void replaceGraph(byte[] content) throws IOException {
    Files.delete(graph());
    Files.write(graph(), content);
  }

  private static int chunk(byte[] graph, String name) {
    ByteBuffer bytes = ByteBuffer.wrap(graph);
    int wanted = ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
    int entry = 8;
    while (bytes.getInt(entry) != wanted) {
      entry += 12;
    }
    return (int) bytes.getLong(entry + 4);
  }
}
