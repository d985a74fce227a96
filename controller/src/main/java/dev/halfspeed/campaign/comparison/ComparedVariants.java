package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.SnapshotFolders;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.jobs.BootArguments;
import dev.halfspeed.jobs.Variants;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Revision;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The variants of a comparison: candidate number n is variant number n. */
final class ComparedVariants implements Variants {
  private final CheckedComparison checked;
  private final List<Snapshots> snapshots = new ArrayList<>();

  ComparedVariants(CheckedComparison checked, SnapshotFolders folders, String comparison) {
    this.checked = checked;
    for (int number = 0; number < checked.variants().size(); number++) {
      snapshots.add(
          Snapshots.open(folders.of(comparison, number), checked.variants().get(number).history()));
    }
  }

  /** The number of a revision's variant. */
  static int number(Revision revision) {
    if (revision instanceof Revision.Candidate(int number)) {
      return number;
    }
    throw new IllegalArgumentException("no variant of a comparison: " + revision);
  }

  private CheckedComparison.Variant variant(Revision revision) {
    return checked.variants().get(number(revision));
  }

  @Override
  public BisectionView.Commit commit(Revision revision) {
    CommitLine commit = checked.detail().variants().get(number(revision)).commit();
    return new BisectionView.Commit(commit.id(), commit.subject(), null);
  }

  @Override
  public Optional<Source> source(Revision revision) {
    CheckedComparison.Variant variant = variant(revision);
    return snapshots
        .get(number(revision))
        .without(variant.commit().id(), variant.reverts().stream().map(CommitInfo::id).toList())
        .map(snapshot -> new Source(snapshot, variant.configBase(), variant.configFragments()));
  }

  @Override
  public RecipePlan plan(Revision revision) {
    return variant(revision).plan();
  }

  @Override
  public BootPlan boot(Revision revision, BootPlan usual) {
    return BootArguments.added(usual, variant(revision).kernelArguments());
  }

  @Override
  public Stream<Revision> all() {
    return IntStream.range(0, checked.variants().size()).mapToObj(Revision.Candidate::new);
  }

  @Override
  public String named(String words) {
    return words;
  }

  @Override
  public Path repository(Revision revision) {
    return snapshots.get(number(revision)).repository();
  }

  @Override
  public void close() {
    snapshots.forEach(Snapshots::close);
    checked.close();
  }
}
