package dev.halfspeed.worker.job;

import dev.halfspeed.worker.protocol.JobEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Tells followers how far a job is. */
public final class Reporter {
  /** Progress is told no more often than this, in nanoseconds. */
  private static final long PROGRESS_INTERVAL = 500_000_000;

  private final EventLog events;
  private long lastProgress = System.nanoTime() - PROGRESS_INTERVAL;

  Reporter(EventLog events) {
    this.events = events;
  }

  /** Reports into a job's folder. */
  public static Reporter of(JobFolder folder) {
    return new Reporter(folder.events());
  }

  /** A part of the job begins. */
  public void phase(String name) {
    tell(new JobEvent.Body.Phase(name));
  }

  /** Work advanced; drops what comes too soon after the last. */
  public synchronized void progress(String what, long done, @Nullable Long total) {
    long now = System.nanoTime();
    if (now - lastProgress >= PROGRESS_INTERVAL) {
      lastProgress = now;
      tell(new JobEvent.Body.Progress(what, done, total));
    }
  }

  /** Something else happened. */
  public void tell(JobEvent.Body body) {
    try {
      events.append(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
