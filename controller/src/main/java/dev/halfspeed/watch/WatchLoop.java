package dev.halfspeed.watch;

import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the watches, each by itself: one whose repository hangs holds up no other. Any thread may
 * call.
 */
public final class WatchLoop implements AutoCloseable {
  /** What the owners of campaigns begin with that watches start. */
  public static final String OWNER = "watch ";

  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private final WatchPorts ports;
  private final Map<String, Running> running = new HashMap<>();

  private record Running(WatchRun run, Time.Running task) {}

  /** No watch runs yet. */
  public WatchLoop(WatchPorts ports) {
    this.ports = ports;
  }

  /** Goes on with all watches that are not over. */
  public void start() {
    ports.watches().all().stream().filter(this::isOpen).forEach(this::start);
  }

  private boolean isOpen(WatchRecord watch) {
    List<WatchEventRecord> events = ports.watches().lastEvents(watch.id());
    return WatchState.of(events).phase() != WatchState.Phase.REMOVED
        || !ports.points().open(watch.id()).isEmpty();
  }

  /** Runs a watch from now on. */
  synchronized void start(WatchRecord watch) {
    if (running.containsKey(watch.id())) {
      return;
    }
    Mailbox<Boolean> mailbox = ports.time().mailbox();
    var run = new WatchRun(watch, ports, mailbox);
    Runnable task =
        () -> {
          try {
            run.run();
          } finally {
            forget(watch.id(), run);
          }
        };
    running.put(watch.id(), new Running(run, ports.time().start("watch " + watch.name(), task)));
  }

  /** A watch that is over needs to hear of nothing any more. */
  private synchronized void forget(String watch, WatchRun run) {
    running.computeIfPresent(watch, (ignored, one) -> one.run() == run ? null : one);
  }

  /** Has a watch look at its rows soon. */
  synchronized void wake(String watch) {
    Running one = running.get(watch);
    if (one != null) {
      one.run().wake();
    }
  }

  /** Something ended in the lab: whoever waits for it looks. */
  public synchronized void wakeAll() {
    running.values().forEach(one -> one.run().wake());
  }

  /** Ends the tasks; what is open goes on at the next start. */
  @Override
  public void close() {
    List<Running> all;
    synchronized (this) {
      all = List.copyOf(running.values());
      running.clear();
    }
    all.forEach(one -> one.task().interrupt());
    try {
      for (Running one : all) {
        one.task().join(A_MOMENT);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
