package dev.halfspeed.report.view.machine;

import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine of the lab as people see it.
 *
 * @param state ready, busy, in use (by another controller), disturbed (by what else runs there, so
 *     that a bisection waits for it), quarantined, drained, unusable (something is missing),
 *     unreachable, not connected
 * @param problem why it can't be used, and what to do; absent where it can
 * @param doing what runs there now
 * @param standing whether it may be given work
 * @param lastCheck the last whole check that has figures; absent where there is none
 */
public record MachineView(
    String name,
    String address,
    List<String> roles,
    String boot,
    String state,
    @Nullable String problem,
    @Nullable Instant seenAt,
    @Nullable Integer cores,
    @Nullable Long memoryBytes,
    @Nullable Long diskFreeBytes,
    @Nullable String operatingSystem,
    Map<String, String> tools,
    String acceleration,
    List<BisectionView.Activity> doing,
    Standing standing,
    @Nullable CheckView lastCheck) {

  /**
   * Whether a machine may be given work.
   *
   * @param state unchecked, admitted, quarantined, drained
   * @param cause person, check, faults, drift; absent where nothing was ever said
   * @param reason absent likewise
   * @param since absent likewise
   * @param by whose word it is; absent likewise, and where that was not kept
   */
  public record Standing(
      String state,
      @Nullable String cause,
      @Nullable String reason,
      @Nullable Instant since,
      @Nullable String by) {
    /** Of a machine that nobody has said anything of. */
    public static final Standing UNCHECKED = new Standing("unchecked", null, null, null, null);
  }
}
