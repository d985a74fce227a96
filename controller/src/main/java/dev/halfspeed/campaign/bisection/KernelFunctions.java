package dev.halfspeed.campaign.bisection;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.RevisionName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which kernels that a bisection has built have the same functions and data, of which some may lie
 * elsewhere. Known from the rows of builds alone.
 */
final class KernelFunctions {
  /** Digests of each machine's kernels; null where one is not known. */
  private final Map<String, Map<Revision, @Nullable String>> machines = new HashMap<>();

  /** Of the builds among these jobs. */
  KernelFunctions(List<JobRecord> jobs) {
    for (JobRecord job : jobs) {
      String revision = job.revision();
      if (revision != null && job.result() instanceof JobResult.Built built) {
        machines
            .computeIfAbsent(job.machine(), _ -> new HashMap<>())
            .put(RevisionName.parse(revision), built.image().functionsSha256());
      }
    }
  }

  /**
   * Whether a kernel has the functions and data of each of some others, on every machine that built
   * it and one of them. Kernels of two machines are not compared: their compilers may differ.
   *
   * @return false also where that is not known of one of them
   */
  boolean areSame(Revision kernel, List<Revision> others) {
    return others.stream().allMatch(other -> areSame(kernel, other));
  }

  private boolean areSame(Revision one, Revision other) {
    List<Map<Revision, @Nullable String>> both =
        machines.values().stream()
            .filter(built -> built.containsKey(one) && built.containsKey(other))
            .toList();
    return !both.isEmpty()
        && both.stream()
            .allMatch(built -> {
              String digest = built.get(one);
              return digest != null && digest.equals(built.get(other));
            });
  }
}
