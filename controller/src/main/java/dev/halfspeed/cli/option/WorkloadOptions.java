package dev.halfspeed.cli.option;

import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is built, where it is booted and what is run there. */
public final class WorkloadOptions {
  @Option(
      names = "--repo",
      paramLabel = "DIR|NAME",
      defaultValue = ".",
      description = "Git repository of the kernel, or its name (default: this directory).")
  String repository = ".";

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
  public @Nullable String profile;

  @Option(
      names = "--param",
      arity = "1..*",
      paramLabel = "NAME=VALUE",
      description = "Parameters of the recipe, over the profile.")
  List<String> parameters = new ArrayList<>();

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
      paramLabel = "FILE|NAME",
      description = "The machines: a lab file, or a lab's name (default: the machine at hand).")
  @Nullable String lab;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "The metric (default: the recipe's first; of a watch: all may raise alarms).")
  public @Nullable String metric;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of every random choice (default: ${DEFAULT-VALUE}).")
  public long seed = 1;

  /** The repository's name or absolute path. */
  public String repository(Shell shell) {
    return repository(shell, repository);
  }

  /** A repository's name, or the absolute path of one that was named by any folder in it. */
  static String repository(Shell shell, String text) {
    return isPath(shell, text) ? folder(shell, text) : text;
  }

  /** The absolute path of a repository that is named by any folder in it. */
  public static String folder(Shell shell, String text) {
    return topOf(shell.resolve(text)).toString();
  }

  /** What is there is a path, and so is what can be no name. */
  private static boolean isPath(Shell shell, String text) {
    return text.contains("/")
        || text.startsWith(".")
        || text.startsWith("~")
        || Files.exists(shell.resolve(text));
  }

  /** The parameters by name. */
  public Map<String, String> parameters() throws Problem {
    return parameters(parameters);
  }

  /** Parameters by name, of words such as NAME=VALUE. */
  public static Map<String, String> parameters(List<String> words) throws Problem {
    var byName = new LinkedHashMap<String, String>();
    for (String text : words) {
      int end = text.indexOf('=');
      if (end < 1) {
        String name = end < 0 ? text : "NAME";
        throw new Problem(
            "--param \"" + Text.fit(text, 60) + "\" is not NAME=VALUE.",
            "Write: --param " + Text.fit(name, 60) + "=VALUE");
      }
      String name = text.substring(0, end);
      String value = text.substring(end + 1);
      if (value.isBlank()) {
        throw new Problem(
            "--param " + name + " is empty.",
            "Write --param " + name + "=VALUE; in a script, see whether the variable is set.");
      }
      if (byName.put(name, value) != null) {
        throw new Problem("--param " + name + " is given twice.", "Give it once.");
      }
    }
    return byName;
  }

  /** The configuration of the kernels. */
  public ConfigOption kernelConfig(Shell shell) throws Problem {
    return ConfigOption.parse("--config ", config, shell::resolve);
  }

  /** The recipe's name, or the absolute path of its folder. */
  public String recipe(Shell shell) {
    return recipe.contains("/") || recipe.startsWith(".")
        ? shell.resolve(recipe).toString()
        : recipe;
  }

  /** The lab's name, or its file's absolute path; absent: the machine at hand. */
  public @Nullable String lab(Shell shell) {
    String text = lab;
    if (text == null) {
      return null;
    }
    boolean isFile =
        isPath(shell, text) || text.endsWith(".yaml") || text.endsWith(".yml") || text.isBlank();
    return isFile ? shell.resolve(text).toString() : text;
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
