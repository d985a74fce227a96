package dev.halfspeed.worker.host;

import dev.halfspeed.worker.protocol.HostConditions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a machine at one moment. Two of them tell what happened between.
 *
 * @param nanoTime on the clock that never goes back
 * @param accounted seconds of CPU time of processes of Halfspeed's jobs, and of kernel threads
 * @param counters by name, of what the machine tells: see {@link HostProbe}
 * @param frequency of CPUs as a part of their highest; absent where the machine does not tell
 */
public record HostSnapshot(
    long nanoTime,
    CpuTimes cpu,
    double accounted,
    Map<String, Long> counters,
    @Nullable Double frequency) {
  private static final double NANOSECONDS = 1e9;
  private static final double MICROSECONDS = 1e6;
  private static final double MILLISECONDS = 1e3;

  /**
   * What happened from this moment to a later one.
   *
   * @param realTime whether what was done between goes by the machine's clock
   */
  public HostConditions until(HostSnapshot end, boolean realTime) {
    double seconds = Math.max(1, end.nanoTime - nanoTime) / NANOSECONDS;
    double available = seconds * end.cpu.cpus();
    double steal = end.cpu.steal() - cpu.steal();
    double others =
        available
            - (end.cpu.idle() - cpu.idle())
            - (end.cpu.interrupts() - cpu.interrupts())
            - steal
            - (end.accounted - accounted);
    return new HostConditions(
        Duration.ofNanos(end.nanoTime - nanoTime),
        end.cpu.cpus(),
        part(others / available),
        part(steal / available),
        pressure(end, "cpu", seconds),
        pressure(end, "io", seconds),
        pressure(end, "memory", seconds),
        end.frequency,
        throttled(end, seconds),
        throttleEvents(end),
        realTime);
  }

  private static double part(double value) {
    return Math.clamp(value, 0.0, 1.0);
  }

  private @Nullable Double pressure(HostSnapshot end, String of, double seconds) {
    Long grown = grown(end, HostProbe.PRESSURE + of);
    return grown == null ? null : part(grown / MICROSECONDS / seconds);
  }

  private @Nullable Double throttled(HostSnapshot end, double seconds) {
    Long longest =
        counters.keySet().stream()
            .filter(name -> name.endsWith(HostProbe.THROTTLED_FOR))
            .map(name -> grown(end, name))
            .filter(Objects::nonNull)
            .max(Long::compare)
            .orElse(null);
    return longest == null ? null : part(longest / MILLISECONDS / seconds);
  }

  private @Nullable Long throttleEvents(HostSnapshot end) {
    return counters.keySet().stream()
        .filter(name -> name.endsWith(HostProbe.THROTTLED))
        .map(name -> grown(end, name))
        .filter(Objects::nonNull)
        .reduce(Long::sum)
        .orElse(null);
  }

  /** By how much a counter has grown; null where one of the two does not have it. */
  private @Nullable Long grown(HostSnapshot end, String name) {
    Long before = counters.get(name);
    Long now = end.counters.get(name);
    return before == null || now == null ? null : Long.valueOf(Math.max(0, now - before));
  }
}
