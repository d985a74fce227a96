package dev.halfspeed.jobs;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.Deadlines;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.RevisionName;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.List;
import java.util.Optional;

/** Turns what the search wants into what a machine is asked to do. */
public final class WorkOrders {
  /**
   * A kernel's objects and the compiler cache grow by less than this before anybody looks again.
   */
  public static final long MINIMUM_FREE_BYTES = 3L << 30;

  public static final int EVERY_CORE = 0;

  private final Variants variants;
  private final long seed;

  /**
   * Orders for the variants of a campaign.
   *
   * @param seed of what is left to chance in boots
   */
  public WorkOrders(Variants variants, long seed) {
    this.variants = variants;
    this.seed = seed;
  }

  /**
   * The build of a revision; empty where there is nothing to build, because a revert does not
   * apply.
   */
  Optional<Job> build(Revision revision, MachineAllocation allocation, List<JobRecord> jobs) {
    return variants
        .source(revision)
        .map(source ->
            new Job.Build(
                ImageKey.of(
                    source.snapshot(),
                    source.base(),
                    source.fragments(),
                    allocation.station().facts().architecture(),
                    allocation.station().toolchain(),
                    bootsItself(allocation)),
                source.snapshot(),
                source.base(),
                source.fragments(),
                EVERY_CORE,
                allocation.images(jobs).values().stream().map(JobResult.BuiltImage::key).toList(),
                MINIMUM_FREE_BYTES,
                bootsItself(allocation),
                Deadlines.BUILD));
  }

  private static boolean bootsItself(MachineAllocation allocation) {
    return allocation.station().machine().boot().own() != null;
  }

  /** A measured boot of an image that is ready. */
  Job measure(BootOrder step, MachineAllocation allocation, List<JobRecord> jobs) {
    Revision revision = step.revision();
    JobResult.BuiltImage image =
        Optional.ofNullable(allocation.images(jobs).get(revision))
            .orElseThrow(() -> new IllegalStateException("no image of " + revision));
    String name = RevisionName.of(revision);
    long before =
        jobs.stream()
            .filter(job -> job.kind().equals(JobKind.BOOT) && name.equals(job.revision()))
            .count();
    RecipePlan plan = variants.plan(revision);
    BootPlan boot = variants.boot(revision, allocation.plan().orElseThrow());
    var measure =
        new Job.Measure(
            image.key(),
            boot,
            plan,
            step.runs(),
            Seeds.ofBoot(seed, before),
            Deadlines.measure(plan, step.runs()));
    return step.purpose() == Purpose.PROFILE
        ? measure.with(ProfileRate.of(plan, boot.cpus()))
        : measure;
  }

  /** A proof of hardware acceleration with an image that is ready. */
  public static Job probe(String imageKey) {
    return new Job.Facts(imageKey, List.of(), Deadlines.PROBE);
  }
}
