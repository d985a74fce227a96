package dev.halfspeed.campaign.check;

import dev.halfspeed.jobs.Variants;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Revision;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The one variant of a check: the known-good kernel, as candidate number 0. */
final class CheckedKernel implements Variants {
  static final Revision.Candidate REVISION = new Revision.Candidate(0);

  private final KnownGood kernel;

  CheckedKernel(KnownGood kernel) {
    this.kernel = kernel;
  }

  @Override
  public BisectionView.Commit commit(Revision revision) {
    return new BisectionView.Commit(kernel.commit().id(), kernel.commit().subject(), null);
  }

  @Override
  public Optional<Source> source(Revision revision) {
    return Optional.of(
        new Source(kernel.snapshot(), kernel.configBase(), kernel.configFragments()));
  }

  @Override
  public RecipePlan plan(Revision revision) {
    return kernel.plan();
  }

  @Override
  public BootPlan boot(Revision revision, BootPlan usual) {
    return usual;
  }

  @Override
  public Stream<Revision> all() {
    return Stream.of(REVISION);
  }

  @Override
  public String named(String words) {
    return words;
  }

  @Override
  public Path repository(Revision revision) {
    return kernel.snapshots();
  }

  /** The repository of the snapshots is that of all checks. */
  @Override
  public void close() {}
}
