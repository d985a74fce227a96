package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.Outcome;
import java.util.List;
import java.util.Set;

/**
 * Whose profiles they are.
 *
 * @param firstName of what was proved to be without the change
 * @param secondName of the culprit
 * @param culprit the revision
 * @param parents those that it is compared with
 * @param isSlower whether the culprit is the worse one by the metric
 */
record ProfileSides(
    String firstName,
    String secondName,
    Revision culprit,
    Set<Revision> parents,
    CounterEvidences.Metric metric,
    boolean isSlower) {
  /** Whether a boot is of either side. */
  boolean have(JobRecord job) {
    return isCulprit(job) || parents.contains(ProfileBoots.revision(job));
  }

  boolean isCulprit(JobRecord job) {
    return ProfileBoots.revision(job).equals(culprit);
  }

  /** What the side without the change is called: of several parents it is the one of the boots. */
  String firstName(List<JobRecord> compared) {
    return compared.stream()
        .filter(job -> !isCulprit(job) && job.commit() != null)
        .map(job -> String.valueOf(job.commit()))
        .findFirst()
        .orElse(firstName);
  }

  /**
   * Boots of the culprit and one parent on one machine. An intervention may have left those of
   * another parent, or of another machine: of several pairs it is the one with most boots, and of
   * these the one that was made last.
   *
   * @return all of either side where there is no pair
   */
  List<JobRecord> compared(List<JobRecord> ended) {
    List<JobRecord> ofSides = ended.stream().filter(this::have).toList();
    List<JobRecord> best = List.of();
    int most = 0;
    for (JobRecord last : ofSides) {
      Revision parent = ProfileBoots.revision(last);
      List<JobRecord> pair =
          ofSides.stream()
              .filter(job -> job.machine().equals(last.machine()))
              .filter(job -> isCulprit(job) || ProfileBoots.revision(job).equals(parent))
              .toList();
      int boots = parent.equals(culprit) ? 0 : Math.min(count(pair, parent), count(pair, culprit));
      if (boots > 0 && boots >= most) {
        most = boots;
        best = pair;
      }
    }
    return best.isEmpty() ? ofSides : best;
  }

  private int count(List<JobRecord> pair, Revision revision) {
    return (int)
        pair.stream()
            .filter(job -> Outcome.PROFILED.words().equals(job.outcome()))
            .filter(job -> ProfileBoots.revision(job).equals(revision))
            .count();
  }
}
