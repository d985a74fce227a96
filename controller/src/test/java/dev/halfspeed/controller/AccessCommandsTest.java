package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.client.ControllerStarter;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.command.Commands;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code halfspeed token} and {@code audit} from arguments to exit code, against a whole controller
 * behind its own HTTP server.
 */
final class AccessCommandsTest {
  private static final String TOKEN = "a-token-of-this-test-0123456789";

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(WebServer server, Path token, String... arguments) {
    out.reset();
    err.reset();
    var all =
        new ArrayList<>(
            List.of("--controller", server.address().toString(), "--token-file", token.toString()));
    all.addAll(List.of(arguments));
    Shell shell =
        new Shell(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOME", directory.toString(), "PATH", "/usr/bin:/bin"),
            directory,
            directory,
            AccessCommandsTest::started,
            Tty.none(),
            InstantSource.system());
    return Commands.run(shell, new Interruption(), all.toArray(String[]::new));
  }

  private static ControllerStarter.Started started(ControllerStarter.Plan plan) {
    throw new AssertionError("one runs: " + plan);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void tokensAreMadeUsedListedAuditedAndRevoked() throws Exception {
    Path own = Files.writeString(directory.resolve("own"), TOKEN + "\n");
    Path ci = directory.resolve("ci");
    var lab = new TinyLab(directory);
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real());
        WebServer server = WebServer.start(controller, "localhost", 0, List.of(Token.own(TOKEN)))) {
      assertThat(run(server, own, "token", "list")).isZero();
      assertThat(out()).contains("no token beside that of the state directory");

      assertThat(run(server, own, "token", "create", "ci", "--role", "viewer")).isZero();
      assertThat(out()).matches("halfspeed_[A-Za-z0-9_-]{43}\n");
      assertThat(err()).contains("Token ci, role viewer, good until ", "this once");
      Files.writeString(ci, out());
      assertThat(run(server, own, "token", "create", "ci")).isEqualTo(2);
      assertThat(err()).contains("halfspeed token revoke ci");
      assertThat(run(server, own, "token", "create", "x", "--role", "root")).isEqualTo(2);
      assertThat(err()).contains("Choose viewer, operator or admin.");
      assertThat(run(server, own, "token", "create", "for-good", "--expires", "never")).isZero();
      assertThat(err()).contains("never expires");

      assertThat(run(server, ci, "machine", "list")).isZero();
      assertThat(run(server, ci, "cancel", "b1")).isEqualTo(2);
      assertThat(run(server, ci, "machine", "drain", "m1")).isEqualTo(2);
      assertThat(err())
          .contains("token ci is a viewer, and to drain a machine takes the role admin")
          .contains("halfspeed token create NAME --role admin");
      assertThat(run(server, ci, "audit")).isEqualTo(2);

      assertThat(run(server, own, "token", "list")).isZero();
      assertThat(out()).containsPattern("ci +viewer +live +.*ago by .* ago\n").contains("never");

      assertThat(run(server, own, "audit", "--by", "token ci", "--since", "1h")).isZero();
      assertThat(out())
          .containsPattern("token ci +viewer +127.0.0.1 +403 +POST /api/v1/machines/m1/drain");
      assertThat(run(server, own, "audit", "--json", "--limit", "2")).isZero();
      assertThat(out()).contains("\"entries\"", "\"next\"");

      assertThat(run(server, own, "token", "revoke", "ci")).isZero();
      assertThat(run(server, ci, "machine", "list")).isEqualTo(2);
      assertThat(err()).contains("wants another token than this one");
      assertThat(run(server, own, "token", "list", "--all")).isZero();
      assertThat(out()).contains("revoked by ");
    }
  }

  @Test
  void aCommandThatStartsAControllerMakesTokensToo() throws Exception {
    // Nothing runs: the controller that answers is the command's own.
    var lab = new TinyLab(directory);
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real())) {
      Shell shell =
          new Shell(
              new ByteArrayInputStream(new byte[0]),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              Map.of("HOME", directory.toString(), "PATH", "/usr/bin:/bin"),
              directory,
              directory,
              plan -> inProcess(controller, plan),
              Tty.none(),
              InstantSource.system());
      assertThat(Commands.run(shell, new Interruption(), "token", "create", "a", "--json"))
          .isZero();
      assertThat(out()).contains("\"secret\" : \"halfspeed_", "\"role\" : \"viewer\"");
      assertThat(controller.tokens().list()).singleElement().matches(t -> t.name().equals("a"));
    }
  }

  private static ControllerStarter.Started inProcess(
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
}
