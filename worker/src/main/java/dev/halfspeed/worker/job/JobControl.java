package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts, follows and ends the jobs of this machine. Several processes may do so at once. */
final class JobControl {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Home home;
  private final Launcher launcher;

  JobControl(Home home, Launcher launcher) {
    this.home = home;
    this.launcher = launcher;
  }

  /** Starts a job, once. */
  void start(JobId id, Job work) throws IOException {
    JobFolder folder = home.job(id);
    folder.create(new JobFile(id, work), home.temporary());
    if (folder.supervisor().isEmpty()) {
      launcher.launch(folder);
    }
  }

  /** Ends the running system, as a job has made it ready. */
  void leave(JobFolder folder) throws IOException {
    launcher.leave(folder);
  }

  /** Takes a job's events. */
  @FunctionalInterface
  interface Follower {
    void event(JobEvent event) throws IOException;
  }

  /**
   * Hands out a job's events from a number on, and returns behind the last. Wakes up only when
   * something is written, and once a second to see whether the supervisor is alive.
   */
  void follow(JobFolder folder, long from, Follower follower)
      throws IOException, InterruptedException {
    // Who asks for more than there is of a finished job hears its end again, rather than nothing.
    long first = folder.isFinished() ? Math.min(from, count(folder)) : from;
    EventReader reader = folder.events().reader(first);
    boolean finished = false;
    Optional<Process> launched = Optional.empty();
    try (WatchService watch = folder.path().getFileSystem().newWatchService()) {
      folder
          .path()
          .register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (!finished) {
        List<JobEvent> events = reader.next();
        for (JobEvent event : events) {
          follower.event(event);
          finished |= event.body() instanceof JobEvent.Body.Finished;
        }
        if (events.isEmpty()) {
          if (launched.isEmpty() && folder.supervisor().isEmpty()) {
            // Whoever started the job died before its supervisor ran.
            launched = Optional.of(launcher.launch(folder));
          }
          await(watch);
          buryDead(folder, launched);
        }
      }
    } catch (ClosedWatchServiceException e) {
      throw new IOException("the folder of the job went away: " + folder.path(), e);
    }
  }

  private static void await(WatchService watch) throws InterruptedException {
    WatchKey key = watch.poll(1, TimeUnit.SECONDS);
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }

  /** Writes the last event of a job whose supervisor is gone without having written it. */
  private static void buryDead(JobFolder folder, Optional<Process> launched) throws IOException {
    Optional<ProcessIdentity> supervisor = folder.supervisor();
    boolean dead =
        supervisor.isPresent()
            ? !supervisor.get().isAlive()
            : launched.isPresent() && !launched.get().isAlive();
    if (dead && !folder.isFinished()) {
      folder.processes().end(Duration.ZERO);
      Result result =
          folder.isCancellationRequested() ? new Result.Cancelled() : lost(folder, supervisor);
      // Does nothing where the supervisor finished after all, or another follower was first.
      folder.events().append(new JobEvent.Body.Finished(result));
    }
  }

  private static Result lost(JobFolder folder, Optional<ProcessIdentity> supervisor)
      throws IOException {
    String log = LogTail.of(folder.file("supervisor.log"));
    return supervisor.isPresent()
            && !supervisor.get().bootId().equals(ProcessIdentity.currentBootId())
        ? new Result.InfrastructureFault(
            Result.Fault.RESTARTED, "the machine was restarted before the job ended", log)
        : new Result.InfrastructureFault(
            Result.Fault.WORKER_DIED,
            "the job's supervisor disappeared: killed, or out of memory",
            log);
  }

  /** Ends all processes of a job; returns when they are gone. */
  void cancel(JobFolder folder) throws IOException, InterruptedException {
    if (!folder.exists() || folder.isFinished()) {
      return;
    }
    folder.requestCancellation();
    Optional<ProcessIdentity> supervisor = folder.supervisor();
    if (supervisor.isPresent() && supervisor.get().isAlive()) {
      ProcessHandle.of(supervisor.get().pid()).ifPresent(ProcessHandle::destroy);
      Deadline patience = Deadline.after(GRACE);
      while (supervisor.get().isAlive() && !patience.passed()) {
        Thread.sleep(10);
      }
    }
    folder.processes().end(Duration.ZERO);
    folder.events().append(new JobEvent.Body.Finished(new Result.Cancelled()));
  }

  /** Removes a job's folder; false while it runs. */
  boolean forget(JobFolder folder) throws IOException {
    if (folder.exists() && !folder.isFinished()) {
      return false;
    }
    Folders.delete(folder.path());
    return true;
  }

  /** All jobs that this machine knows. */
  List<Reply.JobStatus> list() throws IOException {
    var jobs = new ArrayList<Reply.JobStatus>();
    for (Path path : Folders.list(home.jobs())) {
      var folder = new JobFolder(path);
      Optional<JobFile> known = folder.exists() ? folder.read() : Optional.empty();
      if (known.isPresent()) {
        JobFile job = known.get();
        Reply.State state = folder.isFinished() ? Reply.State.FINISHED : Reply.State.RUNNING;
        jobs.add(
            new Reply.JobStatus(
                job.id(), job.work().getClass().getSimpleName(), state, count(folder)));
      }
    }
    return jobs;
  }

  private static long count(JobFolder folder) throws IOException {
    return folder.lastEvent().map(JobEvent::number).orElse(0L);
  }
}
