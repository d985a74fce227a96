package dev.halfspeed.health;

import dev.halfspeed.core.MachineLoad;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What reaches the numbers of a run from outside; parts from 0 to 1 as in {@link
 * DisturbanceLimits}.
 */
record Load(double steal, double others, double throttling) {
  static final Load NONE = new Load(0, 0, 0);

  /** Less CPU time than this says nothing: kernels count in hundredths of a second. */
  private static final double LEAST_SECONDS = 0.05;

  /** Of a run. One whose clock counts instructions is out of reach. */
  static Load of(MachineLoad seen) {
    if (!seen.realTime()) {
      return NONE;
    }
    Double throttled = seen.throttled();
    Long events = seen.throttleEvents();
    return new Load(
        counted(seen.steal(), seen),
        counted(seen.others(), seen),
        // Older kernels count only how often that was.
        throttled != null ? throttled : events != null && events > 0 ? 1 : 0);
  }

  private static double counted(double part, MachineLoad seen) {
    double seconds = part * seen.cpus() * seen.elapsed().toMillis() / 1000;
    return seconds < LEAST_SECONDS ? 0 : part;
  }

  /** The median of several, of each part by itself. */
  static Load median(List<Load> loads) {
    return new Load(
        median(loads, Load::steal), median(loads, Load::others), median(loads, Load::throttling));
  }

  private static double median(List<Load> loads, ToDoubleFunction<Load> part) {
    double[] sorted = loads.stream().mapToDouble(part).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The larger of two, of each part by itself. */
  Load max(Load other) {
    return new Load(
        Math.max(steal, other.steal),
        Math.max(others, other.others),
        Math.max(throttling, other.throttling));
  }

  /**
   * What of it disturbs, in words.
   *
   * @param usual what is usual on the machine
   * @return empty where nothing does
   */
  Optional<String> disturbance(DisturbanceLimits limits, Load usual) {
    if (isOver(others, usual.others, limits.others())) {
      return Optional.of(percent(others) + " of its CPU time went to other processes");
    }
    if (isOver(steal, usual.steal, limits.steal())) {
      return Optional.of(percent(steal) + " of its CPU time was taken by its hypervisor");
    }
    if (isOver(throttling, usual.throttling, limits.throttling())) {
      return Optional.of(
          throttling == 1
              ? "a CPU was slowed down by heat"
              : "a CPU was slowed down by heat for " + percent(throttling) + " of the time");
    }
    return Optional.empty();
  }

  private static boolean isOver(double part, double usual, double limit) {
    return limit < DisturbanceLimits.NEVER && part > usual + limit;
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, part < 0.1 ? "%.1f %%" : "%.0f %%", part * 100);
  }
}
