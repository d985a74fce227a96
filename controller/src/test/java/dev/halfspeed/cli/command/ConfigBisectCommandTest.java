package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.ConfigBisectionSamples;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.cli.terminal.Views;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Config bisections from arguments to exit code, against a fake controller. */
final class ConfigBisectCommandTest {
  private static final String CONFIG = "# Linux/x86 6.12.0 Kernel Configuration\nCONFIG_SMP=y\n";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeController controller = new FakeController();

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("good.config"), CONFIG);
    Files.writeString(folder.resolve("bad.config"), CONFIG + "CONFIG_A=y\n");
    Files.writeString(folder.resolve("notes.txt"), "no config\n");
  }

  @Test
  void theOptionsAreTold() {
    controller.options.add(ConfigBisectionSamples.secondRound());
    controller.options.add(ConfigBisectionSamples.found());
    assertThat(
            run(
                ("config-bisect good.config bad.config --revision v6.12 --priority -3"
                        + " --max-machine-hours 2.5")
                    .split(" ")))
        .isZero();
    assertThat(out())
        .containsSubsequence(
            "good.config and bad.config differ in 278 steps",
            "1 difference can't be searched: the compiler or the guest decides the value",
            "good.config: 1,318; 1,322 tps",
            "skipped good.config with CONFIG_Z=y: a.c:1: error: no",
            "searching, 12 suspects left (round 2: what does CONFIG_B n -> y need beside itself)",
            "\nCONFIG_A=y and CONFIG_B=y carry the loss together: put on good.config, ",
            "With CONFIG_A n -> y and CONFIG_B n -> y the effective configuration also changes in",
            "1 configuration came to a kernel that was known",
            "31 boots, 14 builds in 1 h 00 min");
    assertThat(controller.optionsAsked)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.good()).isEqualTo("good.config");
          assertThat(request.badConfig()).endsWith("CONFIG_A=y\n");
          assertThat(request.revision()).isEqualTo("v6.12");
          assertThat(request.priority()).isEqualTo(-3);
          assertThat(request.maximumMachineHours()).isEqualTo(2.5);
        });
  }

  @Test
  void theExitCodeIsThatOfTheEnd() {
    controller.options.add(ConfigBisectionSamples.notReproduced());
    assertThat(run("config-bisect", "good.config", "bad.config")).isEqualTo(1);
    controller.options.add(ConfigBisectionSamples.failed());
    assertThat(run("config-bisect", "good.config", "bad.config")).isEqualTo(2);
    assertThat(out()).contains("bad.config can't be measured: a.c:1: error: no");
    assertThat(run("status", "o7c1", "--json")).isZero();
    assertThat(run("report", "o7c1")).isZero();
    assertThat(out()).contains("# Config bisection o7c1d2e3: failed");
    assertThat(run("cancel", "o7c1")).isZero();
    assertThat(out()).contains("Cancelled config bisection o7c1d2e3.");
  }

  @Test
  void whatPeopleDoIsSentAndShown() {
    controller.options.add(ConfigBisectionSamples.paused());
    assertThat(controller.configBisection("o7c1d2e3").id()).isEqualTo("o7c1d2e3");
    assertThat(run("status", "o7c1")).isZero();
    assertThat(out())
        .contains(
            "  paused      by ann: the lab moves\n",
            "  people      1. ann paused it, ",
            "  boots       3\n",
            "    boot 2 of good.config on lab-1: 1,318 tps\n",
            "    boot 4 of good.config on lab-1: no evidence\n",
            "paused by ann: the lab moves (round 2");
    assertThat(run("pause", "o7c1", "--reason", "the lab moves")).isZero();
    assertThat(out())
        .isEqualTo(
            "The config bisection o7c1d2e3: paused. Undo it with: halfspeed undo o7c1d2e3 1"
                + " --reason TEXT\n");
    assertThat(run("resume", "o7c1", "--reason", "x")).isZero();
    assertThat(run("priority", "o7c1", "-7", "--reason", "x")).isZero();
    assertThat(run("budget", "o7c1", "--max-boots", "300", "--reason", "x")).isZero();
    assertThat(run("exclude", "o7c1", "3/1", "--reason", "x")).isZero();
    assertThat(run("remeasure", "o7c1", "good", "--reason", "x")).isZero();
    assertThat(run("undo", "o7c1", "1", "--reason", "x")).isZero();
    assertThat(controller.interventions)
        .containsExactly(
            "config-bisections o7c1d2e3 pause {\"reason\":\"the lab moves\"}",
            "config-bisections o7c1d2e3 resume {\"reason\":\"x\"}",
            "config-bisections o7c1d2e3 priority {\"priority\":-7,\"reason\":\"x\"}",
            "config-bisections o7c1d2e3 budget {\"maximumBoots\":300,\"reason\":\"x\"}",
            "config-bisections o7c1d2e3 exclude {\"sample\":\"3/1\",\"reason\":\"x\"}",
            "config-bisections o7c1d2e3 remeasure {\"configuration\":\"good\",\"reason\":\"x\"}",
            "config-bisections o7c1d2e3 undo {\"action\":1,\"reason\":\"x\"}");
    assertThat(run("override", "o7c1", "v1", "bad", "--reason", "x")).isEqualTo(2);
    assertThat(err()).contains("halfspeed override is not for a config bisection");
  }

  @Test
  void wrongFilesAreOneErrorEach() {
    assertThat(run("config-bisect", "good.config", "missing.config")).isEqualTo(2);
    assertThat(err()).contains("there is no configuration").contains("missing.config");
    assertThat(run("config-bisect", "good.config", "notes.txt")).isEqualTo(2);
    assertThat(err())
        .contains("line 1 of notes.txt neither sets a CONFIG_ symbol nor is a comment");
    assertThat(run("config-bisect", "good.config")).isEqualTo(2);
    assertThat(run("config-bisect", "good.config", "bad.config", "--config", "x")).isEqualTo(2);
    assertThat(err()).contains("--config");
    assertThat(controller.optionsAsked).isEmpty();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Shell shell =
        new Shell(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOME", folder.toString(), "PATH", "/usr/bin:/bin"),
            folder,
            folder,
            plan -> new FakeApi(controller, 0, plan.token()),
            Tty.none(),
            () -> Views.at(341));
    return Commands.run(shell, new Interruption(), arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
