package dev.halfspeed.health;

import java.time.Duration;

/**
 * From when on what else happens on a machine disturbs a run. Parts are from 0 to 1; what is more
 * than a limit disturbs, and {@link #NEVER} is no limit.
 *
 * @param steal part of the CPUs' time that the hypervisor gave to other machines
 * @param others part of the CPUs' time that went to processes which are not Halfspeed's
 * @param throttling part of the time for which a CPU was slowed down by heat
 * @param longestWait for how long a machine that is disturbed is waited for, until what disturbs it
 *     is taken for usual there
 */
public record DisturbanceLimits(
    double steal, double others, double throttling, Duration longestWait) {
  /** What no part is more than. */
  public static final double NEVER = 1;

  /**
   * Well above what a lab machine that does nothing else shows: an sshd, a clock daemon, a metrics
   * agent and the controller take 1 to 3 % of two CPUs together, a hypervisor that is not
   * overcommitted under 0.5 %. What stays below the limits is noise, and known as that.
   */
  public static final DisturbanceLimits DEFAULT =
      new DisturbanceLimits(0.02, 0.10, 0.02, Duration.ofHours(1));

  /** Nothing disturbs. */
  public static final DisturbanceLimits OFF =
      new DisturbanceLimits(NEVER, NEVER, NEVER, Duration.ofHours(1));
}
