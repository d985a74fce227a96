package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.StoreException;
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
final class JobOutcomes {
  private static final Logger LOG = LoggerFactory.getLogger(JobOutcomes.class);

  private final Flights flights;
  private final Benches benches;
  private final JobStarts starts;

  JobOutcomes(Flights flights, Benches benches, JobStarts starts) {
    this.flights = flights;
    this.benches = benches;
    this.starts = starts;
  }

  /** A job has ended; one that was given up before is over already. */
  void ended(Flight flight, Result result) {
    if (!flights.isUnderWay(flight)) {
      return;
    }
    try {
      end(flight, flight.checked(result));
    } catch (StoreException unwritten) {
      throw unwritten;
    } catch (Problem problem) {
      benches.fails(flight.bench(), problem.what() + "; " + problem.nextStep());
    } catch (RuntimeException unexpected) {
      LOG.error("the end of job {}", flight.id(), unexpected);
      if (flights.isUnderWay(flight)) {
        flights.finish(flight, OwnFault.result(unexpected));
      }
      benches.fails(flight.bench(), OwnFault.words(unexpected));
    }
  }

  private void end(Flight flight, Result result) throws Problem {
    Bench bench = flight.bench();
    switch (Attempts.after(flight.id(), flight.job(), result)) {
      case GO_ON -> flights.finish(flight, result);
      case TRY_AGAIN -> {
        // Elsewhere, where the machine gets no new work.
        if (benches.isAdmitted(bench)) {
          flights.finishAttempt(flight, result);
          starts.again(flight, Outcome.message(result));
        } else {
          flights.finish(flight, result);
        }
      }
      case GIVE_UP -> {
        flights.finish(flight, result);
        benches.fails(bench, Outcome.message(result));
      }
    }
    if (flight.job() instanceof Job.Facts(String imageKey, List<String> _, Duration _)
        && result instanceof Result.FactsFound(Result.Facts facts)) {
      if (imageKey != null) {
        benches.probed(bench, facts);
      } else {
        benches.seen(bench, facts);
      }
    }
    if (Outcome.of(result).isWork()) {
      bench.works();
    }
  }

  /**
   * The way to a job's machine was lost. It is followed again when the machine is back; where that
   * happens again and again at one job, it is given up.
   */
  void stranded(Flight flight, MachineFault fault) {
    if (!flights.isUnderWay(flight)) {
      return;
    }
    String why = fault.getMessage() + "; " + fault.nextStep();
    flights.strand(flight);
    if (flight.losesLink() >= Attempts.LINK) {
      flights.abandon(
          flight,
          new Result.InfrastructureFault(
              Result.Fault.LINK_LOST, "lost %d times: %s".formatted(Attempts.LINK, why), ""));
    }
    benches.fails(flight.bench(), fault);
  }

  /** Jobs of which nothing was heard for longer than they may take are given up. */
  void endHanging() {
    for (Flight flight : flights.overdue()) {
      flights.unfollow(flight);
      flights.abandon(
          flight,
          new Result.InfrastructureFault(
              Result.Fault.LINK_LOST, "nothing was heard of the job within its deadline", ""));
      benches.fails(flight.bench(), "job " + flight.id() + " did not end within its deadline");
    }
  }
}
