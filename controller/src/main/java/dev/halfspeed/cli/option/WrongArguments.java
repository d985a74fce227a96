package dev.halfspeed.cli.option;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Arguments that can't be understood: which, and what may have been meant. */
public final class WrongArguments {
  private static final int SHOWN = 60;

  /** Commands that the launcher does itself. */
  private static final List<String> LAUNCHER = List.of("test", "demo");

  /** What the parser adds to the letter that it does not know in -ab. */
  private static final Pattern CLUSTER = Pattern.compile(" \\(while processing option: .*");

  /** Commands with --json FILE, whose answer on standard output may not be JSON. */
  private static final Set<String> JSON_TAKES_A_FILE =
      Set.of("bisect", "compare", "config-bisect", "simulate");

  private static final String REPLACEMENT = "\ufffd";

  private WrongArguments() {}

  /** Whether an error of this call is also wanted as JSON; asked before the arguments are read. */
  public static boolean wantJson(String... arguments) {
    boolean takesFile = false;
    for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
      takesFile |= JSON_TAKES_A_FILE.contains(arguments[i]);
      boolean alone = i + 1 == arguments.length || arguments[i + 1].startsWith("-");
      if (arguments[i].equals("--json=-")
          || (arguments[i].equals("--json") && (alone || !takesFile))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks arguments that were read.
   *
   * @throws Problem when one is left over, empty, doubled or out of bounds
   */
  public static void check(ParseResult result) throws Problem {
    for (ParseResult at = result; at != null; at = at.subcommand()) {
      for (ArgSpec argument : at.matchedArgs()) {
        check(argument);
      }
      if (!at.unmatched().isEmpty()) {
        throw leftOver(at.commandSpec(), at.unmatched().getFirst());
      }
    }
  }

  private static void check(ArgSpec argument) throws Problem {
    if (argument.arity().max() == 0) {
      return;
    }
    // As they were typed, and as they were split at commas.
    for (List<String> texts : List.of(argument.originalStringValues(), argument.stringValues())) {
      for (String text : texts) {
        if (text.contains(REPLACEMENT)) {
          throw new Problem(
              OptionValue.name(argument)
                  + " is \""
                  + Text.fit(text, SHOWN)
                  + "\", which is no text in UTF-8.",
              "Name a file or revision whose name is in UTF-8; a link to it will do: ln -s");
        }
        new OptionValue(argument, text).check();
      }
    }
  }

  /** Says that two options exclude each other. */
  public static Problem together(String one, String other) {
    return new Problem(one + " and " + other + " exclude each other.", "Leave one of them out.");
  }

  /** Says what is wrong. */
  public static Problem of(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    return switch (e) {
      case UnmatchedArgumentException unmatched ->
          leftOver(command, unmatched.getUnmatched().getFirst());
      case MissingParameterException missing when !missing.getMissing().isEmpty() ->
          missing(command, missing.getMissing().getFirst());
      case OverwrittenOptionException twice ->
          new Problem(
              OptionValue.name(twice.getOverwritten()) + " is given twice.", "Give it once.");
      default -> {
        ArgSpec argument = e.getArgSpec();
        String value = e.getValue();
        yield argument == null
            ? new Problem("These arguments can't be understood.", help(command))
            : new OptionValue(argument, value == null ? "" : value).unfit();
      }
    };
  }

  /** Says that a command needs one of its own commands behind it. */
  public static Problem unfinished(CommandSpec command) {
    return new Problem(
        command.qualifiedName() + " does nothing by itself.",
        "Say what to do: "
            + String.join(", ", command.subcommands().keySet())
            + ". "
            + help(command));
  }

  private static Problem missing(CommandSpec command, ArgSpec argument) {
    String name = OptionValue.name(argument);
    return argument.isOption()
        ? new Problem(name + " has no value.", "Write: " + name + " " + argument.paramLabel())
        : new Problem(
            command.qualifiedName() + " needs " + name + ".",
            "Write: " + command.qualifiedName() + " " + name);
  }

  private static Problem leftOver(CommandSpec command, String text) {
    String argument = CLUSTER.matcher(text).replaceFirst("");
    String shown = Text.fit(argument, SHOWN);
    String known = command.qualifiedName();
    if (argument.startsWith("-") && argument.length() > 1) {
      return new Problem(
          known + " has no option " + shown + ".",
          likely(argument.split("=", 2)[0], options(command)) + help(command));
    }
    if (!command.subcommands().isEmpty()) {
      return new Problem(
          known + " has no command \"" + shown + "\".",
          capital(NearestName.suggest(argument, commands(command))) + " " + help(command));
    }
    List<String> places = command.positionalParameters().stream().map(ArgSpec::paramLabel).toList();
    return new Problem(
        known
            + (places.isEmpty() ? " takes no arguments" : " takes only " + String.join(" ", places))
            + "; \""
            + shown
            + "\" is too much.",
        help(command));
  }

  private static List<String> options(CommandSpec command) {
    return command.options().stream().map(OptionSpec::longestName).toList();
  }

  private static List<String> commands(CommandSpec command) {
    List<String> names = new ArrayList<>(command.subcommands().keySet());
    if (command.parent() == null) {
      names.addAll(LAUNCHER);
    }
    return names;
  }

  private static String likely(String mistyped, List<String> names) {
    List<String> near = NearestName.allOf(mistyped, names);
    return near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ";
  }

  /** A suggestion as a sentence. */
  static String capital(String suggestion) {
    return suggestion.substring(0, 1).toUpperCase(Locale.ROOT)
        + suggestion.substring(1)
        + (suggestion.endsWith("?") ? "" : ".");
  }

  private static String help(CommandSpec command) {
    return "See: " + command.qualifiedName() + " --help";
  }

  /** Prepares the reading of arguments: nothing but what was typed, numbers as written here. */
  public static void prepare(CommandLine line) {
    // A revision or a path may begin with @; a file of arguments is what shells are for.
    line.setExpandAtFiles(false);
    OptionValue.readNumbersWith(line);
  }
}
