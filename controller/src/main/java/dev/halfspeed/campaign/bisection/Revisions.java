package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.jobs.BootArguments;
import dev.halfspeed.jobs.Variants;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Revision;
import dev.halfspeed.work.RevisionName;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the search's revisions are in the repository: their commits for people, and their snapshots
 * for machines.
 */
final class Revisions implements Variants, AssessmentRecord.Commits {
  /**
   * Which parent of a merge a revert goes back to: git's default is none, and the first is what
   * people mean.
   */
  private static final int FIRST_PARENT = 0;

  private final CheckedRequest checked;
  private final KernelHistory history;
  private final CommitRange range;
  private final Resolved resolved;
  private final Snapshots snapshots;
  private final KernelOptions options;

  /** Snapshots that are asked for again and again, by candidate. */
  private final Map<Integer, Optional<String>> withKconfigBefore = new ConcurrentHashMap<>();

  Revisions(CheckedRequest checked, Snapshots snapshots, KernelOptions options) {
    this.checked = checked;
    this.history = checked.history();
    this.range = checked.range();
    this.resolved = checked.resolved();
    this.snapshots = snapshots;
    this.options = options;
  }

  /** What of a candidate's change is in Kconfig files. */
  KconfigPart kconfigPart(int candidate) {
    return withKconfigBefore(candidate)
        .map(snapshot ->
            snapshot.equals(snapshots.snapshot(parent(candidate)))
                ? KconfigPart.ALL
                : KconfigPart.SOME)
        .orElse(KconfigPart.NONE);
  }

  private Optional<String> withKconfigBefore(int candidate) {
    return withKconfigBefore.computeIfAbsent(
        candidate, number -> snapshots.withKconfigOf(range.id(number), parent(number)));
  }

  /** The first commit of those that a candidate is compared with. */
  private String parent(int candidate) {
    int[] parents = range.dag().parentsOf(candidate);
    return parents.length == 0 ? resolved.goodEnd().id() : range.id(parents[0]);
  }

  @Override
  public CommitLine candidate(int index) {
    CommitInfo info = history.commit(range.id(index));
    return new CommitLine(info.id(), info.subject());
  }

  @Override
  public Stream<Revision> all() {
    return Stream.concat(
        Stream.of(new Revision.Good(), new Revision.Candidate(range.dag().bad())),
        IntStream.range(0, resolved.candidates()).mapToObj(Revision.Candidate::new));
  }

  @Override
  public String named(String words) {
    return CandidateNames.named(words, this);
  }

  @Override
  public Path repository(Revision revision) {
    return snapshots.repository();
  }

  @Override
  public RecipePlan plan(Revision revision) {
    return checked.plan();
  }

  @Override
  public BootPlan boot(Revision revision, BootPlan usual) {
    return revision instanceof Revision.CounterVariant variant
        ? BootArguments.added(usual, options.arguments(variant))
        : usual;
  }

  @Override
  public BisectionView.Commit commit(Revision revision) {
    return switch (revision) {
      case Revision.Good() ->
          new BisectionView.Commit(resolved.goodEnd().id(), resolved.goodEnd().subject(), null);
      case Revision.Candidate(int index) -> {
        CommitLine commit = candidate(index);
        yield new BisectionView.Commit(commit.id(), commit.subject(), index);
      }
      case Revision.Revert(int culprit) -> {
        CommitLine commit = candidate(culprit);
        yield new BisectionView.Commit(commit.id(), "Revert: " + commit.subject(), null);
      }
      case Revision.CounterVariant(int culprit, Revision.PutBack ignored) -> {
        CommitLine commit = candidate(culprit);
        yield new BisectionView.Commit(commit.id(), "Options as before: " + commit.subject(), null);
      }
    };
  }

  @Override
  public Optional<Source> source(Revision revision) {
    return snapshot(revision)
        .map(snapshot -> new Source(snapshot, checked.configBase(), fragments(revision)));
  }

  /** The guest's own stays the last one: no kernel boots without what it sets. */
  private List<String> fragments(Revision revision) {
    List<String> usual = checked.configFragments();
    if (!(revision instanceof Revision.CounterVariant variant)) {
      return usual;
    }
    var all = new ArrayList<>(usual);
    options.fragment(variant).ifPresent(lines -> all.add(usual.size() - 1, lines));
    return List.copyOf(all);
  }

  /** The commit to build; empty where a revert does not apply, or takes nothing back. */
  private Optional<String> snapshot(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> Optional.of(snapshots.snapshot(resolved.goodEnd().id()));
      case Revision.Candidate(int index) -> Optional.of(snapshots.snapshot(range.id(index)));
      case Revision.Revert(int culprit) ->
          snapshots
              .revert(resolved.bad().id(), range.id(culprit), FIRST_PARENT)
              .filter(reverted -> !reverted.equals(snapshots.snapshot(resolved.bad().id())));
      case Revision.CounterVariant(int culprit, Revision.PutBack by) ->
          switch (by) {
            case SETTINGS -> Optional.of(snapshots.snapshot(range.id(culprit)));
            case DEFINITIONS -> withKconfigBefore(culprit);
          };
    };
  }

  /** The candidate's number in a revision's stored name; absent for the good end and reverts. */
  static @Nullable Integer index(@Nullable String revision) {
    return revision != null && RevisionName.parse(revision) instanceof Revision.Candidate(int index)
        ? index
        : null;
  }

  @Override
  public void close() {
    snapshots.close();
    history.close();
  }
}
