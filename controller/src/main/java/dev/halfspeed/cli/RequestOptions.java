package dev.halfspeed.cli;

import dev.halfspeed.bisect.BisectionRequest;
import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that describe a bisection. */
final class RequestOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command = CommandSpec.create();

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Git repository of the kernel (default: this directory).")
  String repository = ".";

  @Option(
      names = "--good",
      paramLabel = "REVISION",
      description = "A revision without the regression.")
  @Nullable String good;

  @Option(
      names = "--bad",
      defaultValue = "HEAD",
      paramLabel = "REVISION",
      description = "A revision with it (default: ${DEFAULT-VALUE}).")
  String bad = "HEAD";

  @Option(
      names = "--recipe",
      defaultValue = "pgbench-simple-update",
      paramLabel = "NAME|DIR",
      description = "What to run in each boot (default: ${DEFAULT-VALUE}).")
  String recipe = "pgbench-simple-update";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "A named set of the recipe's parameters.")
  @Nullable String profile;

  @Option(
      names = "--param",
      arity = "1..*",
      paramLabel = "NAME=VALUE",
      description = "Parameters of the recipe, over the profile.")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--config",
      defaultValue = "defconfig",
      paramLabel = "BASE[+FRAGMENT...]",
      description =
          "A .config file or a make target, and fragments appended to it (default:"
              + " ${DEFAULT-VALUE}).")
  String config = "defconfig";

  @Option(
      names = "--lab",
      paramLabel = "FILE",
      description = "The machines (default: the machine at hand).")
  @Nullable String lab;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "The metric (default: the recipe's first).")
  @Nullable String metric;

  @Option(
      names = "--confidence",
      defaultValue = "0.99",
      paramLabel = "0.5-1",
      description = "How sure it must be (default: ${DEFAULT-VALUE}).")
  double confidence = 0.99;

  @Option(names = "--first-parent", description = "Only the first-parent line: finds the merge.")
  boolean firstParent;

  @Option(
      names = "--path",
      arity = "1..*",
      paramLabel = "PATH",
      description = "Only commits that touch these paths of the repository.")
  List<String> paths = new ArrayList<>();

  @Option(
      names = "--runs",
      defaultValue = "0",
      paramLabel = "N",
      description = "Runs in each boot (default: as many as pay).")
  int runs;

  @Option(
      names = "--max-boots",
      defaultValue = "200",
      paramLabel = "N",
      description = "Give up after so many measured boots (default: ${DEFAULT-VALUE}).")
  int maximumBoots = 200;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every random choice (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--priority",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "From -100 to 100: where bisections share machines the highest goes first"
              + " (default: ${DEFAULT-VALUE}).")
  int priority;

  /** What was asked, with absolute paths. */
  BisectionRequest request(Shell shell) throws Problem {
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new Problem(
          "--confidence lies between 0.5 and 1, not " + confidence + ".",
          "Usual is: --confidence 0.99");
    }
    if (maximumBoots < 1 || runs < 0) {
      throw new Problem(
          maximumBoots < 1
              ? "--max-boots is at least 1, not " + maximumBoots + "."
              : "--runs is at least 1, not " + runs + ".",
          "Leave it out for the usual choice.");
    }
    if (good == null) {
      throw new ParameterException(command.commandLine(), "--good REVISION is missing");
    }
    KernelConfig kernel = KernelConfig.parse(config, shell::resolve);
    return new BisectionRequest(
        topOf(shell.resolve(repository)).toString(),
        good,
        bad,
        recipe.contains("/") || recipe.startsWith(".") ? shell.resolve(recipe).toString() : recipe,
        profile,
        parameters,
        kernel.base(),
        kernel.fragments(),
        lab == null ? null : shell.resolve(lab).toString(),
        metric,
        confidence,
        firstParent,
        paths,
        runs,
        maximumBoots,
        seed,
        priority);
  }

  /** The top of the work tree that a directory lies in; a bare repository is its own top. */
  private static Path topOf(Path directory) {
    boolean bare =
        Files.isRegularFile(directory.resolve("HEAD"))
            && Files.isDirectory(directory.resolve("objects"));
    for (Path at = bare ? null : directory; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return directory;
  }
}
