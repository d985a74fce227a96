package dev.halfspeed.durations;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.RevisionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Which commit lies in a machine's kernel tree, and how long builds took that began from one like
 * it.
 */
final class BuilderTree {
  private final int bad;
  private final @Nullable Integer place;
  private final Optional<BuildTimes> times;

  private BuilderTree(int bad, @Nullable Integer place, Optional<BuildTimes> times) {
    this.bad = bad;
    this.place = place;
    this.times = times;
  }

  /** Nothing is known of it. */
  static BuilderTree unknown() {
    return new BuilderTree(0, null, Optional.empty());
  }

  /**
   * Follows a tree through the jobs of a bisection.
   *
   * @param jobs in the order in which they were started
   * @param bad the number of the bad end
   */
  static BuilderTree of(List<JobRecord> jobs, String machine, int bad) {
    var builds = new ArrayList<BuildTimes.Build>();
    Integer place = null;
    for (JobRecord job : jobs) {
      JobResult ended = job.result();
      String name = job.revision();
      if (ended == null
          || name == null
          || !job.machine().equals(machine)
          || !job.kind().equals(JobKind.BUILD)) {
        continue;
      }
      if (!touchesTree(ended)) {
        continue;
      }
      int next = place(RevisionName.parse(name), bad);
      if (place != null && ended instanceof JobResult.Built built) {
        builds.add(new BuildTimes.Build(Math.abs(next - place), seconds(built.took())));
      }
      place = next;
    }
    return new BuilderTree(bad, place, BuildTimes.fit(builds));
  }

  /** A build that failed or was cancelled has left its sources there too. */
  private static boolean touchesTree(JobResult result) {
    return switch (result) {
      case JobResult.Built built -> !built.image().reused();
      case JobResult.Unbuildable _, JobResult.Cancelled _ -> true;
      case JobResult.InfrastructureFault _,
          JobResult.FactsFound _,
          JobResult.Measured _,
          JobResult.Profiled _,
          JobResult.Unbootable _,
          JobResult.ReproducerFailed _ ->
          false;
    };
  }

  /** Its place among the candidates' numbers: a revert differs from the bad end by one commit. */
  private static int place(Revision revision, int bad) {
    return switch (revision) {
      case Revision.Good() -> -1;
      case Revision.Candidate(int index) -> index;
      case Revision.Revert ignored -> bad;
      case Revision.CounterVariant(int culprit, Revision.PutBack ignored) -> culprit;
    };
  }

  /** What building a revision takes now; empty while too little was seen. */
  OptionalDouble buildSeconds(Revision revision) {
    Integer from = place;
    return from == null || times.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(times.get().seconds(Math.abs(place(revision, bad) - from)));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
