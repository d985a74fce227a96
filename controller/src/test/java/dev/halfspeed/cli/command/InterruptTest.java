package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.terminal.Comparisons;
import dev.halfspeed.cli.terminal.Views;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, with real processes and a real signal. */
final class InterruptTest {
  @TempDir Path state;

  @Test
  void aControllerOfThisProcessIsStoppedCleanly() throws Exception {
    Process process = start("bisect", "--good", "v1");
    List<String> lines = interruptAfter(process, "calibrating");
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(lines)
        .contains("Stopping...")
        .last()
        .asString()
        .startsWith("Stopped: guest and build ended");
    assertThat(state.resolve("controller.json")).doesNotExist();
  }

  @Test
  void aControllerElsewhereGoesOn() throws Exception {
    FakeController controller = new FakeController();
    controller.story = List.of(Views.started());
    try (FakeApi api = new FakeApi(controller, 0, null)) {
      api.endless = true;
      Process process = start("bisect", "--good", "v1", "--controller", api.address().toString());
      List<String> lines = interruptAfter(process, "calibrating");
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(lines)
          .last()
          .isEqualTo("The bisection goes on; follow it with: halfspeed status --follow k3f9");
      assertThat(controller.closed).isFalse();
    }
  }

  @Test
  void aComparisonIsStoppedAsABisectionIs() throws Exception {
    Process process = start("compare", "v1", "v2");
    List<String> lines = interruptAfter(process, "comparison k7c1d2e3");
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(lines)
        .contains("Stopping...")
        .last()
        .isEqualTo(
            "Stopped: guest and build ended, what was measured is kept. To go on: halfspeed compare"
                + " with the same arguments, or halfspeed serve");
  }

  @Test
  void aComparisonElsewhereGoesOn() throws Exception {
    FakeController controller = new FakeController();
    controller.compares = Comparisons.started();
    try (FakeApi api = new FakeApi(controller, 0, null)) {
      Process process = start("compare", "v1", "v2", "--controller", api.address().toString());
      List<String> lines = interruptAfter(process, "comparison k7c1d2e3");
      assertThat(lines)
          .last()
          .isEqualTo("The comparison goes on; follow it with: halfspeed status --follow k7c1d2e3");
    }
  }

  @Test
  void aServerStops() throws Exception {
    Process process = start("serve", "--port", "0");
    List<String> lines = interruptAfter(process, "Halfspeed serves");
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(lines).last().asString().startsWith("Stopped;");
  }

  /** A terminal sends its signal to all processes of the group, also to steps of the recipe. */
  @Test
  void aTrialOfARecipeIsTornDownAndLeavesNothing(@TempDir Path folder) throws Exception {
    Path recipe = Files.createDirectory(folder.resolve("slow"));
    Files.writeString(
        recipe.resolve("recipe.yaml"),
        """
        name: slow
        summary: It runs until it is stopped
        steps: {run: run, teardown: teardown}
        results: {parser: exit-code}
        """);
    Path teardown = folder.resolve("teardown");
    // The child lives on where the shell alone ends.
    script(
        recipe.resolve("run"),
        "sleep 600 & echo $! >'%1$s.new'; mv '%1$s.new' '%1$s'; wait",
        folder.resolve("child"));
    script(
        recipe.resolve("teardown"),
        "mkfifo '%1$s'; read _ <'%1$s'; echo $HALFSPEED_WORK >'%1$s.done'",
        teardown);
    Process process =
        new ProcessBuilder(
                "setsid",
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.halfspeed.cli.Main",
                "recipe",
                "try",
                recipe.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    Awaitility.await().until(() -> Files.exists(folder.resolve("child")));
    interruptGroup(process);
    Awaitility.await().until(() -> Files.exists(teardown));
    interruptGroup(process);
    Files.writeString(teardown, "go\n");
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Path.of(Files.readString(folder.resolve("teardown.done")).strip())).doesNotExist();
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
    ProcessHandle.of(child)
        .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofMinutes(5)));
    assertThat(Files.readString(folder.resolve("output")))
        .isEqualTo("Trying recipe slow on this machine, on the kernel that runs.\n");
  }

  private static void script(Path file, String text, Path place) throws Exception {
    Files.writeString(file, "#!/bin/sh\n" + text.formatted(place) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void interruptGroup(Process leader) throws Exception {
    new ProcessBuilder("kill", "-INT", "--", "-" + leader.pid()).start().waitFor();
  }

  private Process start(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    // A build in the background may have told its children to ignore the signal.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FakeApi.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--state", state.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<String> interruptAfter(Process process, String words) throws Exception {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      boolean interrupted = false;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (!interrupted && line.contains(words)) {
          interrupted = true;
          new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        }
      }
    }
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return lines;
  }
}
