package dev.halfspeed.cli.session;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Asks a controller that may be started again meanwhile: one that does not answer, for a minute.
 */
final class PatientLook {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
  private static final int TRIES = 30;

  private PatientLook() {}

  /** What is asked. */
  @FunctionalInterface
  interface Look<V> {
    V look() throws Problem;
  }

  /**
   * What the controller answers.
   *
   * @param say tells people that it does not
   * @throws Problem when it refuses, or has not answered for a minute
   */
  static <V> V at(Invocation invocation, Consumer<String> say, Look<V> look) throws Problem {
    for (int attempt = 1; ; attempt++) {
      try {
        return look.look();
      } catch (Problem problem) {
        invocation.interruption().yieldToEnd();
        if (!(problem.getCause() instanceof IOException) || attempt == TRIES) {
          throw problem;
        }
        if (attempt == 2) {
          say.accept("The connection to the controller was lost; trying again for a minute.");
        }
        invocation.interruption().pause(BETWEEN_TRIES.toMillis());
      }
    }
  }
}
