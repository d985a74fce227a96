package dev.halfspeed.campaign;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells followers that a bisection has changed; changes that come while a follower is busy are told
 * as one.
 */
public final class Changes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private final Consumer<String> first;

  private record Follower(String bisection, Semaphore signal, Thread thread) {}

  /**
   * Nobody follows anything yet.
   *
   * @param first hears of every change before any follower does
   */
  public Changes(Consumer<String> first) {
    this.first = first;
  }

  public void changed(String bisection) {
    first.accept(bisection);
    for (Follower follower : followers) {
      if (follower.bisection().equals(bisection) && follower.signal().availablePermits() == 0) {
        follower.signal().release();
      }
    }
  }

  /** Calls a listener at once, and after every change until it is closed. */
  public AutoCloseable follow(String bisection, Runnable listener) {
    var signal = new Semaphore(1);
    Thread thread =
        Thread.ofVirtual()
            .name("follower of " + bisection)
            .unstarted(() -> {
              try {
                while (true) {
                  signal.acquire();
                  signal.drainPermits();
                  tell(bisection, listener);
                }
              } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
              }
            });
    var follower = new Follower(bisection, signal, thread);
    followers.add(follower);
    thread.start();
    return () -> end(follower);
  }

  /** A follower that could not be told this time is told the next time. */
  private static void tell(String bisection, Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException failed) {
      LOG.warn("a follower of campaign {} missed a change", bisection, failed);
    }
  }

  private void end(Follower follower) {
    followers.remove(follower);
    follower.thread().interrupt();
  }

  @Override
  public void close() {
    List.copyOf(followers).forEach(this::end);
  }
}
