package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The process that does one job, detached from whoever asked for it. It writes the job's events,
 * keeps the deadline, and leaves no process behind.
 */
public final class Supervisor {
  private static final Duration GRACE = Duration.ofSeconds(5);
  // The work keeps the deadline by itself and sorts the outcome; this is the net below it.
  private static final Duration NET = Duration.ofSeconds(60);
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

  /** Less than this many bytes is a full disk. */
  private static final long NO_ROOM = 1 << 20;

  private final JobFolder folder;
  private final JobPerformer performer;
  private final EventLog events;

  public Supervisor(JobFolder folder, JobPerformer performer) {
    this.folder = folder;
    this.performer = performer;
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
    Optional<JobFile> known = folder.read();
    Result result;
    if (folder.isCancellationRequested()) {
      result = new Result.Cancelled();
    } else if (known.isEmpty()) {
      // It was whole when it was made; only a crash of the machine tears it.
      result =
          new Result.InfrastructureFault(
              Result.Fault.RESTARTED,
              "the machine was restarted before the job began, and what was to be done is lost",
              "");
    } else {
      Job job = known.get().work();
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
    finish(result);
  }

  /**
   * Writes the last event, as soon as there is room for it: what was measured on a disk that has
   * become full is not lost.
   */
  private void finish(Result result) throws IOException {
    while (true) {
      try {
        events.append(new JobEvent.Body.Finished(result));
        return;
      } catch (IOException e) {
        if (!isFull(e.toString())) {
          throw e;
        }
        System.err.println("waiting for room to write how the job ended: " + e.getMessage());
      }
      try {
        Thread.sleep(BETWEEN_WRITES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for room on the disk");
      }
    }
  }

  private Result perform(Job job) {
    try {
      Result result =
          performer.perform(job, folder, new Reporter(folder), Deadline.after(job.deadline()));
      return isCommitsFault(result) && hasNoRoom() ? fullDisk(Protocol.write(result)) : result;
    } catch (InfrastructureException e) {
      return hasNoRoom() ? fullDisk(Protocol.write(e.result())) : e.result();
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
    if (isFull(trace.toString())) {
      return fullDisk(trace.toString());
    }
    return new Result.InfrastructureFault(
        Result.Fault.UNEXPECTED,
        String.format(
            Locale.ROOT, "%s: %s", e.getClass().getSimpleName(), String.valueOf(e.getMessage())),
        trace.toString());
  }

  private boolean hasNoRoom() {
    try {
      return Files.getFileStore(folder.path()).getUsableSpace() < NO_ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isFull(String text) {
    return text.contains("No space left on device");
  }

  private static Result fullDisk(String details) {
    return new Result.InfrastructureFault(
        Result.Fault.DISK_FULL, "the disk of the worker's folder is full", details);
  }

  /**
   * Whether the result is held against the commit. Compilers, guests and recipes have many ways to
   * fail on a full disk, and not all of them say why.
   */
  private static boolean isCommitsFault(Result result) {
    return switch (result) {
      case Result.Unbuildable ignored -> true;
      case Result.Unbootable ignored -> true;
      case Result.ReproducerFailed ignored -> true;
      case Result.FactsFound ignored -> false;
      case Result.Built ignored -> false;
      case Result.Measured ignored -> false;
      case Result.Profiled ignored -> false;
      case Result.InfrastructureFault ignored -> false;
      case Result.Cancelled ignored -> false;
      case Result.Switched ignored -> false;
      case Result.Recovered ignored -> false;
    };
  }
}
