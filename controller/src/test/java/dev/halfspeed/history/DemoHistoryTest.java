package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository that the demo makes, with a tree far smaller than a kernel's. */
final class DemoHistoryTest {
  private static final Path SCRIPTS = Path.of("../recipes/demo").toAbsolutePath();

  /** A tree of one file: the real one refuses what is no kernel. */
  private static final String IMPORT =
      """
      #!/bin/bash
      cat >/dev/null
      printf 'commit refs/heads/main\\ncommitter t <t> 1 +0000\\ndata 0\\nM 100644 inline Makefile\\n'
      printf 'data 2\\nx\\n\\n\\ndone\\n'
      """;

  /** One commit on top of the imported tree. */
  private static final String COMPOSE =
      """
      #!/bin/bash
      set -e
      while (($#)); do declare "${1#--}=$2"; shift 2; done
      export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t
      made=$(git -C "$repository" commit-tree -p "$base" -m made "$base^{tree}")
      git -C "$repository" update-ref refs/heads/main "$made"
      echo '{}'
      """;

  private static final int POOL = 20;

  @TempDir Path folder;

  @Test
  void isMarkedAsOursAndGetsItsCommitGraph() throws Exception {
    Path demo = folder.resolve("demo");
    Files.createDirectories(demo.resolve("commits"));
    Files.writeString(demo.resolve("commits/one"), "");
    script(demo.resolve("make-history"), Files.readString(SCRIPTS.resolve("make-history")));
    script(demo.resolve("import-source"), IMPORT);
    script(demo.resolve("compose-history"), COMPOSE);
    Files.writeString(folder.resolve("tree.tar"), "no kernel");
    Path made = folder.resolve("made.git");

    String ends =
        run(
            folder,
            demo.resolve("make-history").toString(),
            "--seed",
            "1",
            "--source",
            "tree.tar",
            "--out",
            made.toString());

    assertThat(ends.lines()).anyMatch(line -> line.startsWith("good "));
    assertThat(run(made, "git", "config", "--type=bool", "halfspeed.own").strip())
        .isEqualTo("true");
    try (var history = KernelHistory.open(made)) {
      var range =
          history.range(
              history.resolve("base"), history.resolve("main"), RangeOptions.everything());
      assertThat(range.size()).isEqualTo(1);
    }
    assertThat(made.resolve("objects/info/commit-graph")).isRegularFile();
  }

  /** Each commit of this pool changes a file of its own. */
  @Test
  void tagsHaveOneLossBetweenThemAndItsEnd() throws Exception {
    Path demo = folder.resolve("demo");
    pool(demo.resolve("commits"));
    script(demo.resolve("make-history"), Files.readString(SCRIPTS.resolve("make-history")));
    script(demo.resolve("compose-history"), Files.readString(SCRIPTS.resolve("compose-history")));
    script(demo.resolve("import-source"), manyFiles());
    Files.writeString(folder.resolve("tree.tar"), "no kernel");
    Path made = folder.resolve("made.git");

    run(
        folder,
        demo.resolve("make-history").toString(),
        "--seed",
        "1",
        "--tags",
        "2,3,1",
        "--source",
        "tree.tar",
        "--out",
        made.toString());

    String truth = Files.readString(folder.resolve("made.git.truth.json"));
    List<String> tags =
        Pattern.compile("\"name\": \"demo-\\d\\d\", \"commit\": \"([0-9a-f]{40})\"")
            .matcher(truth)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(tags).hasSize(6).last().isEqualTo(run(made, "git", "rev-parse", "main").strip());
    assertThat(between(made, tags.get(1), tags.get(2))).hasSize(6).contains(of(truth, "culprit"));
    assertThat(between(made, tags.get(4), tags.get(5))).hasSize(4).contains(of(truth, "fix"));
    assertThat(between(made, tags.get(2), tags.get(4))).hasSize(4);
    assertThat(tags.stream().map(tag -> slow(made, tag)))
        .containsExactly("well", "well", "slow", "slow", "slow", "well");
  }

  private List<String> between(Path made, String from, String to) throws Exception {
    return run(made, "git", "rev-list", from + ".." + to).lines().toList();
  }

  private String slow(Path made, String commit) {
    try {
      return run(made, "git", "cat-file", "blob", commit + ":slow").strip();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static String of(String truth, String field) {
    Matcher matcher = Pattern.compile("\"" + field + "\": \"?([0-9a-f]{40})\"?").matcher(truth);
    assertThat(matcher.find()).as(truth).isTrue();
    return matcher.group(1);
  }

  private static String manyFiles() {
    return IMPORT.replace(
        "printf 'data 2\\nx\\n\\n\\ndone\\n'",
        """
        printf 'data 2\\nx\\n\\n'
        for file in slow broken %s; do printf 'M 100644 inline %%s\\ndata 5\\nwell\\n\\n' "$file"; done
        echo done
        """
            .formatted(
                IntStream.range(0, POOL)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "))));
  }

  private static void pool(Path pool) throws Exception {
    Files.createDirectories(pool);
    for (int i = 0; i < POOL; i++) {
      String kind = i % 4 == 0 ? "unbuilt" : "code";
      Files.writeString(pool.resolve("ordinary-" + i), entry(kind, i + "", "well", "better"));
    }
    Files.writeString(pool.resolve("slow"), entry("regression", "slow", "well", "slow"));
    Files.writeString(pool.resolve("bad"), entry("broken", "broken", "well", "bad"));
    Files.writeString(pool.resolve("bad-fix"), entry("broken-fix", "broken", "bad", "good"));
  }

  private static String entry(String kind, String file, String before, String after) {
    return "Kind: %s\nLoss: 40\n\nA %s\n\nText.\n--- %s\n<<<<\n%s\n====\n%s\n>>>>\n"
        .formatted(kind, kind, file, before, after);
  }

  private String run(Path directory, String... command) throws Exception {
    var builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", folder.resolve("home").toString()));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static void script(Path file, String text) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
