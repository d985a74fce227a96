package dev.halfspeed.work;

import dev.halfspeed.worker.protocol.RecipePlan;
import java.time.Duration;
import java.util.stream.Stream;

/** When work counts as stuck. */
public final class Deadlines {
  public static final Duration BUILD = Duration.ofHours(3);
  public static final Duration PROBE = Duration.ofMinutes(2);
  public static final Duration FACTS = Duration.ofMinutes(1);

  /** Booting, restoring the data and stopping, under slow emulation. */
  private static final Duration AROUND_RUNS = Duration.ofMinutes(15);

  /**
   * A guest whose clock counts instructions may take this many times the seconds that it thinks
   * pass.
   */
  private static final int SLOWEST_CLOCK = 20;

  /** For a step of which nobody knows how long it takes. */
  private static final Duration UNKNOWN = Duration.ofMinutes(30);

  private Deadlines() {}

  /**
   * For one boot with its runs, from the recipe's parameter {@code seconds} where it has one, else
   * from what it says that its steps take. That is said of its defaults: with other parameters they
   * have at least the time of steps of which nothing is known.
   */
  public static Duration measure(RecipePlan plan, int runs) {
    RecipePlan.Takes takes = plan.takes();
    Duration around = AROUND_RUNS;
    Duration run = UNKNOWN;
    if (takes != null) {
      for (Duration step :
          Stream.of(takes.prepare(), takes.setup()).flatMap(Stream::ofNullable).toList()) {
        around = around.plus(longest(step, takes));
      }
      run = takes.run() == null ? UNKNOWN : longest(takes.run(), takes);
    }
    String seconds = plan.parameters().get("seconds");
    if (seconds != null && seconds.matches("[0-9]{1,6}")) {
      run = Duration.ofSeconds(Long.parseLong(seconds)).multipliedBy(SLOWEST_CLOCK);
    }
    return around.plus(run.multipliedBy(runs));
  }

  private static Duration longest(Duration step, RecipePlan.Takes takes) {
    Duration known = step.multipliedBy(SLOWEST_CLOCK);
    return takes.withDefaults() || known.compareTo(UNKNOWN) > 0 ? known : UNKNOWN;
  }
}
