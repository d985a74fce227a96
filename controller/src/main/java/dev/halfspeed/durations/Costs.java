package dev.halfspeed.durations;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.job.JobRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Predicts durations from the jobs that this bisection has done on a machine: the median of the
 * last few, which a hang does not bend; for a build, cold ones left out, and once enough were seen
 * by how far it is from the tree that lies there.
 */
public final class Costs implements Slot.Costs {
  /** A boot of a small guest, before one was seen. */
  private static final double FIRST_BOOT_SECONDS = 10;

  private static final double FIRST_RUN_SECONDS = 10;
  private static final int REMEMBERED = 7;

  private final double buildSeconds;
  private final double bootSeconds;
  private final double runSeconds;
  private final List<String> assumed;
  private final BuilderTree tree;

  private Costs(
      double buildSeconds,
      double bootSeconds,
      double runSeconds,
      List<String> assumed,
      BuilderTree tree) {
    this.buildSeconds = buildSeconds;
    this.bootSeconds = bootSeconds;
    this.runSeconds = runSeconds;
    this.assumed = List.copyOf(assumed);
    this.tree = tree;
  }

  /** Learns from jobs of any bisections that have ended on one machine. */
  public static Costs of(List<JobRecord> jobs, String machine) {
    return of(jobs, machine, BuilderTree.unknown());
  }

  /**
   * Learns from the jobs of one campaign that have ended on one machine.
   *
   * @param bad the number of the bad end
   */
  public static Costs of(List<JobRecord> jobs, String machine, int bad) {
    return of(jobs, machine, BuilderTree.of(jobs, machine, bad));
  }

  private static Costs of(List<JobRecord> jobs, String machine, BuilderTree tree) {
    var builds = new ArrayList<BuildDurations.Build>();
    var boots = new ArrayList<Double>();
    var runs = new ArrayList<Double>();
    for (JobRecord job : jobs) {
      if (!job.machine().equals(machine)) {
        continue;
      }
      if (job.result() instanceof JobResult.Built(JobResult.BuiltImage image, Duration took)
          && !image.reused()) {
        builds.add(new BuildDurations.Build(image.compiledObjects(), seconds(took)));
      }
      if (job.result()
          instanceof JobResult.Measured(JobResult.MeasuredBoot boot, int times, Duration took)) {
        double measuring = seconds(boot.phase("measure"));
        runs.add(measuring / times);
        boots.add(Math.max(1, seconds(took) - measuring));
      }
    }
    var assumed = new ArrayList<String>();
    return new Costs(
        incremental(new BuildDurations(builds), assumed),
        median(boots, FIRST_BOOT_SECONDS, "a boot", assumed),
        median(runs, FIRST_RUN_SECONDS, "a run", assumed),
        assumed,
        tree);
  }

  private static double incremental(BuildDurations builds, List<String> assumed) {
    if (builds.seen().isPresent()) {
      return builds.seen().getAsDouble();
    }
    assumed.add(
        "a build takes "
            + Math.round(builds.guess())
            + " s"
            + (builds.cold().isPresent()
                ? " where the first one, a cold one, took "
                    + Math.round(builds.cold().getAsDouble())
                    + " s"
                : " where something like it was built before"));
    return builds.guess();
  }

  /** What was not seen on that machine and is guessed, in words; empty where nothing is. */
  public Optional<String> assumption() {
    return assumed.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", assumed));
  }

  /** A build of anything. */
  public double buildSeconds() {
    return buildSeconds;
  }

  @Override
  public double buildSeconds(Revision revision) {
    return tree.buildSeconds(revision).orElse(buildSeconds);
  }

  @Override
  public double bootSeconds() {
    return bootSeconds;
  }

  @Override
  public double runSeconds() {
    return runSeconds;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double median(
      List<Double> values, double whenEmpty, String what, List<String> assumed) {
    if (values.isEmpty()) {
      assumed.add(what + " takes " + Math.round(whenEmpty) + " s");
      return whenEmpty;
    }
    List<Double> last =
        values.subList(Math.max(0, values.size() - REMEMBERED), values.size()).stream()
            .sorted()
            .toList();
    return last.get(last.size() / 2);
  }
}
