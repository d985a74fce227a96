package dev.halfspeed.jobs;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.machines.Station;
import dev.halfspeed.machines.Stations;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.worker.protocol.JobId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs that jobs left: whole from their machine, or else the end that came with the result. */
public final class JobLogs {
  private static final Logger LOG = LoggerFactory.getLogger(JobLogs.class);
  private static final int MOST_BYTES = 1 << 20;

  private final Store store;
  private final Stations stations;

  public JobLogs(Store store, Stations stations) {
    this.store = store;
    this.stations = stations;
  }

  /**
   * Reads a log.
   *
   * @param job a job's name, for its last attempt, or NAME/ATTEMPT
   */
  public String read(String campaign, String job) throws Problem {
    JobRecord record =
        store.jobs().all(campaign).stream()
            .filter(known -> known.job().equals(job) || id(known).toString().equals(job))
            .reduce((before, after) -> after)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.UNKNOWN,
                    "campaign " + campaign + " has no job \"" + job + "\"",
                    "halfspeed log " + campaign + " lists its jobs"));
    return fromMachine(record).orElseGet(() -> store.jobs().log(record.job(), record.attempt()));
  }

  private static JobId id(JobRecord job) {
    return new JobId(job.job(), job.attempt());
  }

  private Optional<String> fromMachine(JobRecord job) {
    String file = job.kind().equals(JobKind.BUILD) ? "build.log" : "console.log";
    for (Station station : stations.reached()) {
      if (station.name().equals(job.machine())) {
        try {
          return Optional.of(
                  station.link().readTail("jobs/" + id(job).folder() + "/" + file, MOST_BYTES))
              .filter(text -> !text.isEmpty());
        } catch (MachineFault unavailable) {
          LOG.debug("no log of {} on its machine", job.job(), unavailable);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      }
    }
    return Optional.empty();
  }
}
