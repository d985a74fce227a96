package dev.halfspeed.worker.host;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the CPUs of a machine have done since it started, from /proc/stat; in seconds of one CPU.
 *
 * <p>How long CPUs were idle is measured; how long they were busy, and with what, is only sampled
 * at each tick of the kernel's clock, and wrong where a program keeps step with it. So what was
 * used is what is left of the time beside {@code idle}, {@code interrupts} and {@code steal}.
 *
 * @param cpus online
 * @param idle also those that waited for storage
 * @param interrupts hard and soft ones, which are done for whoever
 * @param steal runnable, while the hypervisor ran something else
 */
record CpuTimes(int cpus, double idle, double interrupts, double steal) {
  /** The unit of /proc: the same on every architecture that Halfspeed knows. */
  static final double TICKS_A_SECOND = 100;

  private static final Pattern ONE_CPU = Pattern.compile("cpu\\d+ .*");
  private static final int IDLE = 4;
  private static final int WAITING = 5;
  private static final int HARD = 6;
  private static final int SOFT = 7;
  private static final int STEAL = 8;

  /**
   * Reads the text of /proc/stat.
   *
   * @throws IllegalArgumentException when it is none
   */
  static CpuTimes parse(String stat) {
    List<String> lines = stat.lines().toList();
    String[] all = lines.isEmpty() ? new String[0] : lines.getFirst().trim().split("\\s+");
    if (all.length <= STEAL || !all[0].equals("cpu")) {
      throw new IllegalArgumentException("no line of all CPUs in /proc/stat");
    }
    int cpus = (int) lines.stream().filter(line -> ONE_CPU.matcher(line).matches()).count();
    return new CpuTimes(
        Math.max(1, cpus),
        seconds(all[IDLE]) + seconds(all[WAITING]),
        seconds(all[HARD]) + seconds(all[SOFT]),
        seconds(all[STEAL]));
  }

  private static double seconds(String ticks) {
    return Long.parseLong(ticks) / TICKS_A_SECOND;
  }
}
