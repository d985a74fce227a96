package dev.halfspeed.bisect;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.worker.protocol.Job;
import java.util.List;
import java.util.Optional;

/** Turns what the search wants into what a machine is asked to do. */
final class WorkOrders {
  /**
   * A kernel's objects and the compiler cache grow by less than this before anybody looks again.
   */
  static final long MINIMUM_FREE_BYTES = 3L << 30;

  static final int EVERY_CORE = 0;

  private final CheckedRequest checked;
  private final Revisions revisions;

  WorkOrders(CheckedRequest checked, Revisions revisions) {
    this.checked = checked;
    this.revisions = revisions;
  }

  /**
   * The build of a revision; empty where there is nothing to build, because a revert does not
   * apply.
   */
  Optional<Job> build(Revision revision, Bench bench, List<JobRecord> jobs) {
    return revisions
        .snapshot(revision)
        .map(snapshot ->
            new Job.Build(
                ImageKey.of(
                    snapshot,
                    checked.configBase(),
                    checked.configFragments(),
                    bench.station().facts().architecture(),
                    bench.station().toolchain(),
                    bootsItself(bench)),
                snapshot,
                checked.configBase(),
                checked.configFragments(),
                EVERY_CORE,
                bench.images(jobs).values().stream().map(JobResult.BuiltImage::key).toList(),
                MINIMUM_FREE_BYTES,
                bootsItself(bench),
                Deadlines.BUILD));
  }

  private static boolean bootsItself(Bench bench) {
    return bench.station().machine().boot().own() != null;
  }

  /** A measured boot of an image that is ready. */
  Job measure(Decision.Boot decision, Bench bench, List<JobRecord> jobs) {
    JobResult.BuiltImage image =
        Optional.ofNullable(bench.images(jobs).get(decision.image().revision()))
            .orElseThrow(
                () -> new IllegalStateException("no image of " + decision.image().revision()));
    String name = RevisionName.of(decision.image().revision());
    long before =
        jobs.stream()
            .filter(job -> job.kind().equals(JobKind.BOOT) && name.equals(job.revision()))
            .count();
    return new Job.Measure(
        image.key(),
        bench.plan().orElseThrow(),
        checked.plan(),
        decision.runs(),
        Seeds.ofBoot(checked.request().seed(), before),
        Deadlines.measure(checked.plan(), decision.runs()));
  }

  /** A proof of hardware acceleration with an image that is ready. */
  static Job probe(String imageKey) {
    return new Job.Facts(imageKey, List.of(), Deadlines.PROBE);
  }
}
