package dev.halfspeed.jobs;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Revision;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a campaign's revisions are: for people a commit, for machines what to build and to boot. */
public interface Variants extends AutoCloseable {
  /** The commit that people know a revision by. */
  BisectionView.Commit commit(Revision revision);

  /** What to build; empty where that can't be made, as for a revert that does not apply. */
  Optional<Source> source(Revision revision);

  /** What runs in a boot of it. */
  RecipePlan plan(Revision revision);

  /** How a machine boots it, which boots images like that. */
  BootPlan boot(Revision revision, BootPlan usual);

  /** Those that may be built to see whether a machine works, the most useful first. */
  Stream<Revision> all();

  /** The words for the log, with numbers of candidates replaced by what people know them by. */
  String named(String words);

  /** The repository that has the commit to send for a revision. */
  Path repository(Revision revision);

  @Override
  void close();

  /**
   * What to build.
   *
   * @param snapshot the commit whose tree is sent
   * @param fragments texts, the guest's own last
   */
  record Source(String snapshot, Job.ConfigBase base, List<String> fragments) {}
}
