package dev.halfspeed.agent.reboot;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.Optional;

/** Looks which system runs on a machine that comes and goes. */
final class BootWatcher {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final WorkerClient link;
  private final Time time;

  BootWatcher(WorkerClient link, Time time) {
    this.link = link;
    this.time = time;
  }

  /** The system that answers; empty where none does. */
  Optional<WorkerClient.Running> look() throws MachineFault, InterruptedException {
    try {
      return Optional.of(link.running());
    } catch (MachineFault fault) {
      return switch (fault.kind()) {
        // A system on its way down or up takes a connection and then refuses the key, or can't
        // start the worker.
        case UNREACHABLE, KEY_REFUSED, PROTOCOL, DISK_FULL -> Optional.empty();
        case HOST_KEY_CHANGED, HOST_KEY_UNKNOWN, NO_RUNTIME, LEASE_LOST, IN_USE, SOURCES_DAMAGED ->
            throw fault;
      };
    }
  }

  /**
   * Waits for another system than one; an open port alone is nothing. Looks once more after the
   * time: who was frozen meanwhile must not take a machine for dead that came up long ago.
   *
   * @param before the boot id of that one; empty: any system will do
   */
  Optional<WorkerClient.Running> await(String before, Duration patience)
      throws MachineFault, InterruptedException {
    long end = time.nanoTime() + patience.toNanos();
    while (true) {
      boolean isLast = time.nanoTime() - end >= 0;
      Optional<WorkerClient.Running> now =
          look().filter(running -> !running.bootId().equals(before));
      if (now.isPresent() || isLast) {
        return now;
      }
      pause();
    }
  }

  /** The time between two looks. */
  void pause() throws InterruptedException {
    time.sleep(BETWEEN_LOOKS);
  }
}
