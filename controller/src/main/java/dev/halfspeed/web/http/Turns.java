package dev.halfspeed.web.http;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Requests that are answered on other threads, so many at once. Others wait for a moment, which is
 * enough when many come together, and are refused where it is not. Whose turn it is, is decided on
 * the server's one event loop, so without locks.
 */
final class Turns {
  private static final int MOST_WAITING = 4000;

  private final int most;
  private final Duration patience;
  private final Executor threads;

  /** In the order in which they came, each with the timer that ends its patience. */
  private final LinkedHashMap<Waiting, Long> waiting = new LinkedHashMap<>();

  private int taken;

  /** A request that waits for its turn. No record: two requests are never the same. */
  private static final class Waiting {
    private final Runnable task;

    Waiting(Runnable task) {
      this.task = task;
    }
  }

  /**
   * Nobody waits.
   *
   * @param most how many are answered at once
   * @param patience how long others wait
   * @param threads where they are answered: it refuses nothing
   */
  Turns(int most, Duration patience, Executor threads) {
    this.most = most;
    this.patience = patience;
    this.threads = threads;
  }

  /**
   * Has a task done when its turn has come, or refuses it.
   *
   * @param loop the event loop, on which this is called
   * @param refuse what is done, on the event loop, instead of the task
   */
  void take(Context loop, Runnable task, Runnable refuse) {
    if (taken < most) {
      start(loop, task);
    } else if (waiting.size() < MOST_WAITING) {
      var request = new Waiting(task);
      long timer =
          loop.owner()
              .setTimer(
                  patience.toMillis(),
                  _ -> {
                    waiting.remove(request);
                    refuse.run();
                  });
      waiting.put(request, timer);
    } else {
      refuse.run();
    }
  }

  private void start(Context loop, Runnable task) {
    taken++;
    threads.execute(() -> {
      try {
        task.run();
      } finally {
        loop.runOnContext(_ -> ended(loop));
      }
    });
  }

  private void ended(Context loop) {
    taken--;
    Map.Entry<Waiting, Long> next = waiting.pollFirstEntry();
    if (next != null) {
      loop.owner().cancelTimer(next.getValue());
      start(loop, next.getKey().task);
    }
  }
}
