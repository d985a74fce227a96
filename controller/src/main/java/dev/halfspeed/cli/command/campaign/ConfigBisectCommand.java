package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.campaign.configs.ConfigBisectionCheck;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.BudgetOptions;
import dev.halfspeed.cli.option.FollowOptions;
import dev.halfspeed.cli.option.WorkloadOptions;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.session.LastingWork;
import dev.halfspeed.cli.session.PollingFollower;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a config bisection and follows it. */
@Command(
    name = ConfigBisectCommand.NAME,
    description = {
      "Find the options of a kernel configuration that make a metric worse.",
      "One commit is built with the options in which two .config files differ, until the smallest",
      "set is known that carries the loss. It is proved by putting it on the good configuration",
      "and by taking it off the bad one."
    },
    footer = {
      "",
      "Both files are whole configurations, as `make olddefconfig` writes them.",
      "",
      "Example: halfspeed config-bisect good.config bad.config --repo ~/linux --revision v6.12"
    })
public final class ConfigBisectCommand implements Callable<Integer> {
  static final String NAME = "config-bisect";

  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "GOOD.config", description = "The one that is fast.")
  String good = "";

  @Parameters(index = "1", paramLabel = "BAD.config", description = "The one that is slow.")
  String bad = "";

  @Option(
      names = "--revision",
      defaultValue = "HEAD",
      paramLabel = "REVISION",
      description = "The commit that is built (default: ${DEFAULT-VALUE}).")
  String revision = "HEAD";

  @Mixin WorkloadOptions workload = new WorkloadOptions();
  @Mixin BudgetOptions budget = new BudgetOptions();

  @Option(
      names = "--runs",
      defaultValue = "0",
      paramLabel = "N",
      description = "Runs in each boot (default: as many as tell most).")
  @Bounds(least = 0, most = 1000)
  int runs;

  @Mixin FollowOptions following = new FollowOptions();

  public ConfigBisectCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    following.check();
    ConfigBisectionRequest request = request(invocation.shell());
    return LastingWork.start(invocation, following, connection -> with(connection, request));
  }

  private int with(Connection connection, ConfigBisectionRequest request) throws Problem {
    var follow = PollingFollower.ofConfigBisection(invocation, connection, following.json());
    follow.stopOnInterrupt("halfspeed " + NAME + " with the same arguments");
    String id = follow.foreground().start(() -> connection.api().bisectConfigs(request));
    if (!following.detach) {
      return follow.toTheEnd(id);
    }
    follow.foreground().detached(id);
    return 0;
  }

  private ConfigBisectionRequest request(Shell shell) throws Problem {
    // What can't be read has no name either, such as a folder.
    String goodText = text(shell, good);
    String badText = text(shell, bad);
    return new ConfigBisectionRequest(
        workload.repository(shell),
        revision,
        name(good),
        name(bad),
        goodText,
        badText,
        workload.recipe(shell),
        workload.profile,
        workload.parameters(),
        workload.lab(shell),
        workload.metric,
        budget.confidence,
        runs,
        budget.maximumBoots,
        workload.seed,
        budget.priority,
        budget.maximumMachineHours);
  }

  /** The file's own name, unless both have the same. */
  private String name(String path) {
    return last(good).equals(last(bad)) ? path : last(path);
  }

  private static String last(String path) {
    return String.valueOf(Path.of(path).getFileName());
  }

  private static String text(Shell shell, String path) throws Problem {
    String text = NamedFile.text(shell.resolve(path), "configuration", NamedFile.CONFIG_BYTES);
    ConfigBisectionCheck.config(path, text);
    return text;
  }
}
