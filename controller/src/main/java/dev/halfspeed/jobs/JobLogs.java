package dev.halfspeed.jobs;

import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.worker.protocol.JobId;
import java.util.Optional;

/** The logs that jobs left: whole on their machine, or else the end that came with the result. */
public final class JobLogs {
  private final Store store;
  private final MachineRegistry stations;

  public JobLogs(Store store, MachineRegistry stations) {
    this.store = store;
    this.stations = stations;
  }

  /**
   * Finds a log.
   *
   * @param job a job's name, for its last attempt, or NAME/ATTEMPT
   * @throws Problem when there is no such job
   */
  public FoundLog find(String job) throws Problem {
    JobRecord record =
        record(job)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.UNKNOWN,
                    "there is no job \"" + job + "\"",
                    "halfspeed log ID lists a campaign's jobs"));
    Optional<ConnectedMachine> station =
        stations.reached().stream()
            .filter(each -> each.name().equals(record.machine()))
            .findFirst();
    if (station.isEmpty()) {
      return kept(
          record,
          new Problem(
              ProblemCode.MACHINE_AWAY,
              "the log is on machine " + record.machine() + ", which is not connected",
              "halfspeed machine check connects to the machines of a lab"));
    }
    return onMachine(record, station.get().link());
  }

  private Optional<JobRecord> record(String job) {
    int slash = job.indexOf('/');
    if (slash < 0) {
      return store.jobs().findLast(job);
    }
    String attempt = job.substring(slash + 1);
    return attempt.matches("[1-9][0-9]{0,5}")
        ? store.jobs().find(job.substring(0, slash), Integer.parseInt(attempt))
        : Optional.empty();
  }

  private FoundLog onMachine(JobRecord record, WorkerClient link) {
    String file = record.kind().equals(JobKind.BUILD) ? "build.log" : "console.log";
    String path = "jobs/" + new JobId(record.job(), record.attempt()).folder() + "/" + file;
    try {
      return link.read(path, new FilePart.Bytes(0, 1)).isPresent()
          ? new FoundLog.Whole(record, new RemoteLog(link, path))
          : kept(
              record,
              new Problem(
                  ProblemCode.UNKNOWN,
                  "machine " + record.machine() + " has no log of it",
                  record.endedAt() == null
                      ? "It comes once the job prints something; load the page again"
                      : "Machines remove the logs of old jobs"));
    } catch (MachineFault fault) {
      return kept(record, RemoteLog.away(fault));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return kept(record, RemoteLog.stopping(stopped));
    }
  }

  private FoundLog kept(JobRecord record, Problem why) {
    String end = store.jobs().log(record.job(), record.attempt());
    return end.isEmpty()
        ? new FoundLog.Nothing(record, why)
        : new FoundLog.End(record, new KeptLog(end), why);
  }
}
