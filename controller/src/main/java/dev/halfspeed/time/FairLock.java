package dev.halfspeed.time;

import java.time.Duration;
import java.util.Optional;

/** One at a time, in the order in which they asked: a lock that may be held while time passes. */
public final class FairLock {
  private final Mailbox<Boolean> token;

  /** Nobody has it. */
  public FairLock(Time time) {
    token = time.mailbox();
    token.put(true);
  }

  /** Waits until it is free, and takes it. Not reentrant. */
  public Taken take() throws InterruptedException {
    boolean token = this.token.take();
    return () -> this.token.put(token);
  }

  /** Takes it if it is free; empty where somebody has it. */
  public Optional<Taken> takeIfFree() throws InterruptedException {
    return Optional.ofNullable(token.poll(Duration.ZERO)).map(had -> () -> this.token.put(had));
  }

  /** Taken until it is closed. */
  public interface Taken extends AutoCloseable {
    @Override
    void close();
  }
}
