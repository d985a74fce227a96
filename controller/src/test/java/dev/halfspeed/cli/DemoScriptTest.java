package dev.halfspeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's driver, with a halfspeed and a history that only play their parts. */
final class DemoScriptTest {
  private static final String FAKE_HALFSPEED =
      """
      #!/bin/bash
      echo "halfspeed: $*"
      [[ $1 == bisect ]] || exit 0
      while (($#)); do [[ $1 == --json ]] && json=$2; shift; done
      [[ $END_CODE -le 1 ]] && printf '%s' "$END" >"$json"
      exit "$END_CODE"
      """;
  private static final String FAKE_HISTORY =
      """
      #!/bin/bash
      while (($#)); do [[ $1 == --out ]] && out=$2; shift; done
      echo '{"culprit": "cccc", "subject": "x"}' >"$out.truth.json"
      printf 'good aaaa\\nbad bbbb\\n'
      """;

  @TempDir Path folder;
  private int code;

  @BeforeEach
  void checkout() throws Exception {
    script(folder.resolve("halfspeed"), FAKE_HALFSPEED);
    script(folder.resolve("recipes/demo/make-history"), FAKE_HISTORY);
    script(folder.resolve("recipes/demo/run"), Files.readString(Path.of("../recipes/demo/run")));
  }

  @Test
  void theRightCulpritIsSuccess() throws Exception {
    String said =
        demo(0, "{\"ending\": {\"kind\": \"culprit\", \"commits\": [{\"id\": \"cccc\"}]}}");
    assertThat(said)
        .contains("RIGHT: cccc is the commit that was planted.")
        .contains("--good aaaa --bad main")
        .contains("--config tinyconfig+" + folder.toRealPath() + "/recipes/demo/guest.config");
    assertThat(code).isZero();
  }

  @Test
  void anotherCulpritIsWrong() throws Exception {
    String said =
        demo(0, "{\"ending\": {\"kind\": \"culprit\", \"commits\": [{\"id\": \"dddd\"}]}}");
    assertThat(said)
        .contains("WRONG: the commit that was planted is cccc; the conclusion is culprit: dddd.");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void noCulpritIsWrong() throws Exception {
    String said = demo(1, "{\"ending\": {\"kind\": \"not reproduced\", \"commits\": []}}");
    assertThat(said)
        .contains("WRONG: the commit that was planted is cccc; the conclusion is not reproduced.");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void problemsAndCtrlCPassThrough() throws Exception {
    demo(2, "");
    assertThat(code).isEqualTo(2);
    demo(130, "");
    assertThat(code).isEqualTo(130);
    assertThat(demo(0, "", "--seed", "x")).contains("--seed is a whole number, not x.");
    assertThat(code).isEqualTo(2);
    assertThat(demo(0, "", "--help")).contains("--commits N").doesNotContain("set -euo");
    assertThat(code).isZero();
  }

  private String demo(int endCode, String end, String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("recipes/demo/run").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.command().addAll(java.util.List.of(arguments));
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                "/usr/bin:/bin",
                "HOME",
                folder.resolve("home").toString(),
                "END",
                end,
                "END_CODE",
                Integer.toString(endCode)));
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
