package dev.halfspeed.worker.build;

import dev.halfspeed.worker.protocol.Result;
import org.jspecify.annotations.Nullable;

/**
 * An error in a build's log, in the words of the tool that says it.
 *
 * @param certainty whether it is the reason of a failure
 * @param message one line: what the tool says, and what to do about it where that is known
 * @param fault what is wrong with the machine; null where the source or its configuration is
 */
record BuildError(Certainty certainty, String message, Result.@Nullable Fault fault) {
  /** How sure it is that a build failed of an error. */
  enum Certainty {
    CERTAIN,
    /** A program that is missing: a script may have tried whether it is there. */
    POSSIBLE,
    /** It follows from another, which says more. */
    FOLLOWING
  }

  static BuildError ofSource(String line) {
    return new BuildError(Certainty.CERTAIN, line, null);
  }

  static BuildError ofMachine(Result.Fault fault, String why, String line) {
    return new BuildError(Certainty.CERTAIN, why + ": " + line, fault);
  }

  static BuildError missing(String what, String packageName, String line) {
    return new BuildError(
        Certainty.CERTAIN,
        what + " is missing: install it (Debian: " + packageName + "): " + line,
        Result.Fault.TOOL_MISSING);
  }

  static BuildError following(String line) {
    return new BuildError(Certainty.FOLLOWING, line, null);
  }

  BuildError ifNothingElse() {
    return new BuildError(Certainty.POSSIBLE, message, fault);
  }
}
