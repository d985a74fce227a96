package dev.halfspeed.cli;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command line's entry. */
public final class Main {
  /** Wrong input, or something that a user has to put right. */
  static final int PROBLEM = 2;

  /** A mistake of Halfspeed's own. */
  static final int BUG = 70;

  /** The answer could not be written; EX_IOERR of sysexits.h. */
  static final int LOST = 74;

  /** Of a help text, in characters, where the terminal's is not told. */
  private static final int USUAL_WIDTH = 100;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    FileMask.restrict();
    Interruption interruption = new Interruption();
    interruption.listen();
    var out = new KeptErrorStream(new FileOutputStream(FileDescriptor.out));
    Shell shell =
        new Shell(
            System.in,
            print(out, "stdout.encoding"),
            print(new FileOutputStream(FileDescriptor.err), "stderr.encoding"),
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Path.of(System.getProperty("halfspeed.home", "")).toAbsolutePath(),
            new OwnController(System.getenv()),
            new Tty.StandardOutput(),
            InstantSource.system());
    int code = run(shell, interruption, arguments);
    interruption.on(null);
    System.exit(written(shell, out, code));
  }

  private static PrintStream print(OutputStream to, String encoding) {
    Charset charset =
        Charset.forName(System.getProperty(encoding, Charset.defaultCharset().name()));
    return new PrintStream(to, false, charset);
  }

  /** The exit code of a command whose answer may have been lost on its way out. */
  static int written(Shell shell, KeptErrorStream out, int code) {
    shell.out().flush();
    Optional<String> failure = out.failure();
    if (failure.isEmpty()) {
      return code;
    }
    shell.err().println("halfspeed: The answer could not be written: " + failure.get());
    shell.err().println("  -> See where standard output goes, and whether there is room.");
    shell.err().flush();
    return code == 0 ? LOST : code;
  }

  /** Runs one command; its exit code. */
  static int run(Shell shell, Interruption interruption, String... arguments) {
    HalfspeedCommand top = new HalfspeedCommand();
    Session session = new Session(shell, top.options, interruption);
    CommandLine line = commands(top, session);
    line.setOut(writer(shell.out()));
    line.setErr(writer(shell.err()));
    line.setUsageHelpWidth(Math.clamp(width(shell), 60, 110));
    line.setParameterExceptionHandler(
        (e, args) -> report(shell, WrongArguments.of(e), WrongArguments.wantJson(arguments)));
    line.setExecutionExceptionHandler(
        (e, command, result) -> failed(session, e, WrongArguments.wantJson(arguments)));
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

  /** The tree of commands. */
  static CommandLine commands(HalfspeedCommand top, Session session) {
    CommandLine line = new CommandLine(top);
    line.addSubcommand(new BisectCommand(session))
        .addSubcommand(new PlanCommand(session))
        .addSubcommand(new CompareCommand(session))
        .addSubcommand(new StatusCommand(session))
        .addSubcommand(new LogCommand(session))
        .addSubcommand(new ReportCommand(session))
        .addSubcommand(new CancelCommand(session))
        .addSubcommand(
            new CommandLine(new MachineCommand())
                .addSubcommand(new MachineCommand.ListMachines(session))
                .addSubcommand(new MachineCommand.CheckMachines(session))
                .addSubcommand(new MachineCommand.DrainMachine(session))
                .addSubcommand(new MachineCommand.AdmitMachine(session)))
        .addSubcommand(
            new CommandLine(new RecipeCommand())
                .addSubcommand(new RecipeCommand.ListRecipes(session))
                .addSubcommand(new RecipeCommand.ShowRecipe(session))
                .addSubcommand(new RecipeCommand.CheckRecipe(session)))
        .addSubcommand(new ServeCommand(session))
        .addSubcommand(new PageCommand(session))
        .addSubcommand(new AdviseCommand(session))
        .addSubcommand(new DoctorCommand(session))
        .addSubcommand(new SimulateCommand(session))
        .addSubcommand(new CompletionCommand(session));
    line.getCommandSpec().mixinStandardHelpOptions(true);
    plain(line);
    WrongArguments.prepare(line);
    String version = Main.class.getPackage().getImplementationVersion();
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
    line.getSubcommands().values().forEach(Main::plain);
  }

  private static int checked(Shell shell, CommandLine.ParseResult result, String... arguments) {
    try {
      WrongArguments.check(result);
    } catch (Problem wrong) {
      return report(shell, wrong, WrongArguments.wantJson(arguments));
    }
    return new CommandLine.RunLast().execute(result);
  }

  private static int failed(Session session, Exception e, boolean json) {
    session.interruption().yieldToEnd();
    Shell shell = session.shell();
    if (session.debug()) {
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
    return BUG;
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
    return PROBLEM;
  }
}
