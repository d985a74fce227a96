package dev.halfspeed.agent.ssh;

import dev.halfspeed.agent.SshTarget;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/**
 * The SSH connections that lead to a machine, each carried by the one before it: those to its jump
 * hosts, in their order, and the one to the machine. They live and end together.
 */
public final class SshRoute implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor ALARMS = alarms();

  /** A deadline that runs until it is closed. */
  public static final class Deadline implements AutoCloseable {
    private final ScheduledFuture<?> alarm;

    private Deadline(ScheduledFuture<?> alarm) {
      this.alarm = alarm;
    }

    @Override
    public void close() {
      alarm.cancel(false);
    }
  }

  private record Leg(SshTarget target, SSHClient client) {
    boolean isAlive() {
      return client.isConnected() && client.isAuthenticated();
    }
  }

  private final List<Leg> legs = new CopyOnWriteArrayList<>();
  private volatile @Nullable String aborted;

  private static ScheduledThreadPoolExecutor alarms() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("ssh-deadlines").factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /** Adds the next connection, before it is made. */
  void add(SshTarget target, SSHClient client) {
    legs.add(new Leg(target, client));
  }

  /** The connection to the machine, or to the jump host that was reached so far. */
  SSHClient last() {
    return legs.getLast().client();
  }

  /** Why it was closed from this end; absent while it was not. */
  @Nullable String aborted() {
    return aborted;
  }

  /** Whether there is still someone at the other end, as far as is known. */
  boolean isAlive() {
    return aborted == null && legs.stream().allMatch(Leg::isAlive);
  }

  /** The first jump host that is gone, with words before it; empty when none is. */
  String atJumpHost() {
    return legs.stream()
        .limit(Math.max(0, legs.size() - 1))
        .filter(leg -> !leg.isAlive())
        .findFirst()
        .map(leg -> " at " + leg.target().name())
        .orElse("");
  }

  /** Closes all when the time is over, unless the deadline was closed before. */
  Deadline deadline(Duration time, String what) {
    return new Deadline(
        ALARMS.schedule(
            () -> Thread.startVirtualThread(() -> abort(what)),
            time.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  /** Closes all without a word to the other ends, which may not be listening. */
  void abort(String reason) {
    if (aborted == null) {
      aborted = reason;
    }
    for (Leg leg : legs) {
      Socket socket = leg.client().getSocket();
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is closed as far as this end is concerned.
        }
      }
    }
  }

  @Override
  public void close() {
    if (aborted == null) {
      aborted = "closed here";
    }
    // A polite goodbye can block on a full send buffer.
    try (Deadline _ = deadline(Duration.ofSeconds(1), "closing took too long")) {
      for (Leg leg : legs.reversed()) {
        leg.client().close();
      }
    } catch (IOException e) {
      abort("closing failed: " + SshWords.of(e));
    }
  }
}
