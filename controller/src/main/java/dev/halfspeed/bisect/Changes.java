package dev.halfspeed.bisect;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Tells followers that a bisection has changed; changes that come while a follower is busy are told
 * as one.
 */
final class Changes implements AutoCloseable {
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();

  private record Follower(String bisection, Semaphore signal, Thread thread) {}

  void changed(String bisection) {
    for (Follower follower : followers) {
      if (follower.bisection().equals(bisection) && follower.signal().availablePermits() == 0) {
        follower.signal().release();
      }
    }
  }

  /** Calls a listener at once, and after every change until it is closed. */
  AutoCloseable follow(String bisection, Runnable listener) {
    var signal = new Semaphore(1);
    Thread thread =
        Thread.ofVirtual()
            .name("follower of " + bisection)
            .unstarted(() -> {
              try {
                while (true) {
                  signal.acquire();
                  signal.drainPermits();
                  listener.run();
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

  private void end(Follower follower) {
    followers.remove(follower);
    follower.thread().interrupt();
  }

  @Override
  public void close() {
    List.copyOf(followers).forEach(this::end);
  }
}
