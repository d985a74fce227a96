package dev.halfspeed.worker.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitScriptTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(1));

  @TempDir Path folder;

  @Test
  void valuesReachTheRecipeUnchangedWhateverTheyHold() throws Exception {
    String value = "it's $(reboot) `x` \\ \"quoted\" ;&";
    var init =
        new InitScript(
            Path.of("/recipes/d1"),
            null,
            "setup",
            "run",
            null,
            2,
            -7,
            Map.of("HALFSPEED_PARAM_TEXT", value));
    String assignments =
        init.text().lines().takeWhile(line -> !line.startsWith("# ")).toList().stream()
            .reduce("", (text, line) -> text + line + "\n");
    Path script =
        Files.writeString(
            folder.resolve("values"),
            assignments + "printf '%s\\n' \"$recipe\" \"$seed\" \"$HALFSPEED_PARAM_TEXT\"\n");
    assertThat(sh(script.toString())).isEqualTo("/recipes/d1\n-7\n" + value);
  }

  @Test
  void theScriptIsOneThatAShellUnderstands() throws Exception {
    Path script = folder.resolve("init");
    InitScript.probe().write(script);
    assertThat(Files.isExecutable(script)).isTrue();
    assertThat(sh("-n", script.toString())).isEmpty();
  }

  private String sh(String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of("sh"));
    command.addAll(List.of(words));
    return new Command(command, new Tools(Map.of()).environment(), folder).capture(DEADLINE);
  }
}
