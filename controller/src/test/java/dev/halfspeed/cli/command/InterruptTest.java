package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.terminal.Comparisons;
import dev.halfspeed.cli.terminal.Views;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, with real processes and a real signal. */
@Timeout(30)
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
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return lines;
  }
}
