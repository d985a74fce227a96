package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.client.ControllerStarter;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.command.Commands;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code halfspeed alarm}, {@code regression} and {@code notice} from arguments to exit code,
 * against a whole controller behind its own HTTP server, on real git and a fake machine.
 */
final class RegressionCommandsTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String alarm(TinyLab lab, String more) {
    return """
    {"key": "501", "source": "otava", "repository": "%s", "good": "main~12", "bad": "main",
     "recipe": "tiny", "metric": "tps", "configBase": "tinyconfig", "lab": "%s",
     "before": 1000, "after": 800%s}
    """
        .formatted(lab.request("main").repository(), directory.resolve("lab.yaml"), more);
  }

  /** What the command printed, on either stream, with its exit code before it. */
  private String run(LabController controller, String in, String... arguments) {
    out.reset();
    err.reset();
    Shell shell =
        new Shell(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOME", directory.toString(), "PATH", "/usr/bin:/bin"),
            directory,
            directory,
            plan -> started(controller, plan),
            Tty.none(),
            () -> Instant.EPOCH);
    int code = Commands.run(shell, new Interruption(), arguments);
    return code
        + "\n"
        + out.toString(StandardCharsets.UTF_8)
        + err.toString(StandardCharsets.UTF_8).replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
  }

  private static ControllerStarter.Started started(
      LabController controller, ControllerStarter.Plan plan) throws Problem {
    WebServer web = WebServer.start(controller, "localhost", 0, List.of(Token.own(plan.token())));
    return new ControllerStarter.Started() {
      @Override
      public URI address() {
        return web.address();
      }

      @Override
      public void close() {
        web.close();
      }
    };
  }

  private static String until(Regressions regressions, String state) {
    TinyLab.until(() -> {
      regressions.pass();
      return regressions.list().getLast().state().equals(state);
    });
    return regressions.list().getLast().id();
  }

  @Test
  void whereThereIsNothingThatIsSaid() throws Exception {
    var lab = new TinyLab(directory);
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real())) {
      assertThat(run(controller, "", "regression", "list"))
          .isEqualTo("0\nThere is no regression.\n");
      assertThat(run(controller, "", "regression", "list", "--open"))
          .isEqualTo("0\nNo regression is open.\n");
      assertThat(run(controller, "", "notice", "list")).isEqualTo("0\nNobody was told anything.\n");
      assertThat(run(controller, "", "notice", "list", "--json")).matches("0\n\\[\\s*\\]\n");
      assertThat(run(controller, "", "regression", "show", "r1a2"))
          .startsWith("2\nhalfspeed: there is no regression \"r1a2\"\n  -> ");
      assertThat(run(controller, "", "notice", "show", "r1a2"))
          .isEqualTo(
              """
              2
              halfspeed: There is no notice "r1a2".
                -> List them: halfspeed notice list
              """);
      assertThat(run(controller, "", "regression", "ignore", "r1a2"))
          .startsWith("2\nhalfspeed: ")
          .contains("--reason")
          .hasLineCount(3);
    }
  }

  @Test
  void anAlarmIsTakenOnceAndRefusedWhole() throws Exception {
    var lab = new TinyLab(directory);
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real())) {
      assertThat(run(controller, alarm(lab, ""), "alarm", "-"))
          .isEqualTo("0\n1 new, 0 known already.\n");
      assertThat(run(controller, alarm(lab, ""), "alarm", "-", "--json"))
          .startsWith("0\n{")
          .contains("\"new\" : 0", "\"known\" : 1");
      assertThat(run(controller, alarm(lab, ", \"lower\": -2"), "alarm", "-"))
          .isEqualTo(
              """
              2
              halfspeed: the field "lower" of the alarm is -2.0
                -> give a signed fraction above -1, such as -0.09 for 9 % less
              """);
      assertThat(run(controller, alarm(lab, ", \"colour\": 1"), "alarm", "-"))
          .startsWith("2\nhalfspeed: ")
          .contains("colour");
      assertThat(run(controller, "{", "alarm", "-")).startsWith("2\nhalfspeed: ");
      assertThat(run(controller, "", "alarm", "nothing.json"))
          .startsWith("2\nhalfspeed: ")
          .contains("nothing.json");
      controller.regressions().pass();
      String id = controller.regressions().list().getFirst().id();
      assertThat(run(controller, "", "regression", "list"))
          .isEqualTo("0\n%s  detected            tiny tps -20.0 %%\n".formatted(id));
      assertThat(run(controller, "", "regression", "blame", id, "main", "--reason", "it was that"))
          .isEqualTo(
              """
              2
              halfspeed: "main" is not the full id of a commit
                -> give all 40 digits: git rev-parse REVISION
              """);
      assertThat(run(controller, "", "regression", "move", id, "--reason", "later"))
          .isEqualTo(
              """
              2
              halfspeed: neither end is given that regression ID is to have
                -> give one of them or both: --good REVISION --bad REVISION
              """
                  .replace("ID", id));
      assertThat(
              run(
                  controller,
                  "",
                  "regression",
                  "move",
                  id,
                  "--bad",
                  "no-such-tag",
                  "--reason",
                  "later"))
          .startsWith("2\nhalfspeed: ")
          .contains("no-such-tag");
      assertThat(
              run(
                  controller,
                  "",
                  "regression",
                  "move",
                  id,
                  "--good",
                  "main",
                  "--bad",
                  lab.good(),
                  "--reason",
                  "later"))
          .startsWith("2\nhalfspeed: ");
      assertThat(
              run(
                  controller,
                  "",
                  "regression",
                  "move",
                  id,
                  "--bad",
                  "main~1",
                  "--reason",
                  "one earlier",
                  "--by",
                  "ada"))
          .isEqualTo("0\nRegression %s is detected.\n".formatted(id));
      assertThat(run(controller, "", "regression", "show", id))
          .contains("\nBetween: " + lab.good().substring(0, 10) + " and ", ", where ada (")
          .contains(" (otava/501, raised by " + System.getProperty("user.name") + ")\n");
      assertThat(run(controller, "", "regression", "retract", id, "--reason", "wrong"))
          .isEqualTo(
              """
              2
              halfspeed: regression ID can't be retracted: it is detected
                -> see what happened to it: halfspeed regression show ID
              """
                  .replace("ID", id));
      assertThat(
              run(
                  controller,
                  "",
                  "regression",
                  "ignore",
                  id.substring(0, 4),
                  "--reason",
                  "expected"))
          .isEqualTo("0\nRegression %s is ignored.\n".formatted(id));
      assertThat(run(controller, "", "regression", "list", "--open"))
          .isEqualTo("0\nNo regression is open.\n");
      assertThat(run(controller, "", "regression", "show", id))
          .startsWith("0\nRegression " + id + ": ignored since ")
          .contains("\nexpected (", "ignored: expected\n");
    }
  }

  @Test
  void aCulpritIsShownCorrectedAndRetracted() throws Exception {
    var lab = new TinyLab(directory);
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real())) {
      controller.regressions().settings(TinyLab.AT_ONCE);
      run(controller, alarm(lab, ""), "alarm", "-");
      String id = until(controller.regressions(), "culprit known");
      controller.regressions().pass();
      String culprit = lab.culprit().substring(0, 10);
      assertThat(run(controller, "", "regression", "list"))
          .startsWith("0\n" + id + "  culprit known       tiny tps ")
          .endsWith("  " + culprit + " (\"change 8\")\n");
      assertThat(run(controller, "", "regression", "show", id))
          .contains(
              "\nCulprit: " + culprit + " (\"change 8\")\n",
              "\nAlarms\n",
              "\nHistory\n",
              "\nNotices\n")
          .contains("halfspeed  detected: tiny tps -20.0 %");
      assertThat(run(controller, "", "notice", "list"))
          .contains("withheld", "to t <t@example.org>: authors and lists are mailed only with");
      assertThat(run(controller, "", "notice", "show", id))
          .startsWith("0\nTo: t <t@example.org>\nSubject: [REGRESSION] tiny tps ")
          .contains("\nFixes: " + lab.culprit().substring(0, 12) + " (\"change 8\")\n");
      assertThat(
              run(
                  controller,
                  "",
                  "regression",
                  "blame",
                  id,
                  lab.good(),
                  "--reason",
                  "it was that",
                  "--by",
                  "ada"))
          .isEqualTo("0\nRegression %s is culprit known.\n".formatted(id));
      assertThat(run(controller, "", "regression", "show", id))
          .contains(
              "\nCulprit: " + lab.good().substring(0, 10) + " (\"import\")\n",
              "it was that (ada (");
      assertThat(run(controller, "", "regression", "retract", id, "--reason", "the disk was full"))
          .isEqualTo("0\nRegression %s is retracted.\n".formatted(id));
      assertThat(run(controller, "", "regression", "ignore", id, "--reason", "no"))
          .startsWith(
              "2\nhalfspeed: regression %s can't be ignored: it is retracted\n".formatted(id));
    }
  }
}
