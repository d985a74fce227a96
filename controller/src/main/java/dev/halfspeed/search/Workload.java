package dev.halfspeed.search;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The work that a bisection has ahead of it, as expected values. Knows no time but by what work
 * takes on the machines that it is given.
 *
 * @param calibrationBoots boots of both ends before the search
 * @param searchBoots boots that tell candidates apart
 * @param rounds how many boots of the search follow one another, where several machines boot at
 *     once
 * @param proofBoots boots of the culprit and its parents, and with the culprit taken back
 * @param endBuilds images of the ends that are made, on all machines together
 * @param searchBuilds images that are made for the search
 * @param proofBuilds images that are made for the proof
 */
public record Workload(
    double calibrationBoots,
    double searchBoots,
    double rounds,
    double proofBoots,
    double endBuilds,
    double searchBuilds,
    double proofBuilds) {
  /**
   * A machine, by what work takes there.
   *
   * @param buildSeconds an incremental build
   * @param bootSeconds a boot with its runs
   */
  public record Machine(double buildSeconds, double bootSeconds) {}

  /** No work. */
  public static final Workload NOTHING = new Workload(0, 0, 0, 0, 0, 0, 0);

  /** The same where it comes to that with this probability only. */
  public Workload times(double probability) {
    return new Workload(
        probability * calibrationBoots,
        probability * searchBoots,
        probability * rounds,
        probability * proofBoots,
        probability * endBuilds,
        probability * searchBuilds,
        probability * proofBuilds);
  }

  /** With boots of kernels that are there. */
  public Workload plusSearch(double boots) {
    return new Workload(
        calibrationBoots,
        searchBoots + boots,
        rounds + boots,
        proofBoots,
        endBuilds,
        searchBuilds,
        proofBuilds);
  }

  /** All boots. */
  public double boots() {
    return calibrationBoots + searchBoots + proofBoots;
  }

  /** All images that are made. */
  public double builds() {
    return endBuilds + searchBuilds + proofBuilds;
  }

  /**
   * Wall-clock time, in seconds.
   *
   * @param machines those that share the work, at least one
   */
  public double seconds(List<Machine> machines) {
    double width = machines.size();
    double build = typical(machines, Machine::buildSeconds);
    double boot = typical(machines, Machine::bootSeconds);
    double buildsABoot = searchBoots > 0 ? searchBuilds / searchBoots : 0;
    return build * endBuilds / width
        + boot * calibrationBoots / width
        + rounds * (boot + buildsABoot * build)
        + boot * proofBoots / Math.min(width, 2)
        + build * Math.min(1, proofBuilds);
  }

  /**
   * Time for which machines are busy, all together, in seconds.
   *
   * @param machines those that share the work, at least one
   */
  public double machineSeconds(List<Machine> machines) {
    return builds() * typical(machines, Machine::buildSeconds)
        + boots() * typical(machines, Machine::bootSeconds);
  }

  /** Of several machines, the fast ones do more of the work. */
  private static double typical(List<Machine> machines, ToDoubleFunction<Machine> seconds) {
    return machines.size()
        / machines.stream()
            .mapToDouble(each -> 1 / Math.max(seconds.applyAsDouble(each), 1e-3))
            .sum();
  }
}
