package dev.halfspeed.worker.build;

import dev.halfspeed.worker.protocol.Result;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What GNU make says in its own words, and what makefiles have it say. */
final class MakeErrors {
  private static final Pattern MAKE =
      Pattern.compile(
          "(?:(?:\\S*/)?g?make(?:\\[\\d+])?|[^\\s:]+:\\d+): (?<stop>\\*\\*\\* )?(?<message>.*)");

  private static final Pattern TARGET = Pattern.compile("\\[.*] .*");
  private static final Pattern NOT_FOUND_CODE = Pattern.compile("\\[.*] .*\\b127\\b.*");
  private static final Pattern KILLED = Pattern.compile("\\[.*] (?:Killed|\\S+ 137)\\b.*");
  private static final Pattern BUS_ERROR = Pattern.compile("\\[.*] (?:Bus error|\\S+ 135)\\b.*");
  private static final Pattern JOBSERVER =
      Pattern.compile("(?:read|write|creating) (?:jobs pipe|jobserver|job server).*");
  private static final Pattern STOP = Pattern.compile("\\.\\s+Stop\\.$");
  private static final Pattern DELETING = Pattern.compile("Deleting (?:intermediate )?file .*");
  private static final Pattern ENDED =
      Pattern.compile("\\[.*] (?:Terminated|Hangup|Interrupt|\\S+ 1(?:29|30|43))\\b.*");
  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?:execvp: )?['\u2018]?(?<p>[^\\s:'\u2019]+)['\u2019]?: (?:Command not found|No such file or"
              + " directory)\\.?");
  private static final Pattern INSTALL =
      Pattern.compile(
          ".*\\b(?:please (?:install|update|upgrade)|not installed|headers are missing)\\b.*"
              + "|GNU Make >= .* is required\\..*|.*\\bor (?:newer|later) is required\\b.*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PACKAGE = Pattern.compile(".*\\b(?<p>[\\w.+-]+-dev)\\b.*");
  private static final Pattern NO_RULE =
      Pattern.compile(
          "No rule to make target ['\u2018`](?<t>[^'\u2019]+)['\u2019](?<by>, needed by .*)?\\.  ?Stop\\.");
  private static final Pattern MAKEFILE =
      Pattern.compile("(?:.*/)?(?:[Mm]akefile\\S*|Kbuild\\S*|\\S+\\.mk)");

  /** Whether make says the line, or a makefile by way of it. */
  static boolean isMake(String line) {
    Matcher matcher = MAKE.matcher(line);
    return matcher.matches()
        && (line.substring(0, matcher.start("message")).matches(".*make(\\[\\d+])?: (\\*\\*\\* )?")
            || matcher.group("stop") != null);
  }

  /** Whether a line says that a shell or make has not found a program. */
  static boolean isNotFoundCode(String line) {
    Matcher matcher = MAKE.matcher(line);
    return matcher.matches()
        && matcher.group("stop") != null
        && NOT_FOUND_CODE.matcher(matcher.group("message")).matches();
  }

  /** Whether it names the target that could not be made, which is the end of something. */
  static boolean isStop(String line) {
    Matcher matcher = MAKE.matcher(line);
    return matcher.matches() && matcher.group("stop") != null;
  }

  /** The error in a line of make's. */
  Optional<BuildError> of(String line) {
    Matcher matcher = MAKE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String message = matcher.group("message");
    if (matcher.group("stop") != null) {
      return Optional.of(stopped(message, line));
    }
    Optional<BuildError> system = SystemError.of(line);
    if (system.isPresent()) {
      return system;
    }
    Matcher program = PROGRAM.matcher(message);
    if (program.matches()) {
      String name = program.group("p");
      return Optional.of(
          MAKEFILE.matcher(name).matches()
              ? BuildError.ofSource(line)
              : BuildErrors.missingProgram(name, line));
    }
    return Optional.empty();
  }

  private static BuildError stopped(String message, String line) {
    if (KILLED.matcher(message).matches()) {
      return SystemError.memory(line);
    }
    if (ENDED.matcher(message).matches()) {
      return BuildError.ofMachine(Result.Fault.WORKER_DIED, "somebody ended the build", line);
    }
    if (BUS_ERROR.matcher(message).matches()) {
      return BuildError.ofMachine(
          Result.Fault.UNEXPECTED,
          "a file that a tool had mapped could not be read or written, or memory is broken",
          line);
    }
    if (TARGET.matcher(message).matches() || DELETING.matcher(message).matches()) {
      return BuildError.following(line);
    }
    if (JOBSERVER.matcher(message).matches()) {
      return BuildError.ofMachine(
          Result.Fault.UNEXPECTED, "make has lost its own job server", line);
    }
    String plain = STOP.matcher(message).replaceFirst("");
    Optional<BuildError> system = SystemError.of(plain);
    if (system.isPresent()) {
      BuildError error = system.get();
      return new BuildError(error.certainty(), error.message().replace(plain, line), error.fault());
    }
    if (INSTALL.matcher(message).matches()) {
      Matcher named = PACKAGE.matcher(message.replaceAll("(-dev\\b).*", "$1"));
      return BuildError.missing(
          "a package", named.matches() ? named.group("p") : "as the line says", line);
    }
    Matcher rule = NO_RULE.matcher(message);
    if (rule.matches() && rule.group("by") == null && !rule.group("t").contains("/")) {
      return BuildError.ofSource(
          line
              + " -> the tree has no such make target: is the configuration's base written right?");
    }
    return BuildError.ofSource(line + ConfigAdvice.of(line));
  }
}
