package dev.halfspeed.web.events;

import dev.halfspeed.json.JsonPatch;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.web.http.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * One bisection's changes as an ordered log, shared by all who follow it: a view and its difference
 * from the one before are computed once. While nobody follows it stands still, and goes on with the
 * difference from where it stood.
 */
final class EventFeed {
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  /** What somebody who comes back may have missed without needing a whole view. */
  private static final int MOST_CHANGES = 512;

  private static final long MOST_BYTES = 2 << 20;

  /** Tells this log's numbers from those of another one of the same bisection. */
  private final String name;

  private final StreamPace pace;

  /** Shown to followers of views. */
  private final UnaryOperator<BisectionView> shown;

  // Guarded by this.

  /** The view to log next; empty: somebody has gone. Each thread of the feed has its own. */
  private BlockingQueue<Optional<BisectionView>> next = new ArrayBlockingQueue<>(1);

  private final Set<EventSubscriber> readers = new LinkedHashSet<>();
  private final Deque<Event> changes = new ArrayDeque<>();
  private long bytes;
  private long number;
  private @Nullable JsonNode last;
  private @Nullable Buffer snapshot;
  private boolean isCurrent;
  private boolean isEnded;
  private boolean isRunning;

  /**
   * What a reader is sent.
   *
   * @param number of the last change that the reader then knows
   * @param isLast whether nothing will come behind it
   */
  record Event(long number, Buffer text, boolean isLast) {}

  /** Tells a listener of views, at once and after each change. */
  interface Source {
    /**
     * Begins.
     *
     * @return ends it
     * @throws Problem when there is no such bisection
     */
    AutoCloseable follow(Consumer<BisectionView> listener) throws Problem;
  }

  EventFeed(String name, StreamPace pace, UnaryOperator<BisectionView> shown) {
    this.name = name;
    this.pace = pace;
    this.shown = shown;
  }

  /** Adds a reader, who is sent what he does not know yet and everything from then on. */
  void attach(EventSubscriber reader, Source source) throws Problem {
    synchronized (this) {
      if (!isRunning) {
        isCurrent = false;
        BlockingQueue<Optional<BisectionView>> views = new ArrayBlockingQueue<>(1);
        AutoCloseable subscription =
            source.follow(view -> {
              views.poll();
              views.offer(Optional.of(view));
            });
        next = views;
        isRunning = true;
        Thread.ofPlatform().daemon().name("events").start(() -> run(subscription, views));
      }
      readers.add(reader);
      if (isCurrent) {
        snapshot();
      }
    }
    reader.begin();
  }

  /** Forgets a reader. */
  void detach(EventSubscriber reader) {
    synchronized (this) {
      readers.remove(reader);
      next.offer(Optional.empty());
    }
  }

  /** Whether nobody follows. */
  synchronized boolean isIdle() {
    return !isRunning;
  }

  /** The number in an event's id; -1 where it is of another log. */
  long number(@Nullable String id) {
    if (id != null && id.matches(name + "-\\d{1,18}")) {
      return Long.parseLong(id.substring(name.length() + 1));
    }
    return -1;
  }

  private void run(AutoCloseable subscription, BlockingQueue<Optional<BisectionView>> views) {
    boolean isOver = false;
    try (subscription) {
      do {
        Optional<BisectionView> view = views.poll(pace.ping().toMillis(), TimeUnit.MILLISECONDS);
        if (view == null) {
          each(EventSubscriber::ping);
        } else if (view.isPresent()) {
          log(view.get());
          each(EventSubscriber::pump);
          Thread.sleep(pace.spacing());
        }
      } while (!stopsWithoutReaders());
      isOver = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.error("changes of a bisection can't be told", e);
    } finally {
      if (!isOver) {
        cutAllOff();
      }
    }
  }

  private synchronized boolean stopsWithoutReaders() {
    isRunning = !readers.isEmpty();
    return !isRunning;
  }

  private void cutAllOff() {
    List<EventSubscriber> left;
    synchronized (this) {
      isRunning = false;
      left = List.copyOf(readers);
    }
    left.forEach(EventSubscriber::drop);
  }

  private void each(Consumer<EventSubscriber> what) {
    List<EventSubscriber> all;
    synchronized (this) {
      all = List.copyOf(readers);
    }
    all.forEach(what);
  }

  /** Only the thread of the feed comes here. */
  private void log(BisectionView view) {
    JsonNode tree = Answer.JSON.valueToTree(shown.apply(view));
    JsonNode before;
    synchronized (this) {
      before = last;
    }
    ArrayNode patch = before == null ? null : JsonPatch.between(before, tree);
    synchronized (this) {
      if (patch == null || !patch.isEmpty()) {
        number++;
        last = tree;
        snapshot = null;
        if (patch != null) {
          add(event("change", patch));
        }
      }
      isEnded = view.state() != BisectionView.State.RUNNING;
      isCurrent = true;
    }
  }

  private void add(Event change) {
    changes.add(change);
    bytes += change.text().length();
    while (changes.size() > MOST_CHANGES || bytes > MOST_BYTES) {
      bytes -= changes.remove().text().length();
    }
  }

  private Event event(String kind, JsonNode data) {
    return new Event(
        number,
        Buffer.buffer("event: " + kind + "\nid: " + name + "-" + number + "\ndata: ")
            .appendBytes(Answer.JSON.writeValueAsBytes(data))
            .appendString("\n\n"),
        false);
  }

  /** What comes behind a number; empty where nothing does yet. */
  synchronized Optional<Event> after(long known) {
    if (!isCurrent) {
      return Optional.empty();
    }
    if (known == number) {
      return isEnded
          ? Optional.of(new Event(number, Buffer.buffer("event: end\ndata: {}\n\n"), true))
          : Optional.empty();
    }
    return known >= number - changes.size() && known < number
        ? changes.stream().filter(change -> change.number() == known + 1).findFirst()
        : Optional.of(new Event(number, snapshot(), false));
  }

  private synchronized Buffer snapshot() {
    Buffer text = snapshot;
    if (text == null) {
      text = event("snapshot", last == null ? Answer.JSON.nullNode() : last).text();
      snapshot = text;
    }
    return text;
  }
}
