package dev.halfspeed.cli.command;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.command.campaign.BisectCommand;
import dev.halfspeed.cli.command.campaign.CancelCommand;
import dev.halfspeed.cli.command.campaign.CompareCommand;
import dev.halfspeed.cli.command.campaign.ConfigBisectCommand;
import dev.halfspeed.cli.command.campaign.InterventionCommands;
import dev.halfspeed.cli.command.campaign.LogCommand;
import dev.halfspeed.cli.command.campaign.MitigateCommand;
import dev.halfspeed.cli.command.campaign.PlanCommand;
import dev.halfspeed.cli.command.campaign.ReportCommand;
import dev.halfspeed.cli.command.campaign.StatusCommand;
import dev.halfspeed.cli.command.controller.AuditCommand;
import dev.halfspeed.cli.command.controller.PageCommand;
import dev.halfspeed.cli.command.controller.ServeCommand;
import dev.halfspeed.cli.command.controller.TokenCommand;
import dev.halfspeed.cli.command.machine.LabCommand;
import dev.halfspeed.cli.command.machine.MachineCommand;
import dev.halfspeed.cli.command.machine.RepositoryCommand;
import dev.halfspeed.cli.command.recipe.RecipeCheckCommand;
import dev.halfspeed.cli.command.recipe.RecipeCommand;
import dev.halfspeed.cli.command.recipe.RecipeNewCommand;
import dev.halfspeed.cli.command.recipe.RecipeSchemaCommand;
import dev.halfspeed.cli.command.recipe.RecipeTryCommand;
import dev.halfspeed.cli.command.watch.AlarmCommand;
import dev.halfspeed.cli.command.watch.NoticeCommand;
import dev.halfspeed.cli.command.watch.RegressionCommand;
import dev.halfspeed.cli.command.watch.WatchAddCommand;
import dev.halfspeed.cli.command.watch.WatchCommand;
import dev.halfspeed.cli.command.watch.WatchListCommand;
import dev.halfspeed.cli.command.watch.WatchPauseCommand;
import dev.halfspeed.cli.command.watch.WatchRemoveCommand;
import dev.halfspeed.cli.command.watch.WatchResumeCommand;
import dev.halfspeed.cli.command.watch.WatchRunNowCommand;
import dev.halfspeed.cli.command.watch.WatchShowCommand;
import dev.halfspeed.cli.command.watch.WatchTryCommand;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.ExitCode;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All commands, and what is common to their runs: help, errors, exit codes. */
public final class Commands {
  /** Of a help text, in characters, where the terminal's is not told. */
  private static final int USUAL_WIDTH = 100;

  private Commands() {}

  /** Runs one command; its exit code. */
  public static int run(Shell shell, Interruption interruption, String... arguments) {
    HalfspeedCommand top = new HalfspeedCommand();
    Invocation invocation = new Invocation(shell, top.options, interruption);
    CommandLine line = commands(top, invocation);
    line.setOut(writer(shell.out()));
    line.setErr(writer(shell.err()));
    line.setUsageHelpWidth(Math.clamp(width(shell), 60, 110));
    line.setParameterExceptionHandler(
        (e, args) -> report(shell, WrongArguments.of(e), WrongArguments.wantJson(arguments)));
    line.setExecutionExceptionHandler(
        (e, command, result) -> failed(invocation, e, WrongArguments.wantJson(arguments)));
    line.setExecutionStrategy(result -> checked(shell, result, arguments));
    int code = line.execute(arguments);
    shell.out().flush();
    shell.err().flush();
    return code;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }

  private static int width(Shell shell) {
    try {
      int columns = Integer.parseInt(shell.environment().getOrDefault("COLUMNS", ""));
      return columns > 0 ? columns : USUAL_WIDTH;
    } catch (NumberFormatException e) {
      return USUAL_WIDTH;
    }
  }

  /** Has all options that say what runs where, but for the one configuration: it has two. */
  private static CommandLine configBisect(Invocation invocation) {
    var line = new CommandLine(new ConfigBisectCommand(invocation));
    line.getCommandSpec().remove(line.getCommandSpec().findOption("--config"));
    return line;
  }

