package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whose boots are compared once a bisection has ended. */
final class ComparedSides {
  private static final Set<String> OF_NO_KERNEL = Set.of("cancelled", "failed");

  /** Those of a change that is there, though no commit is proved to have made it. */
  private static final Set<String> OF_A_CHANGE = Set.of("suspects", "gradual", "exhausted");

  private final Resolved resolved;
  private final List<JobRecord> jobs;

  ComparedSides(Resolved resolved, List<JobRecord> jobs) {
    this.resolved = resolved;
    this.jobs = jobs;
  }

  /**
   * Two kernels.
   *
   * @param isKnown whether the metric is known to differ between them
   */
  record Sides(
      CounterEvidences.Side first,
      CounterEvidences.Side second,
      CounterEvidences.Metric metric,
      boolean isKnown) {}

  /** The first culprit and what was before it, or both ends; empty where nothing was concluded. */
  Optional<Sides> of(@Nullable BisectionEnding ending) {
    if (ending == null || OF_NO_KERNEL.contains(ending.kind())) {
      return Optional.empty();
    }
    BisectionEnding.Proof proof = ending.proof();
    List<BisectionEnding.Commit> parents = proof == null ? null : proof.parents();
    if (parents != null) {
      BisectionEnding.Commit culprit = ending.commits().getFirst();
      return Optional.of(
          sides(name(parents), revisions(parents), culprit.id(), revision(culprit), true));
    }
    return Optional.of(
        sides(
            "the good end",
            Set.of(new Revision.Good()),
            "the bad end",
            new Revision.Candidate(resolved.candidates() - 1),
            OF_A_CHANGE.contains(ending.kind())));
  }

  /** The first culprit and what it is compared with by profiles; empty where none was proved. */
  Optional<ProfileSides> ofProfiles(@Nullable BisectionEnding ending) {
    BisectionEnding.Proof proof = ending == null ? null : ending.proof();
    List<BisectionEnding.Commit> parents = proof == null ? null : proof.parents();
    if (ending == null || parents == null || ending.commits().isEmpty()) {
      return Optional.empty();
    }
    BisectionEnding.Commit culprit = ending.commits().getFirst();
    return Optional.of(
        new ProfileSides(
            name(parents),
            culprit.id(),
            revision(culprit),
            revisions(parents),
            new CounterEvidences.Metric(
                resolved.metric(), resolved.metricUnit(), resolved.higherIsBetter()),
            resolved.sought() == Sought.REGRESSION));
  }

  private static Set<Revision> revisions(List<BisectionEnding.Commit> parents) {
    return parents.isEmpty()
        ? Set.of(new Revision.Good())
        : parents.stream().map(ComparedSides::revision).collect(Collectors.toSet());
  }

  private String name(List<BisectionEnding.Commit> parents) {
    return switch (parents.size()) {
      case 0 -> resolved.goodEnd().id();
      case 1 -> parents.getFirst().id();
      default -> "its parents";
    };
  }

  private Sides sides(
      String first, Set<Revision> before, String second, Revision after, boolean isKnown) {
    return new Sides(
        new CounterEvidences.Side(first, boots(before)),
        new CounterEvidences.Side(second, boots(Set.of(after))),
        new CounterEvidences.Metric(
            resolved.metric(), resolved.metricUnit(), resolved.higherIsBetter()),
        isKnown);
  }

  private static Revision revision(BisectionEnding.Commit commit) {
    return new Revision.Candidate(Objects.requireNonNull(commit.index()));
  }

  private List<JobRecord> boots(Set<Revision> revisions) {
    return jobs.stream()
        .filter(job -> Outcome.MEASURED.words().equals(job.outcome()) && job.revision() != null)
        .filter(job -> revisions.contains(RevisionName.parse(String.valueOf(job.revision()))))
        .toList();
  }
}
