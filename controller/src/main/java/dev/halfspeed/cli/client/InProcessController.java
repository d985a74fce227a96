package dev.halfspeed.cli.client;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.agent.reboot.MachineCommands;
import dev.halfspeed.agent.reboot.RebootingClient;
import dev.halfspeed.agent.session.SshWorkerClient;
import dev.halfspeed.controller.LabController;
import dev.halfspeed.controller.RegressionFile;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.Serving;
import dev.halfspeed.web.TlsFiles;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the real controller in this process, with its API and pages. */
public final class InProcessController implements ControllerStarter {
  /** Where the log goes; read by the logging configuration when the first class logs. */
  private static final String LOG_FILE = "halfspeed.log";

  private final Map<String, String> environment;

  public InProcessController(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Started start(Plan plan) throws Problem {
    System.setProperty(LOG_FILE, ControllerLog.in(plan.state()).toString());
    Path archive = workerArchive(plan.home());
    LabController controller =
        LabController.open(
            plan.state(),
            plan.home().resolve("recipes"),
            cache().resolve("halfspeed/worker"),
            lease -> {
              MachineLease shown = plan.takeOver() ? lease.takingOver() : lease;
              return machine -> way(machine, archive, shown, plan.state());
            },
            Time.real(),
            plan.resume());
    WebServer web;
    try {
      Path notify = plan.notices();
      if (notify != null) {
        controller.lookAfterRegressions(
            Files.exists(notify) ? RegressionFile.read(notify) : RegressionFile.NONE);
      }
      web = WebServer.start(controller, serving(plan));
    } catch (Problem refused) {
      controller.close();
      throw refused;
    }
    return new Started() {
      @Override
      public URI address() {
        return web.address();
      }

      @Override
      public void close() {
        // Machines first: who follows a bisection sees how it stopped. The store last: it keeps who
        // asked for what until nobody can.
        controller.stop();
        web.close();
        controller.close();
      }
    };
  }

  private static Serving serving(Plan plan) {
    Admittance.Tls tls = plan.others().tls();
    return new Serving(
        plan.host(),
        plan.port(),
        tokens(plan),
        plan.others().anonymousViewers(),
        tls == null ? null : new TlsFiles(tls.certificate(), tls.key()));
  }

  private static List<Token> tokens(Plan plan) {
    var tokens = new ArrayList<Token>();
    tokens.add(Token.own(plan.token()));
    Admittance others = plan.others();
    others.tokens().forEach((name, secret) -> tokens.add(Token.named(name, secret, others.role())));
    return tokens;
  }

  private static WorkerClient way(Machine machine, Path archive, MachineLease lease, Path state) {
    WorkerClient link =
        SshWorkerClient.to(
            machine, archive, lease, ConnectionSettings.DEFAULTS.patient(machine.patience()));
    return machine.boot().own() == null
        ? link
        : new RebootingClient(
            machine, link, state.resolve("boots"), MachineCommands.SHELL, Time.real());
  }

  private Path cache() {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (named.startsWith("/")) {
      return Path.of(named);
    }
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isBlank() ? System.getProperty("user.home", "/tmp") : home, ".cache");
  }

  /** The one archive that the build packed, for the architecture that it ran on. */
  private static Path workerArchive(Path home) throws Problem {
    Path folder = home.resolve("worker/target");
    try (DirectoryStream<Path> archives =
        Files.newDirectoryStream(folder, "halfspeed-worker-*.tar.gz")) {
      for (Path archive : archives) {
        return archive;
      }
    } catch (IOException missing) {
      throw noArchive(folder);
    }
    throw noArchive(folder);
  }

  private static Problem noArchive(Path folder) {
    return new Problem(
        "There is no packed worker in " + folder,
        "Build Halfspeed where it lies: ./halfspeed build");
  }
}
