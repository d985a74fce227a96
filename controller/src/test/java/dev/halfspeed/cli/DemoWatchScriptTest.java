package dev.halfspeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver of the watch's demo, as far as it goes without kernels. */
final class DemoWatchScriptTest {
  /** Says what it is asked, and has no controller. */
  private static final String FAKE_HALFSPEED =
      """
      #!/bin/bash
      [[ $1 != serve ]] || { echo 'no port is free'; exit 2; }
      echo "halfspeed: $*" >&2
      """;

  private static final String FAKE_HISTORY =
      """
      #!/bin/bash
      echo "make-history: $*" >&2
      while (($#)); do [[ $1 == --out ]] && out=$2; shift; done
      [[ -d $out ]] && exit
      git init --quiet --bare --initial-branch=main "$out"
      export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t
      made=$(git -C "$out" commit-tree -m made "$(git -C "$out" mktree </dev/null)")
      git -C "$out" update-ref refs/heads/main "$made"
      echo "$out/objects" >"$out/objects/info/alternates"
      printf '{"commits": 1, "good": "%s", "tags": []}' "$made" >"$out.truth.json"
      """;

  @TempDir Path folder;
  private int code;

  @BeforeEach
  void checkout() throws Exception {
    script(folder.resolve("halfspeed"), FAKE_HALFSPEED);
    script(folder.resolve("recipes/demo/make-history"), FAKE_HISTORY);
    script(
        folder.resolve("recipes/demo/watch"), Files.readString(Path.of("../recipes/demo/watch")));
  }

  @Test
  void helpNamesTheOptionsAndNothingBegins() throws Exception {
    assertThat(demo("--help"))
        .contains("--none", "--small", "--tags W,S,W", "Exit codes: 0")
        .doesNotContain("import ", "make-history: ");
    assertThat(code).isZero();
  }

  @Test
  void whatIsNoOptionIsRefused() throws Exception {
    assertThat(demo("--tags", "8,6")).contains("not 8,6", "-> See: halfspeed demo watch --help");
    assertThat(code).isEqualTo(2);
    assertThat(demo("--plant")).contains("--plant", "-> See: halfspeed demo watch --help");
    assertThat(code).isEqualTo(2);
  }

  @Test
  void aControllerThatDoesNotStartIsSaidWithItsWords() throws Exception {
    assertThat(demo("--seed", "3", "--none"))
        .contains("make-history: --seed 3 --tags 8,6,4 --loss none --out ")
        .contains("halfspeed: the controller ended: no port is free")
        .contains("-> The controller's log: ")
        .doesNotContain("Traceback");
    assertThat(code).isEqualTo(2);
  }

  private String demo(String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("recipes/demo/watch").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", folder.resolve("home").toString()));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    code = process.waitFor();
    return said;
  }

  private static void script(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
