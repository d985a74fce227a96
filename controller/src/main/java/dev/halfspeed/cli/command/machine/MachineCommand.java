package dev.halfspeed.cli.command.machine;

import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.ConfigOption;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WorkloadOptions;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.CheckFollower;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.MachineText;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The machines of the lab. */
@Command(
    name = "machine",
    description = "Look at the machines of the lab, and say which may be used.")
public final class MachineCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Lists what the controller knows. */
  @Command(name = "list", description = "List the machines that the controller knows.")
  public static final class ListMachines implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin JsonOption json = new JsonOption();

    public ListMachines(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        List<MachineView> machines = api.forMachines().machines();
        if (json.wanted()) {
          invocation.say(ApiClient.json(machines));
        } else {
          MachineText.standings(machines, invocation.shell().clock().instant())
              .forEach(invocation::say);
        }
        return 0;
      });
    }
  }

  /** Connects to machines and looks; with a kernel, measures how even they are. */
  @Command(
      name = "check",
      description = {
        "Connect to one machine or all, send the worker, and see what is there. Exit code 1 when"
            + " one can't be used.",
        "With --good, a whole check: each machine builds that kernel, which is known to be good,"
            + " and boots it again and again. Boots of one kernel must not differ; how much they"
            + " vary is the machine's noise, which later bisections know from the start. Exit code"
            + " 1 when a machine did not pass."
      },
      footer = {
        "",
        "Example: halfspeed machine check --lab lab.yaml --repo ~/linux --good v6.12 --param"
            + " seconds=20"
      })
  public static final class CheckMachines implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The machine (default: all).")
    String name = "";

    @Option(
        names = "--good",
        paramLabel = "REVISION",
        description = "A kernel that is known to be good: makes it a whole check.")
    @Nullable String good;

    @Option(
        names = "--boots",
        defaultValue = "12",
        paramLabel = "N",
        description = "Boots of it on each machine (default: ${DEFAULT-VALUE}).")
    @Bounds(least = 4, most = 10_000)
    int boots = 12;

    @Option(
        names = "--runs",
        defaultValue = "2",
        paramLabel = "N",
        description = "Runs in each boot (default: ${DEFAULT-VALUE}).")
    @Bounds(least = 1, most = 1000)
    int runs = 2;

    @Spec CommandSpec command = CommandSpec.create();

    @Mixin WorkloadOptions workload = new WorkloadOptions();

    @Mixin JsonOption json = new JsonOption();

    public CheckMachines(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      for (String option : List.of("--boots", "--runs")) {
        if (good == null && command.commandLine().getParseResult().hasMatchedOption(option)) {
          throw new Problem(
              option + " is for a whole check, and --good is missing.",
              "Name a kernel that is known to be good: --good REVISION");
        }
      }
      return good == null ? look() : measure(good);
    }

    private int look() throws Problem {
      return invocation.ask(api -> {
        String lab = workload.lab(invocation.shell());
        List<MachineView> machines = api.forMachines().check(lab == null ? "" : lab, name);
        show(invocation, machines, json.wanted());
        return machines.stream().allMatch(machine -> machine.problem() == null) ? 0 : 1;
      });
    }

    private int measure(String revision) throws Problem {
      Shell shell = invocation.shell();
      ConfigOption kernel = workload.kernelConfig(shell);
      var request =
          new CheckRequest(
              workload.repository(shell),
              revision,
              workload.recipe(shell),
              workload.profile,
              workload.parameters(),
              kernel.base(),
              kernel.fragments(),
              workload.lab(shell),
              name.isEmpty() ? null : name,
              workload.metric,
              boots,
              runs,
              workload.seed);
      // In a controller that others find: it takes as long as a bisection may.
      try (Connection connection = invocation.connect(true)) {
        List<CheckView> ended =
            new CheckFollower(invocation, json.wanted())
                .toTheEnd(connection, connection.api().forMachines().startCheck(request));
        if (json.wanted()) {
          invocation.say(ApiClient.json(ended));
        }
        return ended.stream().allMatch(check -> check.state().equals("passed")) ? 0 : 1;
      }
    }
  }

  /** Takes a machine out of use. */
  @Command(
      name = "drain",
      description =
          "Give a machine no new work. What runs there goes on to its end; bisections use others,"
              + " or wait.")
  public static final class DrainMachine implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The machine.")
    String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept and shown.")
    String reason = "";

    @Mixin JsonOption json = new JsonOption();

    public DrainMachine(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        stood(invocation, api.forMachines().drain(name, reason), json.wanted());
        return 0;
      });
    }
  }

  /** Takes a machine into use. */
  @Command(
      name = "admit",
      description = "Give a machine work again that was drained or quarantined.")
  public static final class AdmitMachine implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The machine.")
    String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept and shown.")
    String reason = "";

    @Mixin JsonOption json = new JsonOption();

    public AdmitMachine(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        stood(invocation, api.forMachines().admit(name, reason), json.wanted());
        return 0;
      });
    }
  }

  private static void stood(Invocation invocation, MachineView machine, boolean json) {
    invocation.say(
        json
            ? ApiClient.json(machine)
            : machine.name() + " is " + MachineText.standing(machine.standing()));
  }

  private static void show(Invocation invocation, List<MachineView> machines, boolean json) {
    if (json) {
      invocation.say(ApiClient.json(machines));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "NAME",
            "STATE",
            "ADDRESS",
            "ROLES",
            "BOOT",
            "ACCELERATION",
            "CORES",
            "MEMORY",
            "DISK",
            "SYSTEM"));
    for (MachineView machine : machines) {
      Integer cores = machine.cores();
      Long memory = machine.memoryBytes();
      Long disk = machine.diskFreeBytes();
      String system = machine.operatingSystem();
      rows.add(
          List.of(
              machine.name(),
              machine.state(),
              machine.address(),
              String.join("+", machine.roles()),
              machine.boot(),
              machine.acceleration(),
              cores == null ? "?" : cores.toString(),
              memory == null ? "?" : Words.bytes(memory),
              disk == null ? "?" : Words.bytes(disk) + " free",
              system == null ? "?" : system));
    }
    Text.table(rows).forEach(invocation::say);
    for (MachineView machine : machines) {
      String problem = machine.problem();
      if (problem != null) {
        invocation.say(machine.name() + ": " + problem);
      }
      if (MachineText.isBarred(machine)) {
        invocation.say(machine.name() + " is " + MachineText.standing(machine.standing()));
      }
    }
  }
}
