package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.util.Map;

/** How a boot went, as far as the guest's own init. */
public sealed interface BootOutcome {
  /**
   * Init ran, on the kernel that was built.
   *
   * @param ended why the guest is gone
   * @param phases how long each lasted, by this machine's clock
   */
  record Up(
      String bootId,
      String buildId,
      String release,
      Map<String, String> state,
      Map<String, Duration> phases,
      Ending ended,
      String message)
      implements BootOutcome {}

  /**
   * Init did not run: the kernel's fault.
   *
   * @param message the line of the console that says most
   */
  record Down(Result.BootFailure how, String message) implements BootOutcome {}

  /** Why a guest that was up is gone. */
  enum Ending {
    /** Its init came to its end. */
    REGULAR,
    /** Its kernel broke down, or it ended for no visible reason. */
    CRASH,
    /** It was killed because time ran out. */
    DEADLINE
  }
}
