package dev.halfspeed.bisect;

import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.search.Revision;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the search's revisions are in the repository: their commits for people, and their snapshots
 * for machines.
 */
final class Revisions implements AssessmentRecord.Commits, AutoCloseable {
  /**
   * Which parent of a merge a revert goes back to: git's default is none, and the first is what
   * people mean.
   */
  private static final int FIRST_PARENT = 0;

  private final KernelHistory history;
  private final CommitRange range;
  private final Resolved resolved;
  private final Snapshots snapshots;

  Revisions(CheckedRequest checked, Snapshots snapshots) {
    this.history = checked.history();
    this.range = checked.range();
    this.resolved = checked.resolved();
    this.snapshots = snapshots;
  }

  @Override
  public Resolved.Commit candidate(int index) {
    CommitInfo info = history.commit(range.id(index));
    return new Resolved.Commit(info.id(), info.subject());
  }

  /** How many candidates there are. */
  int candidates() {
    return resolved.candidates();
  }

  /** The commit that people know a revision by. */
  BisectionView.Commit commit(Revision revision) {
    return switch (revision) {
      case Revision.Good() ->
          new BisectionView.Commit(resolved.goodEnd().id(), resolved.goodEnd().subject(), null);
      case Revision.Candidate(int index) -> {
        Resolved.Commit commit = candidate(index);
        yield new BisectionView.Commit(commit.id(), commit.subject(), index);
      }
      case Revision.Revert(int culprit) -> {
        Resolved.Commit commit = candidate(culprit);
        yield new BisectionView.Commit(commit.id(), "Revert: " + commit.subject(), null);
      }
    };
  }

  /** The commit to build; empty where a revert does not apply, or takes nothing back. */
  Optional<String> snapshot(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> Optional.of(snapshots.snapshot(resolved.goodEnd().id()));
      case Revision.Candidate(int index) -> Optional.of(snapshots.snapshot(range.id(index)));
      case Revision.Revert(int culprit) ->
          snapshots
              .revert(resolved.bad().id(), range.id(culprit), FIRST_PARENT)
              .filter(reverted -> !reverted.equals(snapshots.snapshot(resolved.bad().id())));
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
