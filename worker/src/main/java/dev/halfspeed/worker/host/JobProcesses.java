package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All processes of one job, wherever they have gone: they carry the job's folder in an environment
 * variable, which survives a new process group, a new session and the death of the parent.
 */
public final class JobProcesses {
  /** The environment variable that holds the folder of the job that a process works for. */
  public static final String VARIABLE = "HALFSPEED_JOB";

  private static final Duration POLL = Duration.ofMillis(20);

  private final String marker;

  /**
   * The processes that work for a job.
   *
   * @param folder the job's folder
   */
  public JobProcesses(Path folder) {
    this.marker = VARIABLE + "=" + folder;
  }

  /**
   * Asks them to end, and kills those that are still there after the grace period. The calling
   * process is spared.
   *
   * @param grace how long they may take to clean up
   */
  public void end(Duration grace) {
    List<ProcessHandle> left = find();
    left.forEach(ProcessHandle::destroy);
    Deadline patience = Deadline.after(grace);
    while (!left.isEmpty() && !patience.passed()) {
      pause();
      left = find();
    }
    // A process may have forked between the look and the kill: repeat until nothing is found.
    Deadline kernel = Deadline.after(Duration.ofSeconds(10));
    while (!left.isEmpty() && !kernel.passed()) {
      left.forEach(ProcessHandle::destroyForcibly);
      pause();
      left = find();
    }
  }

  private List<ProcessHandle> find() {
    var found = new ArrayList<ProcessHandle>();
    long self = ProcessHandle.current().pid();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (pid != self && isMarked(process)) {
          Optional<ProcessHandle> handle = ProcessHandle.of(pid);
          handle.ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be listed", e);
    }
    return found;
  }

  private boolean isMarked(Path process) {
    try {
      // Zombies have an empty environment, so they do not count.
      byte[] variables = Files.readAllBytes(process.resolve("environ"));
      for (String variable : new String(variables, StandardCharsets.UTF_8).split("\0")) {
        if (variable.equals(marker)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // It has ended, or belongs to another user and so not to our job.
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
