package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The highest lease token that this machine has seen. A controller that froze and wakes up holds a
 * lower one than whoever took over, and is turned away: another controller gets in with a higher
 * one only.
 */
final class Lease {
  private final Home home;

  Lease(Home home) {
    this.home = home;
  }

  /** What only the controller with the highest token may do. */
  @FunctionalInterface
  interface Action<T> {
    T perform() throws IOException;
  }

  /** Does something short that nobody else who wants the machine may come between. */
  <T> T locked(Action<T> action) throws IOException {
    try (LockFile _ = home.lock("lease")) {
      return action.perform();
    }
  }

  /** Remembers a token that is higher than all before; false for one that is lower than another. */
  boolean admit(long token) throws IOException {
    return holding(token, () -> true).isPresent();
  }

  /**
   * Does something short, during which nobody can come with a higher token. Nothing is done, and it
   * is empty, for a token that is lower than another.
   */
  <T> Optional<T> holding(long token, Action<T> action) throws IOException {
    return locked(() -> raise(token) ? Optional.of(action.perform()) : Optional.empty());
  }

  /**
   * Remembers a token that is higher than all before; false for one that is lower than another. For
   * one who has the lock.
   */
  boolean raise(long token) throws IOException {
    long highest = highest();
    if (token > highest) {
      AtomicFile.write(home.lease(), Long.toString(token));
    }
    return token >= highest;
  }

  /** The highest token so far. */
  long highest() throws IOException {
    return Files.exists(home.lease())
        ? Long.parseLong(Files.readString(home.lease()).strip())
        : Long.MIN_VALUE;
  }
}
