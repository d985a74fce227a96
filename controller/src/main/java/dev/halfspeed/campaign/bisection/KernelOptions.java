package dev.halfspeed.campaign.bisection;

import dev.halfspeed.configs.ChangedOptions;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.RevisionName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The effective configurations of the kernels that a bisection has built, and the options in which
 * a commit's differs from its parents'. Known from the rows of builds alone. Used by one thread.
 */
final class KernelOptions {
  private final Function<String, Optional<String>> texts;
  private final CandidateDag dag;

  /** The first image of each revision: it stays the first, so that what follows from it stays. */
  private final Map<Revision, String> digests = new HashMap<>();

  private final Map<String, Optional<ConfigFile>> configs = new HashMap<>();

  /**
   * Nothing is built yet.
   *
   * @param texts of configurations, by their digests
   */
  KernelOptions(CandidateDag dag, Function<String, Optional<String>> texts) {
    this.dag = dag;
    this.texts = texts;
  }

  /** Takes note of what was built. */
  void read(List<JobRecord> jobs) {
    for (JobRecord job : jobs) {
      if (job.result() instanceof JobResult.Built built && job.revision() != null) {
        digests.putIfAbsent(
            RevisionName.parse(Objects.requireNonNull(job.revision())),
            built.image().configSha256());
      }
    }
  }

  /** What a candidate is compared with. */
  List<Revision> before(int candidate) {
    return dag.before(candidate);
  }

  /**
   * The options that changed with a candidate; empty where none that matters did, or where it or a
   * parent was not built.
   */
  Optional<ChangedOptions> changedBy(int candidate) {
    Optional<ConfigFile> after = config(new Revision.Candidate(candidate));
    List<Revision> parents = before(candidate);
    List<ConfigFile> known = parents.stream().map(this::config).flatMap(Optional::stream).toList();
    return after.isEmpty() || known.size() < parents.size()
        ? Optional.empty()
        : ChangedOptions.between(known, after.get());
  }

  /** The effective configuration of a revision; empty where it was not built. */
  Optional<ConfigFile> config(Revision revision) {
    return Optional.ofNullable(digests.get(revision))
        .flatMap(digest ->
            configs.computeIfAbsent(digest, key -> texts.apply(key).map(ConfigFile::parse)));
  }

  /** The lines of a .config that put back what changed with a counter-variant's culprit. */
  Optional<String> fragment(Revision.CounterVariant variant) {
    return changedBy(variant.culprit()).map(ChangedOptions::fragment);
  }

  /** Words of the kernel's command line for boots of a counter-variant that is built. */
  List<String> arguments(Revision.CounterVariant variant) {
    return changedBy(variant.culprit())
        .flatMap(changed -> config(variant).map(changed::arguments))
        .orElse(List.of());
  }
}
