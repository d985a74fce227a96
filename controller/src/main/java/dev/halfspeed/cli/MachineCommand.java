package dev.halfspeed.cli;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.MachineView;
import dev.halfspeed.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The machines of the lab. */
@Command(name = "machine", description = "Look at the machines of the lab.")
final class MachineCommand implements Runnable {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Say what to do: list or check");
  }

  /** Lists what the controller knows. */
  @Command(name = "list", description = "List the machines that the controller knows.")
  static final class ListMachines implements Callable<Integer> {
    private final Session session;

    @Mixin JsonOption json = new JsonOption();

    ListMachines(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws Problem {
      return session.ask(api -> {
        show(session, api.machines(), json.wanted());
        return 0;
      });
    }
  }

  /** Connects to machines and looks. */
  @Command(
      name = "check",
      description =
          "Connect to one machine or all, send the worker, and see what is there. Exit code 1 when"
              + " one can't be used.")
  static final class CheckMachines implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The machine (default: all).")
    String name = "";

    @Option(
        names = "--lab",
        paramLabel = "FILE",
        description = "The machines (default: the machine at hand).")
    @Nullable String lab;

    @Mixin JsonOption json = new JsonOption();

    CheckMachines(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws Problem {
      return session.ask(api -> {
        String file = lab == null ? "" : session.shell().resolve(lab).toString();
        List<MachineView> machines = api.check(file, name);
        show(session, machines, json.wanted());
        return machines.stream().allMatch(machine -> machine.problem() == null) ? 0 : 1;
      });
    }
  }

  private static void show(Session session, List<MachineView> machines, boolean json) {
    if (json) {
      session.say(ApiClient.json(machines));
      return;
    }
    if (machines.isEmpty()) {
      session.say("No machine is known yet. Look at the one at hand: halfspeed machine check");
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
    Text.table(rows).forEach(session::say);
    for (MachineView machine : machines) {
      String problem = machine.problem();
      if (problem != null) {
        session.say(machine.name() + ": " + problem);
      }
    }
  }
}
