package dev.halfspeed.cli.terminal;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C and a termination signal do. The action runs while the process is ending; from then
 * on the command itself says nothing more.
 */
public final class Interruption {
  private final CountDownLatch never = new CountDownLatch(1);
  private @Nullable Runnable action;
  private boolean fired;

  /** Lets the signals end the process through {@link #fire}. */
  public void listen() {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::fire));
  }

  /** Sets what to do; the last one counts, null is nothing. */
  public synchronized void on(@Nullable Runnable action) {
    this.action = action;
  }

  /** Does what is to be done, once. */
  void fire() {
    Runnable now;
    synchronized (this) {
      if (fired) {
        return;
      }
      fired = true;
      now = action;
    }
    if (now != null) {
      now.run();
    }
  }

  /**
   * Returns at once, unless the process is being ended by a signal: then what the command has seen
   * fail is the end of what it needed, and it waits for its own end in silence.
   */
  public void yieldToEnd() {
    boolean ending;
    synchronized (this) {
      ending = fired && action != null;
    }
    if (ending) {
      awaitSignal();
    }
  }

  /** Waits until a signal ends the process. */
  public void awaitSignal() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sleeps. */
  public void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
