package dev.halfspeed.web.events;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.Calls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The logs of changes of the bisections that are followed, and of some that were. */
public final class EventFeeds {
  /** Logs that are kept for those who come back, though nobody follows. */
  private static final int MOST_IDLE = 32;

  private final Controller controller;
  private final StreamPace pace;
  private final Semaphore places;
  private final SecureRandom random = new SecureRandom();

  /** By bisection, that which was asked for longest ago first. */
  private final Map<String, EventFeed> feeds = new LinkedHashMap<>(16, 0.75f, true);

  /** Nothing is followed yet. */
  public EventFeeds(Controller controller, StreamPace pace) {
    this.controller = controller;
    this.pace = pace;
    this.places = new Semaphore(pace.most());
  }

  /** Answers with the changes of a bisection from now on, or from what the client has seen. */
  public void follow(String bisection, RoutingContext context) throws Problem {
    if (context.request().method().equals(HttpMethod.HEAD)) {
      controller.campaigns().bisection(bisection);
      new Answer(200, EventSubscriber.TYPE, Buffer.buffer()).send(context);
      return;
    }
    if (!places.tryAcquire()) {
      Calls.BUSY.send(context);
      return;
    }
    EventFeed feed = feed(bisection);
    var reader =
        new EventSubscriber(
            feed,
            context.response(),
            // There is one event loop, so this is that of the request.
            context.vertx().getOrCreateContext(),
            pace,
            feed.number(context.request().getHeader("Last-Event-ID")),
            places::release);
    boolean isAttached = false;
    try {
      feed.attach(reader, listener -> controller.campaigns().follow(bisection, listener));
      isAttached = true;
    } finally {
      if (!isAttached) {
        places.release();
        forget(bisection, feed);
      }
    }
  }

  private synchronized EventFeed feed(String bisection) {
    EventFeed found = feeds.get(bisection);
    if (found == null) {
      byte[] name = new byte[4];
      random.nextBytes(name);
      found = new EventFeed(HexFormat.of().formatHex(name), pace);
      feeds.put(bisection, found);
      forgetOldest(found);
    }
    return found;
  }

  private void forgetOldest(EventFeed but) {
    List<String> idle =
        feeds.entrySet().stream()
            .filter(entry -> entry.getValue() != but && entry.getValue().isIdle())
            .map(Map.Entry::getKey)
            .toList();
    idle.stream().limit(Math.max(0, idle.size() - MOST_IDLE)).forEach(feeds::remove);
  }

  private synchronized void forget(String bisection, EventFeed feed) {
    if (feed.isIdle()) {
      feeds.remove(bisection, feed);
    }
  }
}
