package dev.halfspeed.agent;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.worker.protocol.Reply;
import java.io.IOException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import org.jspecify.annotations.Nullable;

/** Puts what went wrong with one machine into words, with what a person can do about it. */
public final class FaultMessages {
  private final Machine machine;

  public FaultMessages(Machine machine) {
    this.machine = machine;
  }

  /** A reply that was not asked for, or a refusal. */
  public MachineFault unexpected(Reply reply) {
    if (reply instanceof Reply.Refused(long _, var reason, String message, Long _, var _)) {
      return switch (reason) {
        case STALE_LEASE ->
            new MachineFault(
                MachineFault.Kind.LEASE_LOST,
                "machine %s: another controller has taken it over (%s)"
                    .formatted(machine.name(), message),
                "nothing: it is used again when that one works there no more");
        case IN_USE ->
            MachineFault.inUse(
                "machine %s is in use by another controller: %s".formatted(machine.name(), message),
                "wait until it has ended, stop it, or take the machine from it: --take-over");
        case UNKNOWN_JOB, BAD_REQUEST, FAILED ->
            isFull(message)
                ? full("its worker refused: " + message, null)
                : protocol(
                    "its worker refused: " + message,
                    "see the worker's folder " + machine.directory() + " there",
                    null);
      };
    }
    return protocol(
        "its worker answered with " + reply.getClass().getSimpleName() + ", which was not asked",
        "build Halfspeed anew, so that controller and worker are of one version",
        null);
  }

  /** Something other than the connection failed. */
  public MachineFault failed(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (isFull(text)) {
      return full(text, e);
    }
    if (isRefusedSession(e)) {
      return protocol(
          "its sshd refused another session on the connection: MaxSessions may be too low there",
          "set MaxSessions to 10, as it is by default, or more in /etc/ssh/sshd_config there, and"
              + " have sshd read it: systemctl reload ssh",
          e);
    }
    return protocol(
        text, "see the worker's folder " + machine.directory() + " there, and its disk", e);
  }

  /** Git puts an error of its own around it. */
  private static boolean isRefusedSession(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OpenFailException) {
        return true;
      }
    }
    return false;
  }

  /** Whether a program's words say that there is no room, for anybody or for this user. */
  public static boolean isFull(String text) {
    return text.contains("No space left") || text.contains("Disk quota exceeded");
  }

  private MachineFault full(String what, @Nullable Throwable cause) {
    String text = "machine %s: %s".formatted(machine.name(), what);
    String nextStep = "make room at " + machine.directory() + " there";
    return cause == null
        ? new MachineFault(MachineFault.Kind.DISK_FULL, text, nextStep)
        : new MachineFault(MachineFault.Kind.DISK_FULL, text, nextStep, cause);
  }

  /** The worker is not as it must be. */
  public MachineFault protocol(String what, String nextStep, @Nullable Throwable cause) {
    String text = "machine %s: %s".formatted(machine.name(), what);
    return cause == null
        ? new MachineFault(MachineFault.Kind.PROTOCOL, text, nextStep)
        : new MachineFault(MachineFault.Kind.PROTOCOL, text, nextStep, cause);
  }

  /** The connection dropped, or there was none. */
  public MachineFault unreachable(IOException e) {
    return new MachineFault(
        MachineFault.Kind.UNREACHABLE,
        "machine %s: %s".formatted(machine.name(), e.getMessage()),
        "see whether it is up: " + new SshTarget(machine, machine.jumps().size()).command(),
        e);
  }

  /** The controller is stopping. */
  MachineFault closed() {
    return new MachineFault(
        MachineFault.Kind.UNREACHABLE,
        "the link to machine " + machine.name() + " was closed",
        "start again: the controller that was asked has stopped");
  }
}
