package dev.halfspeed.web.events;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client that follows one bisection. What it is sent waits in the feed, not here: a client that
 * reads slowly is given the next change when it has taken the one before, and the whole view when
 * the feed has no longer what it lacks. All is done on the event loop, so without locks.
 */
final class EventSubscriber {
  static final String TYPE = "text/event-stream";
  private static final Buffer RETRY = Buffer.buffer("retry: 2000\n\n");
  private static final Buffer PING = Buffer.buffer(": ping\n\n");

  private final EventFeed feed;
  private final HttpServerResponse response;
  private final Context loop;
  private final StreamPace pace;
  private final Runnable atEnd;

  private long known;
  private @Nullable Long fullSinceNanos;
  private boolean isBegun;
  private boolean isOver;

  /**
   * Makes a reader that has been sent nothing.
   *
   * @param loop where the response is written
   * @param known the number of the last change that it has seen already; -1: none
   * @param atEnd called once, when the client is answered or has gone
   */
  EventSubscriber(
      EventFeed feed,
      HttpServerResponse response,
      Context loop,
      StreamPace pace,
      long known,
      Runnable atEnd) {
    this.feed = feed;
    this.response = response;
    this.loop = loop;
    this.pace = pace;
    this.known = known;
    this.atEnd = atEnd;
  }

  /** Whether the client needs a whole view to begin with; not asked once it was sent anything. */
  boolean knowsNothing() {
    return known < 0;
  }

  /** Starts the answer. */
  void begin() {
    loop.runOnContext(_ -> {
      if (response.closed()) {
        finish();
        return;
      }
      response
          .putHeader("Content-Type", TYPE)
          .putHeader("X-Accel-Buffering", "no")
          .setChunked(true)
          .closeHandler(_ -> finish())
          .exceptionHandler(_ -> finish())
          .drainHandler(_ -> advance());
      response.write(RETRY);
      isBegun = true;
      advance();
    });
  }

  /** Sends what has come, as far as the client takes it. */
  void pump() {
    loop.runOnContext(_ -> advance());
  }

  /** Shows that the connection lives. */
  void ping() {
    loop.runOnContext(_ -> {
      advance();
      if (isBegun && !isOver && !response.writeQueueFull()) {
        response.write(PING);
      }
    });
  }

  /** Cuts the client off. */
  void drop() {
    loop.runOnContext(_ -> cut());
  }

  private void advance() {
    if (!isBegun || isOver) {
      return;
    }
    while (!response.writeQueueFull()) {
      fullSinceNanos = null;
      Optional<EventFeed.Event> event = feed.after(known);
      if (event.isEmpty()) {
        return;
      }
      if (event.get().isLast()) {
        response.end(event.get().text());
        finish();
        return;
      }
      response.write(event.get().text());
      known = event.get().number();
    }
    long now = System.nanoTime();
    if (fullSinceNanos == null) {
      fullSinceNanos = now;
    } else if (now - fullSinceNanos > pace.patience().toNanos()) {
      cut();
    }
  }

  private void cut() {
    if (!isOver) {
      finish();
      response.reset();
    }
  }

  private void finish() {
    if (!isOver) {
      isOver = true;
      feed.detach(this);
      atEnd.run();
    }
  }
}
