package dev.halfspeed.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Messages from any task to one that waits for them, in the order in which they were put. */
public interface Mailbox<T> {
  /** Puts a message; never waits. */
  void put(T message);

  /** The next message, waited for. */
  T take() throws InterruptedException;

  /** The next message; null when none has come within that time, which may be zero. */
  @Nullable T poll(Duration time) throws InterruptedException;
}
