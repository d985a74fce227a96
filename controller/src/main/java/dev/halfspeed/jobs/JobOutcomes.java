package dev.halfspeed.jobs;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from how a job ended: it is written, tried again, or given up and its machine left
 * for a while. Every retry has a bound (docs/adr/0014). Used by one thread.
 */
public final class JobOutcomes {
  private static final Logger LOG = LoggerFactory.getLogger(JobOutcomes.class);

  private final JobRunner runner;
  private final MachinePool pool;
  private final JobStarts starts;
  private final CampaignLog book;

  public JobOutcomes(JobRunner runner, MachinePool pool, JobStarts starts, CampaignLog book) {
    this.book = book;
    this.runner = runner;
    this.pool = pool;
    this.starts = starts;
  }

  /** A job has ended; one that was given up before is over already. */
  public void ended(JobAttempt attempt, Result result) {
    if (!runner.isUnderWay(attempt)) {
      return;
    }
    try {
      end(attempt, attempt.checked(result));
    } catch (StoreException unwritten) {
      throw unwritten;
    } catch (Problem problem) {
      pool.fails(attempt.allocation(), problem.what() + "; " + problem.nextStep());
    } catch (RuntimeException unexpected) {
      LOG.error("the end of job {}", attempt.id(), unexpected);
      if (runner.isUnderWay(attempt)) {
        runner.finish(attempt, OwnFault.result(unexpected));
      }
      pool.fails(attempt.allocation(), OwnFault.words(unexpected));
    }
  }

  private void end(JobAttempt attempt, Result result) throws Problem {
    MachineAllocation allocation = attempt.allocation();
    switch (RetryPolicy.after(attempt.id(), attempt.job(), result)) {
      case GO_ON -> runner.finish(attempt, result);
      case TRY_AGAIN -> {
        // Elsewhere, where the machine gets no new work; later, where the campaign gets none.
        if (pool.isAdmitted(allocation) && !book.interventions().isPaused()) {
          runner.finishAttempt(attempt, result);
          starts.again(attempt, Outcome.message(result));
        } else {
          runner.finish(attempt, result);
        }
      }
      case GIVE_UP -> {
        runner.finish(attempt, result);
        pool.fails(allocation, Outcome.message(result));
      }
    }
    if (attempt.job() instanceof Job.Facts(String imageKey, List<String> _, Duration _)
        && result instanceof Result.FactsFound(Result.Facts facts)) {
      if (imageKey != null) {
        pool.probed(allocation, facts);
      } else {
        pool.seen(allocation, facts);
      }
    }
    if (Outcome.of(result).isWork()) {
      allocation.works();
    }
  }

  /**
   * The way to a job's machine was lost. It is followed again when the machine is back; where that
   * happens again and again at one job, it is given up.
   */
  public void stranded(JobAttempt attempt, MachineFault fault) {
    if (!runner.isUnderWay(attempt)) {
      return;
    }
    String why = fault.getMessage() + "; " + fault.nextStep();
    runner.strand(attempt);
    if (attempt.losesLink() >= RetryPolicy.LINK) {
      runner.abandon(
          attempt,
          new Result.InfrastructureFault(
              Result.Fault.LINK_LOST, "lost %d times: %s".formatted(RetryPolicy.LINK, why), ""));
    }
    pool.fails(attempt.allocation(), fault);
  }

  /** Jobs of which nothing was heard for longer than they may take are given up. */
  public void endHanging() {
    for (JobAttempt attempt : runner.overdue()) {
      runner.unfollow(attempt);
      runner.abandon(
          attempt,
          new Result.InfrastructureFault(
              Result.Fault.LINK_LOST, "nothing was heard of the job within its deadline", ""));
      pool.fails(attempt.allocation(), "job " + attempt.id() + " did not end within its deadline");
    }
  }
}
