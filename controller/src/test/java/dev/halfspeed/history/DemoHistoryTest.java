package dev.halfspeed.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The repository that the demo makes, of a tree far smaller than a kernel's. */
@Timeout(60)
final class DemoHistoryTest {
  private static final Path SCRIPTS = Path.of("../recipes/demo").toAbsolutePath();

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
    for (String name : List.of("make-history", "import-source")) {
      script(demo.resolve(name), Files.readString(SCRIPTS.resolve(name)));
    }
    script(demo.resolve("compose-history"), COMPOSE);
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(tree.resolve("Makefile"), "VERSION = 6\n");
    run(folder, "tar", "-cf", "tree.tar", "tree");
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
