package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.PlainText;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what make and the tools that it runs print, line by line: how many objects were made, what
 * went wrong first, and whether that is the commit's fault or this machine's. For one thread at a
 * time.
 */
final class BuildLog {
  private static final Pattern OBJECT = Pattern.compile("  (CC|AS)( \\[M])? +\\S.*");

  /** What make prints as it goes: a command in short, two blanks before it. */
  private static final Pattern PROGRESS = Pattern.compile("  [A-Z][A-Z0-9_+-]*( \\[\\w])? +\\S.*");

  /** Below a line of source that a compiler quotes, also one without a number before it. */
  private static final Pattern CARET = Pattern.compile("[ |]*[~^][~^ -]*");

  /** Nothing, or the edge of a banner. */
  private static final Pattern RULE = Pattern.compile("[\\s*=#-]*");

  /** No tool has more to say in a line. */
  private static final int LONGEST = 4_096;

  private static final int QUOTED = 1_000;

  private final BuildErrors errors;
  private int objects;
  private @Nullable String waiting;
  private boolean mayBeQuoted;
  private boolean afterDiagnostic;
  private @Nullable BuildError certain;
  private @Nullable BuildError possible;
  private @Nullable BuildError following;
  private @Nullable BuildError notReproducible;
  private @Nullable String spoken;

  /**
   * Nothing was printed yet.
   *
   * @param tree the folder of the source
   */
  BuildLog(Path tree) {
    var roots = new LinkedHashSet<>(List.of(tree));
    try {
      roots.add(tree.toRealPath());
    } catch (IOException e) {
      // Then nobody can speak of files in it either.
    }
    this.errors = new BuildErrors(List.copyOf(roots));
  }

  /** Takes the next line. */
  void line(String line) {
    String plain = PlainText.of(line).stripTrailing();
    if (plain.length() > LONGEST) {
      plain = plain.substring(0, LONGEST);
    }
    if (OBJECT.matcher(plain).matches()) {
      objects++;
      return;
    }
    if (PROGRESS.matcher(plain).matches()) {
      return;
    }
    if (mayBeQuoted && CARET.matcher(plain).matches()) {
      waiting = null;
      mayBeQuoted = false;
      return;
    }
    flush();
    mayBeQuoted = afterDiagnostic;
    afterDiagnostic = BuildErrors.isDiagnostic(plain);
    waiting = plain;
  }

  private void flush() {
    if (waiting == null) {
      return;
    }
    String line = waiting;
    waiting = null;
    if (possible != null && certain == null && MakeErrors.isNotFoundCode(line)) {
      certain = possible;
    }
    Optional<BuildError> error = errors.of(line);
    if (error.isPresent()) {
      note(error.get());
    } else if (following == null
        && !RULE.matcher(line).matches()
        && !line.startsWith(" ")
        && !BuildErrors.isWarning(line)) {
      // Of a banner, the head says what is wrong.
      boolean goesOn = line.startsWith("*** ") && spoken != null && spoken.startsWith("*** ");
      spoken = goesOn ? spoken : line;
    }
  }

  private void note(BuildError error) {
    switch (error.certainty()) {
      case CERTAIN -> {
        if (certain == null) {
          certain = error;
        } else if (error.fault() == Result.Fault.UNEXPECTED && notReproducible == null) {
          notReproducible = error;
        }
      }
      case POSSIBLE -> possible = possible == null ? error : possible;
      case FOLLOWING -> following = following == null ? error : following;
    }
  }

  /** Objects compiled so far. */
  int objects() {
    return objects;
  }

  /**
   * The first error, in one line. A tool's own words come before make's, which only say that
   * something failed.
   */
  String firstError() {
    flush();
    String message;
    if (certain != null) {
      message = certain.message();
    } else if (possible != null) {
      message = possible.message();
    } else if (spoken != null && following != null) {
      message = spoken;
    } else {
      message = following != null ? following.message() : "make failed without saying why";
    }
    return message.length() > QUOTED ? message.substring(0, QUOTED) + "..." : message;
  }

  /** What is wrong with this machine rather than with the commit; meaningful after a failure. */
  Optional<Result.InfrastructureFault> fault() {
    String message = firstError();
    BuildError first = certain != null ? certain : possible;
    if (first == null) {
      return Optional.empty();
    }
    if (notReproducible != null && first.message().contains("internal compiler error")) {
      return Optional.of(
          new Result.InfrastructureFault(
              Result.Fault.UNEXPECTED, notReproducible.message() + " (" + message + ")", ""));
    }
    return Optional.ofNullable(first.fault())
        .map(fault -> new Result.InfrastructureFault(fault, message, ""));
  }
}
