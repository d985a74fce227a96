package dev.halfspeed.report.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about the kernel options that changed with a culprit.
 *
 * @param changed by the effective configurations of its kernel and its parent's
 * @param isAll whether the commit changes nothing but Kconfig files
 * @param trials ways of putting the options back, in their order; none where there was nothing to
 *     try, or no budget for it
 */
public record OptionsView(List<Changed> changed, boolean isAll, List<Trial> trials) {
  public OptionsView {
    changed = List.copyOf(changed);
    trials = List.copyOf(trials);
  }

  /**
   * An option.
   *
   * @param before its value at the parent; {@code n} where it is off, or not there
   * @param after its value at the culprit, likewise
   * @param area such as preemption; absent where it is of none that is known to matter
   */
  public record Changed(String symbol, String before, String after, @Nullable String area) {}

  /** How options were put back. */
  public enum By {
    /** The configuration, and words of the kernel's command line. */
    SETTINGS,
    /** The Kconfig files as before, too. */
    DEFINITIONS
  }

  /**
   * A kernel of the culprit with its options as before.
   *
   * @param restored those that its effective configuration has as before
   * @param arguments words of the kernel's command line for what it could not
   * @param values one a boot, in the metric's unit; none where it was not booted
   * @param recovered the share of the change that it gets back; absent where it was not measured,
   *     or runs pass or fail
   * @param obstacle why it could not be measured; absent where it could
   */
  public record Trial(
      By by,
      List<String> restored,
      List<String> arguments,
      List<Double> values,
      @Nullable Recovered recovered,
      @Nullable String obstacle) {
    public Trial {
      restored = List.copyOf(restored);
      arguments = List.copyOf(arguments);
      values = List.copyOf(values);
    }
  }

  /**
   * The share of a change that is got back, with a 95 % interval; 1 is all of it.
   *
   * @param share as it was measured
   * @param most whether that is most of it
   * @param nothing whether that is next to nothing
   */
  public record Recovered(double share, double low, double high, boolean most, boolean nothing) {}
}