  /** The tree of commands. */
  static CommandLine commands(HalfspeedCommand top, Invocation invocation) {
    CommandLine line = new CommandLine(top);
    line.addSubcommand(new BisectCommand(invocation))
        .addSubcommand(new PlanCommand(invocation))
        .addSubcommand(new CompareCommand(invocation))
        .addSubcommand(new MitigateCommand(invocation))
        .addSubcommand(configBisect(invocation))
        .addSubcommand(new StatusCommand(invocation))
        .addSubcommand(new LogCommand(invocation))
        .addSubcommand(new ReportCommand(invocation))
        .addSubcommand(new CancelCommand(invocation))
        .addSubcommand(new InterventionCommands.Pause(invocation))
        .addSubcommand(new InterventionCommands.Resume(invocation))
        .addSubcommand(new InterventionCommands.Priority(invocation))
        .addSubcommand(new InterventionCommands.Budget(invocation))
        .addSubcommand(new InterventionCommands.Remeasure(invocation))
        .addSubcommand(new InterventionCommands.Exclude(invocation))
        .addSubcommand(new InterventionCommands.OverrideOutcome(invocation))
        .addSubcommand(new InterventionCommands.Undo(invocation))
        .addSubcommand(
            new CommandLine(new MachineCommand())
                .addSubcommand(new MachineCommand.ListMachines(invocation))
                .addSubcommand(new MachineCommand.CheckMachines(invocation))
                .addSubcommand(new MachineCommand.DrainMachine(invocation))
                .addSubcommand(new MachineCommand.AdmitMachine(invocation)))
        .addSubcommand(
            new CommandLine(new LabCommand())
                .addSubcommand(new LabCommand.AddLab(invocation))
                .addSubcommand(new LabCommand.ListLab(invocation))
                .addSubcommand(new LabCommand.RemoveLab(invocation)))
        .addSubcommand(
            new CommandLine(new RepositoryCommand())
                .addSubcommand(new RepositoryCommand.AddRepository(invocation))
                .addSubcommand(new RepositoryCommand.ListRepository(invocation))
                .addSubcommand(new RepositoryCommand.RemoveRepository(invocation)))
        .addSubcommand(
            new CommandLine(new RecipeCommand())
                .addSubcommand(new RecipeCommand.ListRecipes(invocation))
                .addSubcommand(new RecipeCommand.ShowRecipe(invocation))
                .addSubcommand(new RecipeCheckCommand(invocation))
                .addSubcommand(new RecipeNewCommand(invocation))
                .addSubcommand(new RecipeTryCommand(invocation))
                .addSubcommand(new RecipeSchemaCommand(invocation)))
        .addSubcommand(
            new CommandLine(new RegressionCommand())
                .addSubcommand(new RegressionCommand.ListRegressions(invocation))
                .addSubcommand(new RegressionCommand.ShowRegression(invocation))
                .addSubcommand(new RegressionCommand.IgnoreRegression(invocation))
                .addSubcommand(new RegressionCommand.MoveRegression(invocation))
                .addSubcommand(new RegressionCommand.BlameCommit(invocation))
                .addSubcommand(new RegressionCommand.RetractRegression(invocation)))
        .addSubcommand(
            new CommandLine(new NoticeCommand())
                .addSubcommand(new NoticeCommand.ListNotices(invocation))
                .addSubcommand(new NoticeCommand.ShowNotice(invocation)))
        .addSubcommand(new AlarmCommand(invocation))
        .addSubcommand(
            new CommandLine(new WatchCommand())
                .addSubcommand(new WatchAddCommand(invocation))
                .addSubcommand(new WatchListCommand(invocation))
                .addSubcommand(new WatchShowCommand(invocation))
                .addSubcommand(new WatchPauseCommand(invocation))
                .addSubcommand(new WatchResumeCommand(invocation))
                .addSubcommand(new WatchRunNowCommand(invocation))
                .addSubcommand(new WatchRemoveCommand(invocation))
                .addSubcommand(new WatchTryCommand(invocation)))
        .addSubcommand(
            new CommandLine(new TokenCommand())
                .addSubcommand(new TokenCommand.CreateToken(invocation))
                .addSubcommand(new TokenCommand.ListTokens(invocation))
                .addSubcommand(new TokenCommand.RevokeToken(invocation)))
        .addSubcommand(new AuditCommand(invocation))
        .addSubcommand(new ServeCommand(invocation))
        .addSubcommand(new PageCommand(invocation))
        .addSubcommand(new AdviseCommand(invocation))
        .addSubcommand(new DoctorCommand(invocation))
        .addSubcommand(new SimulateCommand(invocation))
        .addSubcommand(new CompletionCommand(invocation));
    line.getCommandSpec().mixinStandardHelpOptions(true);
    plain(line);
    WrongArguments.prepare(line);
    String version = Commands.class.getPackage().getImplementationVersion();
    line.getCommandSpec().version("halfspeed " + (version == null ? "unpackaged" : version));
    return line;
  }

  /** Short usage for every command, and --help below the top. */
  private static void plain(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.usageMessage().abbreviateSynopsis(true).sortOptions(false);
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Show this help.")
              .build());
    }
    line.getSubcommands().values().forEach(Commands::plain);
  }

  private static int checked(Shell shell, CommandLine.ParseResult result, String... arguments) {
    try {
      WrongArguments.check(result);
    } catch (Problem wrong) {
      return report(shell, wrong, WrongArguments.wantJson(arguments));
    }
    return new CommandLine.RunLast().execute(result);
  }

  private static int failed(Invocation invocation, Exception e, boolean json) {
    invocation.interruption().yieldToEnd();
    Shell shell = invocation.shell();
    if (invocation.debug()) {
      shell.out().flush();
      e.printStackTrace(shell.err());
    }
    if (e instanceof Problem problem) {
      return report(shell, problem, json);
    }
    report(
        shell,
        new Problem(
            "This is a bug in Halfspeed: " + e,
            "Run it again with --debug and report what it prints."),
        json);
    return ExitCode.BUG;
  }

  private static int report(Shell shell, Problem problem, boolean json) {
    shell.out().flush();
    shell.err().println("halfspeed: " + Printable.lines(problem.what()));
    shell.err().println("  -> " + Printable.lines(problem.nextStep()));
    if (json) {
      shell
          .out()
          .println(
              ApiClient.json(
                  Map.of("problem", Map.of("what", problem.what(), "next", problem.nextStep()))));
    }
    return ExitCode.PROBLEM;
  }
}
