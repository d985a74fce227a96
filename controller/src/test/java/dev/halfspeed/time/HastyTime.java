package dev.halfspeed.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The real time, but nobody sleeps long, and any time can be made to have passed. */
public final class HastyTime implements Time {
  private static final Duration LONGEST_SLEEP = Duration.ofMillis(10);

  private final Time real = Time.real();
  private final AtomicLong passed = new AtomicLong();

  /** From now on so much more time has passed. */
  public void passes(Duration time) {
    passed.addAndGet(time.toNanos());
  }

  @Override
  public Instant instant() {
    return real.instant().plusNanos(passed.get());
  }

  @Override
  public long nanoTime() {
    return real.nanoTime() + passed.get();
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    real.sleep(time.compareTo(LONGEST_SLEEP) < 0 ? time : LONGEST_SLEEP);
  }

  @Override
  public Running start(String name, Runnable task) {
    return real.start(name, task);
  }

  @Override
  public <T> Mailbox<T> mailbox() {
    return real.mailbox();
  }
}
