package dev.halfspeed.cli.command.machine;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.LabView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Labs by name: machines that bisections run on. */
@Command(name = "lab", description = "Labs by name: machines that bisections run on.")
public final class LabCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Gives one a name. */
  @Command(
      name = "add",
      description = "Give a lab a name, by which --lab and the API know it.",
      footer = {"", "Example: halfspeed lab add rack1 lab.yaml"})
  public static final class AddLab implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "NAME", description = "Letters, digits, dots, dashes.")
    String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "Its lab file.")
    String path = "";

    @Option(names = "--replace", description = "In place of one that has the name.")
    boolean replace;

    @Mixin JsonOption json = new JsonOption();

    public AddLab(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      Shell shell = invocation.shell();
      return invocation.ask(api -> {
        LabView added = api.forMachines().addLab(name, shell.resolve(path).toString(), replace);
        invocation.say(
            json.wanted()
                ? ApiClient.json(added)
                : "Added lab "
                    + added.name()
                    + " with "
                    + Words.count(added.machines().size(), "machine")
                    + ". Use it with: --lab "
                    + added.name());
        return 0;
      });
    }
  }

  /** Lists them. */
  @Command(name = "list", description = "List them, with who added them.")
  public static final class ListLab implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin JsonOption json = new JsonOption();

    public ListLab(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        List<LabView> all = api.forMachines().labs();
        if (json.wanted()) {
          invocation.say(ApiClient.json(all));
        } else if (all.isEmpty()) {
          invocation.say("None is registered. Register one with: halfspeed lab add NAME FILE");
        } else {
          Text.table(rows(all)).forEach(invocation::say);
        }
        return 0;
      });
    }

    private List<List<String>> rows(List<LabView> all) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("NAME", "MACHINES", "FILE", "ADDED"));
      for (LabView one : all) {
        String machines =
            one.machines().stream().map(LabView.Machine::name).collect(Collectors.joining(", "));
        rows.add(List.of(one.name(), Text.fit(machines, 60), one.source(), added(one)));
      }
      return rows;
    }

    private String added(LabView one) {
      return "by "
          + one.addedBy()
          + (one.byPath() ? ", by its path, " : ", ")
          + Words.between(one.addedAt(), invocation.shell().clock().instant())
          + " ago";
    }
  }

  /** Takes a name away. */
  @Command(name = "remove", description = "Take a lab's name away; the file stays.")
  public static final class RemoveLab implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The lab.")
    String name = "";

    @Mixin JsonOption json = new JsonOption();

    public RemoveLab(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        api.forMachines().removeLab(name);
        invocation.say(
            json.wanted() ? ApiClient.json(Map.of("name", name)) : "Removed lab " + name + ".");
        return 0;
      });
    }
  }
}
