package dev.halfspeed.schedule;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What wakes a bisection besides its jobs; ends with it. Used by one thread. */
public final class Timers implements AutoCloseable {
  /** Connecting costs next to nothing, so it is tried as often on the last day as at first. */
  static final Duration BETWEEN_CONNECTIONS = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  private final Time time;
  private final Map<String, Time.Running> set = new HashMap<>();

  /** None is set. */
  public Timers(Time time) {
    this.time = time;
  }

  private interface Waiting {
    void perform() throws InterruptedException;
  }

  /**
   * Rings once after a while.
   *
   * @param name one that is set already is wanted no more
   * @param ring called on a thread of its own
   */
  public void after(String name, Duration pause, Runnable ring) {
    set(name, () -> time.sleep(pause), ring);
  }

  /** Rings once a connection shows that a machine is back, or that something else is wrong. */
  void whenConnected(String name, WorkerClient link, Runnable ring) {
    set(name, () -> awaitConnection(link), ring);
  }

  private void set(String name, Waiting waiting, Runnable ring) {
    Time.Running before =
        set.put(
            name,
            time.start(
                name,
                () -> {
                  try {
                    waiting.perform();
                    ring.run();
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  }
                }));
    if (before != null) {
      before.interrupt();
    }
  }

  private void awaitConnection(WorkerClient link) throws InterruptedException {
    boolean isBack = false;
    while (!isBack) {
      time.sleep(BETWEEN_CONNECTIONS);
      try {
        link.connect();
        isBack = true;
      } catch (RuntimeException unexpected) {
        LOG.error("a machine could not be connected to", unexpected);
        isBack = true;
      } catch (MachineFault fault) {
        // Whatever else is wrong with it, whoever uses it next is told.
        isBack = !isSeenByConnecting(fault.kind());
      }
    }
  }

  /** Whether a connection tells that such a fault is over. */
  static boolean isSeenByConnecting(MachineFault.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, KEY_REFUSED, HOST_KEY_CHANGED, HOST_KEY_UNKNOWN, IN_USE, LEASE_LOST -> true;
      case DISK_FULL, NO_RUNTIME, PROTOCOL, SOURCES_DAMAGED -> false;
    };
  }

  @Override
  public void close() {
    set.values().forEach(Time.Running::interrupt);
  }
}
