package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The repository that the demo makes, with a tree far smaller than a kernel's. */
@Timeout(60)
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
