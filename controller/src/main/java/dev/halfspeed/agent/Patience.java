package dev.halfspeed.agent;

import dev.halfspeed.time.Time;
import java.time.Duration;

/** How long to wait before the next try, and when to give up: longer each time, not for ever. */
final class Patience {
  private final ConnectionSettings settings;
  private final Time time;
  private final Duration calm;
  private Duration wait;
  private boolean troubled;
  private long troubleBegan;
  private long lastFailure;

  /** Since when there is a connection; not meant where {@link #connected} is false. */
  private long connectedSince;

  private boolean connected;

  Patience(ConnectionSettings settings, Time time) {
    this.settings = settings;
    this.time = time;
    this.wait = settings.firstBackoff();
    this.calm = settings.connectTimeout().plus(settings.longestBackoff()).multipliedBy(2);
  }

  /** Something worked: what failed before is forgotten. */
  void restore() {
    troubled = false;
    wait = settings.firstBackoff();
  }

  /** There is a connection, made now or before. */
  void connects() {
    connected = true;
    connectedSince = time.nanoTime();
  }

  /** Something failed; what is tried next needs a connection anew. */
  void failed() {
    long now = time.nanoTime();
    // A connection that held this long was a good one, even if there was nothing to say on it. To
    // wait that long for one is no such sign.
    if (troubled && connected && Duration.ofNanos(now - connectedSince).compareTo(calm) > 0) {
      restore();
    }
    connected = false;
    if (!troubled) {
      troubled = true;
      troubleBegan = now;
    }
    lastFailure = now;
  }

  /** Whether it has failed for so long that another try is not worth it. */
  boolean isExhausted() {
    return troubled
        && Duration.ofNanos(lastFailure - troubleBegan).compareTo(settings.giveUpAfter()) >= 0;
  }

  /** How long to wait before the next try. */
  Duration nextWait() {
    Duration now = wait;
    Duration doubled = wait.multipliedBy(2);
    wait = doubled.compareTo(settings.longestBackoff()) < 0 ? doubled : settings.longestBackoff();
    return now;
  }
}
