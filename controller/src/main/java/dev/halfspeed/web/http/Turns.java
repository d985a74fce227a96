package dev.halfspeed.web.http;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that are answered on other threads, so many at once. Others wait for a moment, which is
 * enough when many come together, and are refused where it is not. Whose turn it is, is decided on
 * the server's one event loop, so without locks.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final int most;
  private final int mostWaiting;
  private final Duration patience;
  private final Executor threads;

  /** In the order in which they came, each with the timer that ends its patience. */
  private final LinkedHashMap<Request, Long> waiting = new LinkedHashMap<>();

  private int taken;

  /** What is asked: an object of its own each time, since it is known by that while it waits. */
  interface Request {
    /** Answers it, off the event loop. */
    void answer();

    /** Does something else instead, on the event loop. */
    void refuse();

    /** Whether nobody waits for an answer any more; asked on the event loop. */
    boolean isGone();
  }

  /**
   * Nobody waits.
   *
   * @param most how many are answered at once
   * @param mostWaiting how many others may wait: each holds its request's body
   * @param patience how long others wait
   * @param threads where they are answered
   */
  Turns(int most, int mostWaiting, Duration patience, Executor threads) {
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.patience = patience;
    this.threads = threads;
  }

  /**
   * Has a request answered when its turn has come, or refuses it.
   *
   * @param loop the event loop, on which this is called
   */
  void take(Context loop, Request request) {
    if (taken < most) {
      start(loop, request);
    } else if (waiting.size() < mostWaiting) {
      long timer =
          loop.owner()
              .setTimer(
                  patience.toMillis(),
                  _ -> {
                    waiting.remove(request);
                    request.refuse();
                  });
      waiting.put(request, timer);
    } else {
      request.refuse();
    }
  }

  private void start(Context loop, Request request) {
    taken++;
    try {
      threads.execute(() -> {
        try {
          request.answer();
        } finally {
          endLater(loop);
        }
      });
    } catch (RuntimeException | OutOfMemoryError e) {
      // The host gives no more threads now.
      LOG.warn("a request can't be answered", e);
      taken--;
      request.refuse();
    }
  }

  private void endLater(Context loop) {
    try {
      loop.runOnContext(_ -> ended(loop));
    } catch (RejectedExecutionException closed) {
      LOG.debug("the server has ended, so it is nobody's turn", closed);
    }
  }

  private void ended(Context loop) {
    taken--;
    while (taken < most && !waiting.isEmpty()) {
      Map.Entry<Request, Long> next = waiting.pollFirstEntry();
      loop.owner().cancelTimer(next.getValue());
      Request request = next.getKey();
      if (!request.isGone()) {
        start(loop, request);
      }
    }
  }
}
