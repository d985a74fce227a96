package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.Owner;
import dev.halfspeed.worker.protocol.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Who has this machine: the controller that works on it, and when it was last heard of by the clock
 * of this machine that never goes back. Clocks of different machines are never compared.
 *
 * <p>Callers hold the machine's lease lock.
 */
final class Ownership {
  /** A controller that was not heard of for so long is dead. It is heard of every 15 s. */
  static final Duration SILENCE = Duration.ofSeconds(90);

  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  private final Home home;
  private final UpTime upTime;

  /** How long the system has been up: the machine's clock that never goes back. */
  @FunctionalInterface
  interface UpTime {
    /** Since its start. */
    Duration get() throws IOException;

    /** As the kernel counts it. */
    UpTime OF_THE_SYSTEM =
        () ->
            Duration.ofMillis(
                (long)
                    (1000
                        * Double.parseDouble(
                            Files.readString(Path.of("/proc/uptime")).split(" ")[0])));
  }

  Ownership(Home home, UpTime upTime) {
    this.home = home;
    this.upTime = upTime;
  }

  /**
   * What was last heard.
   *
   * @param work for people; empty: it works on nothing here
   * @param since when that work began, for people
   * @param bootId of this machine's system then
   * @param upMillis for how long that system was up then
   */
  record Heard(Owner owner, String work, Instant since, String bootId, long upMillis) {}

  /** Who was heard of last; empty where nobody was, or what is written can't be read. */
  Optional<Heard> last() throws IOException {
    if (!Files.exists(home.owner())) {
      return Optional.empty();
    }
    try {
      return Optional.of(Protocol.read(Files.readString(home.owner()), Heard.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Whether the machine was another controller's last, whatever became of that one. */
  boolean isOfAnother(Owner owner) throws IOException {
    return last().filter(last -> !last.owner().id().equals(owner.id())).isPresent();
  }

  /** Another controller that lives and works here. */
  Optional<Heard> inTheWayOf(Owner owner) throws IOException {
    Optional<Heard> last = last();
    return last.isPresent()
            && !last.get().owner().id().equals(owner.id())
            && !last.get().work().isEmpty()
            && isAlive(last.get())
        ? last
        : Optional.empty();
  }

  private boolean isAlive(Heard heard) throws IOException {
    return silence(heard).compareTo(SILENCE) < 0 && !hasDiedHere(heard.owner().process());
  }

  /** For how long it was not heard of; after a restart of this machine, since that. */
  Duration silence(Heard heard) throws IOException {
    Duration up = upTime.get();
    return heard.bootId().equals(ProcessIdentity.currentBootId())
        ? up.minusMillis(heard.upMillis())
        : up;
  }

  /** A controller on this very machine leaves no doubt. */
  private static boolean hasDiedHere(Owner.ProcessId process) throws IOException {
    return process.bootId().equals(ProcessIdentity.currentBootId())
        && process.namespace().equals(Files.readSymbolicLink(NAMESPACE).toString())
        && !new ProcessIdentity(process.bootId(), process.pid(), process.startTime()).isAlive();
  }

  /** What was heard of this controller, where no other one was heard of since. */
  private Optional<Heard> before(Owner owner) throws IOException {
    return last().filter(last -> last.owner().id().equals(owner.id()));
  }

  /** What it works on here, as it was heard last; empty: nothing. */
  String work(Owner owner) throws IOException {
    return before(owner).map(Heard::work).orElse("");
  }

  /** The machine is this controller's from now on; it is heard of now. */
  void hear(Owner owner, String work) throws IOException {
    Instant since =
        before(owner)
            .filter(last -> !last.work().isEmpty())
            .map(Heard::since)
            .orElse(Instant.now());
    var heard =
        new Heard(owner, work, since, ProcessIdentity.currentBootId(), upTime.get().toMillis());
    // Not forced to the disk: after a power cut the controller is heard of anew, or it is dead.
    Path fresh = Files.createTempFile(home.temporary(), "owner-", ".tmp");
    try {
      Files.writeString(fresh, Protocol.write(heard));
      Files.move(fresh, home.owner(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
