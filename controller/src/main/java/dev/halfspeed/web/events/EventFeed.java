package dev.halfspeed.web.events;

import dev.halfspeed.json.JsonPatch;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.http.Answer;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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

  // Guarded by this.

  /** What the thread of the feed waits for; each has its own. */
  private Inbox inbox = new Inbox();

  private final Set<EventSubscriber> readers = new LinkedHashSet<>();

  /** Of numbers that follow one another, up to the newest. */
  private final List<Event> changes = new ArrayList<>();

  private long bytes;
  private long number;
  private @Nullable JsonNode last;
  private @Nullable Buffer snapshot;
  private boolean isSnapshotWanted;
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

  /** The newest view that was not logged yet, and a bell for the one who waits for it. */
  private static final class Inbox {
    private final AtomicReference<@Nullable BisectionView> newest = new AtomicReference<>();
    private final Semaphore bell = new Semaphore(0);

    void put(BisectionView view) {
      newest.set(view);
      wake();
    }

    void wake() {
      bell.release();
    }

    /** Waits until the bell rings, but no longer than a time; not at all where that is over. */
    void await(Duration longest) throws InterruptedException {
      if (bell.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        bell.drainPermits();
      }
    }

    Optional<BisectionView> take() {
      return Optional.ofNullable(newest.getAndSet(null));
    }
  }

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

  EventFeed(String name, StreamPace pace) {
    this.name = name;
    this.pace = pace;
  }

  /** Adds a reader, who is sent what he does not know yet and everything from then on. */
  void attach(EventSubscriber reader, Source source) throws Problem {
    synchronized (this) {
      if (!isRunning) {
        isCurrent = false;
        var views = new Inbox();
        AutoCloseable subscription = source.follow(views::put);
        inbox = views;
        isRunning = true;
        Thread.ofPlatform().daemon().name("events").start(() -> run(subscription, views));
      }
      readers.add(reader);
      if (reader.knowsNothing()) {
        isSnapshotWanted = true;
        inbox.wake();
      }
    }
    reader.begin();
  }

  /** Forgets a reader. */
  void detach(EventSubscriber reader) {
    synchronized (this) {
      readers.remove(reader);
      inbox.wake();
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

  private void run(AutoCloseable subscription, Inbox views) {
    boolean isOver = false;
    long pingNanos = System.nanoTime();
    try (subscription) {
      do {
        views.await(pace.ping().minusNanos(System.nanoTime() - pingNanos));
        Optional<BisectionView> view = views.take();
        view.ifPresent(this::log);
        if (makesSnapshot() || view.isPresent()) {
          each(EventSubscriber::pump);
        }
        if (System.nanoTime() - pingNanos >= pace.ping().toNanos()) {
          pingNanos = System.nanoTime();
          each(EventSubscriber::ping);
        }
        if (view.isPresent()) {
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
    JsonNode tree = Answer.JSON.valueToTree(view);
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
      bytes -= changes.removeFirst().text().length();
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
    long oldest = number - changes.size();
    return known >= oldest && known < number
        ? Optional.of(changes.get((int) (known - oldest)))
        : whole();
  }

  /** The whole view; empty until the thread of the feed has written it down. */
  private Optional<Event> whole() {
    if (snapshot == null) {
      isSnapshotWanted = true;
      inbox.wake();
      return Optional.empty();
    }
    return Optional.of(new Event(number, snapshot, false));
  }

  /**
   * Writes the whole view down where somebody waits for it: here, since it takes too long for the
   * event loop. Only the thread of the feed comes here.
   */
  private boolean makesSnapshot() {
    JsonNode tree;
    synchronized (this) {
      if (!isSnapshotWanted || !isCurrent || last == null) {
        return false;
      }
      isSnapshotWanted = false;
      if (snapshot != null) {
        // Whoever wants it has found it.
        return false;
      }
      tree = last;
    }
    Buffer text = event("snapshot", tree).text();
    synchronized (this) {
      snapshot = text;
    }
    return true;
  }
}
