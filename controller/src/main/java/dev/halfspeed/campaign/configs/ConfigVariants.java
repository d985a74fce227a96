package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.configs.ConfigDifference;
import dev.halfspeed.configs.OptionSearch;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.jobs.Variants;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Revision;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The configurations of a config bisection: one commit with some options as in the bad one. */
final class ConfigVariants implements Variants {
  private final CheckedConfigBisection checked;
  private final OptionSearch search;
  private final Snapshots snapshots;

  ConfigVariants(CheckedConfigBisection checked, OptionSearch search, Snapshots snapshots) {
    this.checked = checked;
    this.search = search;
    this.snapshots = snapshots;
  }

  @Override
  public BisectionView.Commit commit(Revision revision) {
    CommitLine commit = checked.detail().commit();
    return new BisectionView.Commit(
        commit.id(),
        ConfigWords.configuration(
            search.set(revision), checked.detail().difference().groups(), checked.request()),
        null);
  }

  @Override
  public Optional<Source> source(Revision revision) {
    ConfigDifference difference = checked.detail().difference();
    return Optional.of(
        new Source(
            snapshots.snapshot(checked.commit().id()),
            new Job.ConfigBase.ConfigText(checked.request().goodConfig()),
            Stream.concat(
                    Stream.of(difference.fragment(search.set(revision))), checked.guest().stream())
                .toList()));
  }

  @Override
  public RecipePlan plan(Revision revision) {
    return checked.plan();
  }

  @Override
  public BootPlan boot(Revision revision, BootPlan usual) {
    return usual;
  }

  @Override
  public Stream<Revision> all() {
    return List.of(new Revision.Good(), search.bad()).stream();
  }

  @Override
  public String named(String words) {
    return words;
  }

  @Override
  public Path repository(Revision revision) {
    return snapshots.repository();
  }

  @Override
  public void close() {
    snapshots.close();
    checked.close();
  }
}
