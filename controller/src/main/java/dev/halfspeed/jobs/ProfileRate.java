package dev.halfspeed.jobs;

import dev.halfspeed.worker.protocol.Profiling;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.time.Duration;

/** How often a profile looks: often enough to tell, and no more than a machine can keep. */
final class ProfileRate {
  /** No divisor of the kernel's own tick, so that it does not look at always the same moment. */
  private static final int USUAL_HERTZ = 199;

  /** A share of 1 % is then known to a tenth of itself, and stacks take some 50 MB. */
  private static final long MOST_SAMPLES = 100_000;

  /** For a run of which nobody knows how long it takes. */
  private static final Duration UNKNOWN = Duration.ofMinutes(1);

  private ProfileRate() {}

  /** For one run on so many processors. */
  static Profiling of(RecipePlan plan, int cpus) {
    long seconds = Math.max(1, length(plan).toSeconds());
    return new Profiling(Math.clamp(MOST_SAMPLES / (seconds * Math.max(1, cpus)), 1, USUAL_HERTZ));
  }

  private static Duration length(RecipePlan plan) {
    String seconds = plan.parameters().get("seconds");
    if (seconds != null && seconds.matches("[0-9]{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(seconds));
    }
    RecipePlan.Takes takes = plan.takes();
    return takes == null || takes.run() == null ? UNKNOWN : takes.run();
  }
}
