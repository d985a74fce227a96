package dev.halfspeed.report.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else differed between two kernels, by what they counted during their runs. Hints, no proof.
 *
 * @param first one of the two
 * @param second the other, whose differences from the first are told
 * @param work the metric that counts work, for which differences are told too; absent where the
 *     metric is no such rate
 * @param counted counters that could be compared
 * @param differences the counters that differ clearly, the one that says most first
 * @param hints what known cases make of them
 */
public record CounterEvidence(
    Side first,
    Side second,
    @Nullable String work,
    int counted,
    List<Difference> differences,
    List<Hint> hints) {
  public CounterEvidence {
    differences = List.copyOf(differences);
    hints = List.copyOf(hints);
  }

  /**
   * One of the two.
   *
   * @param boots that were compared: those on machines that booted both
   */
  public record Side(String name, int boots) {}

  /**
   * A counter.
   *
   * @param counter its name, the kernel's file first
   * @param unit of {@code first} and {@code second}: such as 1/s, s/s (seconds per second), pages
   * @param first mean of that side's boots, like {@code second}
   * @param change in the same time, with its interval
   * @param changeForWork for the same work; equal to {@code change} where work is not counted
   */
  public record Difference(
      String counter,
      String unit,
      double first,
      double second,
      BisectionView.Change change,
      BisectionView.Change changeForWork) {}

  /**
   * What a known case makes of a difference.
   *
   * @param rule its name in the manual
   * @param words one sentence with figures, and one with what to try
   */
  public record Hint(String rule, String counter, String words) {}
}
