package dev.halfspeed.worker.build;

import dev.halfspeed.worker.protocol.Result;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what make and the compiler print, line by line: how many objects were made, what went wrong
 * first, and whether that is the commit's fault or this machine's. For one thread at a time.
 */
final class BuildLog {
  private static final Pattern OBJECT = Pattern.compile("  (CC|AS)( \\[M])? +\\S.*");
  private static final Pattern COMPILER_ERROR =
      Pattern.compile(".*:\\d+(:\\d+)?: (fatal )?error: .*");
  private static final Pattern OTHER_ERROR =
      Pattern.compile(
          ".*(: undefined reference to |multiple definition of |: syntax error|error: |Error \\d+:"
              + " |^ERROR: |ld: .*(error|cannot|failed)).*");
  private static final Pattern MAKE_ERROR = Pattern.compile("make(\\[\\d+])?: \\*\\*\\* .*");
  private static final Pattern KILLED =
      Pattern.compile(
          ".*(Killed signal terminated program|internal compiler error: Killed|Cannot allocate"
              + " memory|virtual memory exhausted|out of memory|\\] Killed).*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST_HEADER =
      Pattern.compile(".*fatal error: ((lib)?elf|gelf|openssl/\\w+)\\.h: No such file.*");
  private static final Pattern NO_COMMAND =
      Pattern.compile(".*: (\\d+: )?([\\w.+-]+): (command )?not found$");

  private int objects;
  private @Nullable String compilerError;
  private @Nullable String otherError;
  private @Nullable String makeError;
  private Result.@Nullable InfrastructureFault fault;

  /** Takes the next line. */
  void line(String line) {
    if (OBJECT.matcher(line).matches()) {
      objects++;
      return;
    }
    if (fault == null) {
      fault = fault(line);
    }
    if (compilerError == null && COMPILER_ERROR.matcher(line).matches()) {
      compilerError = line.strip();
    } else if (otherError == null && OTHER_ERROR.matcher(line).matches()) {
      otherError = line.strip();
    } else if (makeError == null && MAKE_ERROR.matcher(line).matches()) {
      makeError = line.strip();
    }
  }

  private static Result.@Nullable InfrastructureFault fault(String line) {
    if (line.contains("No space left on device")) {
      return new Result.InfrastructureFault(
          Result.Fault.DISK_FULL, "the disk is full: " + line.strip(), "");
    }
    if (KILLED.matcher(line).matches()) {
      return new Result.InfrastructureFault(
          Result.Fault.UNEXPECTED, "the machine has too little memory: " + line.strip(), "");
    }
    if (HOST_HEADER.matcher(line).matches()) {
      return new Result.InfrastructureFault(
          Result.Fault.TOOL_MISSING, "install the development package of: " + line.strip(), "");
    }
    var command = NO_COMMAND.matcher(line);
    if (command.matches()) {
      return new Result.InfrastructureFault(
          Result.Fault.TOOL_MISSING, "the program \"" + command.group(2) + "\" is missing", "");
    }
    return null;
  }

  /** Objects compiled so far. */
  int objects() {
    return objects;
  }

  /**
   * The first error, in one line. The compiler's own words come before the linker's, and those
   * before make's, which only say that something failed.
   */
  String firstError() {
    if (compilerError != null) {
      return compilerError;
    }
    if (otherError != null) {
      return otherError;
    }
    return makeError != null ? makeError : "make failed without saying why";
  }

  /** What is wrong with this machine rather than with the commit; meaningful after a failure. */
  Optional<Result.InfrastructureFault> fault() {
    return Optional.ofNullable(fault);
  }
}
