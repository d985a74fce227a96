package dev.halfspeed.cli.command.machine;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WorkloadOptions;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.RepositoryView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Git repositories of kernels, by name. */
@Command(name = "repository", description = "Git repositories of kernels, by name.")
public final class RepositoryCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Gives one a name. */
  @Command(
      name = "add",
      description = "Give a repository a name, by which --repo and the API know it.",
      footer = {"", "Example: halfspeed repository add linux ~/linux"})
  public static final class AddRepository implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "NAME", description = "Letters, digits, dots, dashes.")
    String name = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "Any folder of it.")
    String path = "";

    @Option(names = "--replace", description = "In place of one that has the name.")
    boolean replace;

    @Mixin JsonOption json = new JsonOption();

    public AddRepository(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      Shell shell = invocation.shell();
      return invocation.ask(api -> {
        RepositoryView added =
            api.forMachines()
                .addRepository(
                    name,
                    path.contains("://") ? path : WorkloadOptions.folder(shell, path),
                    replace);
        invocation.say(
            json.wanted()
                ? ApiClient.json(added)
                : "Added repository " + added.name() + ". Use it with: --repo " + added.name());
        return 0;
      });
    }
  }

  /** Lists them. */
  @Command(name = "list", description = "List them, with who added them.")
  public static final class ListRepository implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin JsonOption json = new JsonOption();

    public ListRepository(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        List<RepositoryView> all = api.forMachines().repositories();
        if (json.wanted()) {
          invocation.say(ApiClient.json(all));
        } else if (all.isEmpty()) {
          invocation.say(
              "None is registered. Register one with: halfspeed repository add NAME DIR");
        } else {
          Text.table(rows(all)).forEach(invocation::say);
        }
        return 0;
      });
    }

    private List<List<String>> rows(List<RepositoryView> all) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("NAME", "FOLDER", "ADDED"));
      all.forEach(one -> rows.add(List.of(one.name(), one.path(), added(one))));
      return rows;
    }

    private String added(RepositoryView one) {
      return "by "
          + one.addedBy()
          + (one.byPath() ? ", by its path, " : ", ")
          + Words.between(one.addedAt(), invocation.shell().clock().instant())
          + " ago";
    }
  }

  /** Takes a name away. */
  @Command(name = "remove", description = "Take a repository's name away; the folder stays.")
  public static final class RemoveRepository implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The repository.")
    String name = "";

    @Mixin JsonOption json = new JsonOption();

    public RemoveRepository(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        api.forMachines().removeRepository(name);
        invocation.say(
            json.wanted()
                ? ApiClient.json(Map.of("name", name))
                : "Removed repository " + name + ".");
        return 0;
      });
    }
  }
}
