package dev.halfspeed.watch;

import dev.halfspeed.problem.Problem;
import java.util.Objects;

/** What keeps a watch from its work, as it says it. */
final class WatchFault {
  private WatchFault() {}

  /** What is wrong, and what to do about it. */
  static String words(Problem problem) {
    return Objects.requireNonNullElse(problem.getMessage(), "") + "; " + problem.nextStep();
  }
}
