package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.LockFile;
import java.io.IOException;
import java.nio.file.Files;

/**
 * The highest lease token that this machine has seen. A controller that froze and wakes up holds a
 * lower one than whoever took over, and is turned away.
 */
final class Lease {
  private final Home home;

  Lease(Home home) {
    this.home = home;
  }

  /** Remembers a token that is higher than all before; false for one that is lower than another. */
  boolean admit(long token) throws IOException {
    try (LockFile _ = home.lock("lease")) {
      long highest = highest();
      if (token > highest) {
        AtomicFile.write(home.lease(), Long.toString(token));
      }
      return token >= highest;
    }
  }

  /** The highest token so far. */
  long highest() throws IOException {
    return Files.exists(home.lease())
        ? Long.parseLong(Files.readString(home.lease()).strip())
        : Long.MIN_VALUE;
  }
}
