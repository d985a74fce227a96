package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Job folders that nobody is likely to ask for again, and what crashes have left in the folder for
 * temporary files. Should a controller ask for such a job all the same, it is done anew.
 */
public final class OldJobs {
  /** So many jobs that have ended stay, the youngest. */
  static final int KEPT = 100;

  /** Whoever follows a job may still be reading its end. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** A job whose supervisor died and that nobody has asked for since. */
  private static final Duration ABANDONED = Duration.ofDays(7);

  /** No job takes so long. */
  private static final Duration LONGEST_JOB = Duration.ofDays(1);

  private final Home home;
  private final int kept;
  private final Instant now;

  public OldJobs(Home home) {
    this(home, KEPT, Instant.now());
  }

  OldJobs(Home home, int kept, Instant now) {
    this.home = home;
    this.kept = kept;
    this.now = now;
  }

  /**
   * Removes them. All jobs of the bisection that asks stay, and so do those that have not ended.
   *
   * @param asking the job on whose behalf this is done
   */
  public void remove(JobFolder asking) throws IOException {
    String bisection = bisection(asking.path());
    int young = 0;
    List<Path> others =
        Folders.list(home.jobs()).stream()
            .filter(path -> !bisection(path).equals(bisection))
            .map(OldJobs::events)
            .toList();
    for (Path said : Folders.youngestFirst(others)) {
      Path path = home.jobs().resolve(home.jobs().relativize(said).getName(0));
      young++;
      if (young > kept && isOld(said, FRESH) && isOver(new JobFolder(path))) {
        Folders.takeAway(path, home.temporary());
      }
    }
    emptyTemporary();
  }

  /** What is to be done by jobs that have not ended. */
  public List<Job> unfinished() throws IOException {
    var unfinished = new ArrayList<Job>();
    for (Path path : Folders.list(home.jobs())) {
      var folder = new JobFolder(path);
      if (folder.exists() && !isOver(folder)) {
        folder.read().map(JobFile::work).ifPresent(unfinished::add);
      }
    }
    return unfinished;
  }

  private boolean isOver(JobFolder folder) throws IOException {
    if (folder.isFinished()) {
      return true;
    }
    Optional<ProcessIdentity> supervisor = folder.supervisor();
    return isOld(events(folder.path()), ABANDONED)
        && (supervisor.isEmpty() || !supervisor.get().isAlive());
  }

  /** Job names begin with their bisection's. */
  private static String bisection(Path folder) {
    return String.valueOf(folder.getFileName()).split("-", 2)[0];
  }

  private boolean isOld(Path path, Duration age) throws IOException {
    return Folders.lastChange(path).toInstant().isBefore(now.minus(age));
  }

  /** What tells when a job last said something. */
  private static Path events(Path folder) {
    Path events = folder.resolve("events.jsonl");
    return Files.exists(events) ? events : folder;
  }

  private void emptyTemporary() throws IOException {
    for (Path path : Folders.list(home.temporary())) {
      if (Folders.isRubbish(path) || isOld(path, LONGEST_JOB)) {
        Folders.delete(path);
      }
    }
  }
}
