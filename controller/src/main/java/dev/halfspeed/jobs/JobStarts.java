package dev.halfspeed.jobs;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.work.Deadlines;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.RevisionName;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the jobs of one campaign: each in a place that was taken for it, and written down before
 * its machine hears of it. Used by one thread.
 */
public final class JobStarts {
  private static final Logger LOG = LoggerFactory.getLogger(JobStarts.class);

  private final Recipe recipe;
  private final Variants variants;
  private final WorkOrders orders;
  private final CampaignLog book;
  private final JobRunner runner;
  private final MachinePool pool;
  private final InstantSource clock;

  public JobStarts(
      Recipe recipe,
      WorkOrders orders,
      Variants variants,
      CampaignLog book,
      JobRunner runner,
      MachinePool pool,
      InstantSource clock) {
    this.recipe = recipe;
    this.variants = variants;
    this.orders = orders;
    this.book = book;
    this.runner = runner;
    this.pool = pool;
    this.clock = clock;
  }

  /** A job from before a restart, which its machine may have heard of. */
  public void claim(JobStore.OpenJob open, MachineAllocation allocation) {
    JobRecord record = open.job();
    Optional<Revision> revision = Optional.ofNullable(record.revision()).map(RevisionName::parse);
    runner.claim(
        new JobAttempt(
                new JobId(record.job(), record.attempt()),
                allocation,
                RowJson.read(open.work().orElseThrow(), JobOrder.class).job(),
                revision,
                Optional.ofNullable(record.purpose()).map(Purpose::valueOf),
                Optional.ofNullable(record.position()),
                revision.map(variants::commit).orElse(null),
                record.startedAt())
            .takenUp());
  }

  /**
   * Looks at a machine that may have changed since the bisection began.
   *
   * @return false when that is not needed, or can't be now
   */
  public boolean look(MachineAllocation allocation) {
    if (allocation.isVerified() || !allocation.takeToLook()) {
      return false;
    }
    start(
        attempt(allocation, new Job.Facts(null, recipe.tools(), Deadlines.FACTS)),
        "look",
        "whether the machine is what it was");
    return true;
  }

  /**
   * Proves hardware acceleration with the first image, where nobody has on that host.
   *
   * @return false when that is not needed, or can't be now
   */
  public boolean probe(MachineAllocation allocation, List<JobRecord> jobs) {
    if (allocation.plan().isPresent() || !allocation.isIdle()) {
      return false;
    }
    Collection<JobResult.BuiltImage> images = allocation.images(jobs).values();
    if (images.isEmpty()) {
      return false;
    }
    Job order = WorkOrders.probe(images.iterator().next().key());
    if (!allocation.take(order)) {
      return false;
    }
    start(
        attempt(allocation, order),
        "probe",
        "find out whether guests boot with hardware acceleration here");
    return true;
  }

  /**
   * Starts a build.
   *
   * @return false when another bisection was faster to take the place
   */
  public boolean build(
      MachineAllocation allocation, Revision revision, String why, List<JobRecord> jobs) {
    Optional<Job> order;
    try {
      order = orders.build(revision, allocation, jobs);
    } catch (StoreException unwritten) {
      throw unwritten;
    } catch (RuntimeException unexpected) {
      return cannotOrder(allocation, JobKind.BUILD, revision, null, unexpected);
    }
    if (order.isPresent()) {
      if (!allocation.take(order.get())) {
        return false;
      }
      start(
          attempt(allocation, order.get(), revision, Optional.empty(), Optional.empty()),
          "build",
          why);
    } else if (revision instanceof Revision.Revert revert) {
      book.impossible(allocation, revert);
    } else {
      throw new IllegalStateException("nothing to build for " + revision);
    }
    return true;
  }

  /**
   * Starts a boot.
   *
   * @return false when another bisection was faster to take the place
   */
  public boolean boot(MachineAllocation allocation, BootOrder boot, List<JobRecord> jobs) {
    Job order;
    try {
      order = orders.measure(boot, allocation, jobs);
    } catch (StoreException unwritten) {
      throw unwritten;
    } catch (RuntimeException unexpected) {
      return cannotOrder(allocation, JobKind.BOOT, boot.revision(), boot.purpose(), unexpected);
    }
    if (!allocation.take(order)) {
      return false;
    }
    start(
        attempt(allocation, order, boot.revision(), Optional.of(boot.purpose()), boot.position()),
        "boot",
        boot.why());
    return true;
  }

  /** A job that can't even be described is a fault of ours: for that commit, on that machine. */
  private boolean cannotOrder(
      MachineAllocation allocation,
      String kind,
      Revision revision,
      @Nullable Purpose purpose,
      RuntimeException unexpected) {
    String why = OwnFault.words(unexpected);
    LOG.error("a {} of {} could not be ordered", kind, RevisionName.of(revision), unexpected);
    book.couldNotStart(allocation, kind, revision, purpose, why);
    pool.fails(allocation, why);
    return false;
  }

  /** Starts the next attempt at a job, in the place that the last one had. */
  void again(JobAttempt last, String why) {
    start(last.again(clock.instant()), "retry", why);
  }

  private JobAttempt attempt(MachineAllocation allocation, Job job) {
    return new JobAttempt(
        book.nextId(),
        allocation,
        job,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        null,
        clock.instant());
  }

  private JobAttempt attempt(
      MachineAllocation allocation,
      Job job,
      Revision revision,
      Optional<Purpose> purpose,
      Optional<String> position) {
    return new JobAttempt(
        book.nextId(),
        allocation,
        job,
        Optional.of(revision),
        purpose,
        position,
        variants.commit(revision),
        clock.instant());
  }

  private void start(JobAttempt attempt, String action, String why) {
    book.started(attempt, action, why);
    runner.start(attempt);
  }
}
