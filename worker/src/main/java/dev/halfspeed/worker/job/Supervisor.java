package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * The process that does one job, detached from whoever asked for it. It writes the job's events,
 * keeps the deadline, and leaves no process behind.
 */
public final class Supervisor {
  private static final Duration GRACE = Duration.ofSeconds(5);
  // The work keeps the deadline by itself and sorts the outcome; this is the net below it.
  private static final Duration NET = Duration.ofSeconds(60);

  private final JobFolder folder;
  private final Work work;
  private final EventLog events;

  public Supervisor(JobFolder folder, Work work) {
    this.folder = folder;
    this.work = work;
    this.events = folder.events();
  }

  /** Does the job, unless another supervisor has taken it; never throws for the job's own sake. */
  public void supervise() throws IOException {
    if (!folder.claim()) {
      return;
    }
    Thread hook = new Thread(this::terminated);
    Runtime.getRuntime().addShutdownHook(hook);
    events.append(new JobEvent.Body.Started(ProcessHandle.current().pid()));
    Result result;
    if (folder.isCancellationRequested()) {
      result = new Result.Cancelled();
    } else {
      Job job = folder.read().work();
      watch(job.deadline().plus(NET));
      result = perform(job);
      folder.processes().end(GRACE);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // We are being terminated: the hook says how the job ended.
      return;
    }
    events.append(new JobEvent.Body.Finished(result));
  }

  private Result perform(Job job) {
    try {
      return work.perform(job, folder, new Reporter(events), Deadline.after(job.deadline()));
    } catch (InfrastructureException e) {
      return e.result();
    } catch (DeadlineException e) {
      return deadline(job.deadline(), String.valueOf(e.getMessage()));
    } catch (Throwable e) {
      return unexpected(e);
    }
  }

  /** SIGTERM: somebody cancels, or the machine shuts down. */
  private void terminated() {
    folder.processes().end(GRACE);
    Result result =
        folder.isCancellationRequested()
            ? new Result.Cancelled()
            : new Result.InfrastructureFault(
                Result.Fault.WORKER_DIED, "the worker was told to terminate", "");
    try {
      events.append(new JobEvent.Body.Finished(result));
    } catch (IOException e) {
      // Whoever follows finds the supervisor gone, and says so in its place.
      System.err.println("cannot write the last event: " + e);
    }
  }

  private void watch(Duration limit) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(limit);
            folder.processes().end(Duration.ZERO);
            events.append(
                new JobEvent.Body.Finished(deadline(limit, "the job did not stop by itself")));
            Runtime.getRuntime().halt(1);
          } catch (InterruptedException | IOException e) {
            System.err.println("cannot end an overdue job: " + e);
            Runtime.getRuntime().halt(1);
          }
        });
  }

  private static Result deadline(Duration limit, String message) {
    return new Result.InfrastructureFault(
        Result.Fault.DEADLINE,
        "the job's deadline of " + limit.toSeconds() + " s passed: " + message,
        "");
  }

  static Result unexpected(Throwable e) {
    var trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    boolean full = trace.toString().contains("No space left on device");
    return new Result.InfrastructureFault(
        full ? Result.Fault.DISK_FULL : Result.Fault.UNEXPECTED,
        full
            ? "the disk of the worker's folder is full"
            : String.format(
                Locale.ROOT,
                "%s: %s",
                e.getClass().getSimpleName(),
                String.valueOf(e.getMessage())),
        trace.toString());
  }
}
