package dev.halfspeed.work;

import dev.halfspeed.worker.protocol.RecipePlan;
import java.time.Duration;

/** When work counts as stuck. */
public final class Deadlines {
  public static final Duration BUILD = Duration.ofHours(3);
  public static final Duration PROBE = Duration.ofMinutes(2);
  public static final Duration FACTS = Duration.ofMinutes(1);

  /** Restoring the data and stopping, under slow emulation. */
  private static final Duration AROUND_RUNS = Duration.ofMinutes(15);

  /**
   * A guest whose clock counts instructions may take this many times the seconds that it thinks
   * pass.
   */
  private static final int SLOWEST_CLOCK = 20;

  private static final Duration RUN_OF_UNKNOWN_LENGTH = Duration.ofMinutes(30);

  private Deadlines() {}

  /**
   * For one boot with its runs, from the recipe's parameter {@code seconds} where it has one, else
   * from what it says that a run takes.
   */
  public static Duration measure(RecipePlan plan, int runs) {
    String seconds = plan.parameters().get("seconds");
    Duration expected =
        seconds != null && seconds.matches("[0-9]{1,6}")
            ? Duration.ofSeconds(Long.parseLong(seconds))
            : plan.runTakes();
    Duration run = expected == null ? RUN_OF_UNKNOWN_LENGTH : expected.multipliedBy(SLOWEST_CLOCK);
    return AROUND_RUNS.plus(run.multipliedBy(runs));
  }
}
