package dev.halfspeed.report.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a culprit and what it was proved against spend their time, from boots that were made for
 * it. Hints, no proof.
 *
 * <p>Shares are of the time in which processors had something to do, as fractions.
 *
 * @param first without the change, like {@code second} with it
 * @param isInstructions whether time is instructions: the clock of the kernels counted them
 * @param hertz samples a second of each processor that were asked for
 * @param lost samples that the kernels could not hand over
 * @param work the metric that counts work, for which time is told too; absent where the metric is
 *     no such rate
 * @param tested functions that were compared
 * @param clear functions by which the two are told apart
 * @param symbols those that say most, such as differ clearly first
 * @param hints what known cases make of them
 * @param notes what is missing, and why, a sentence each
 */
public record ProfileEvidence(
    Side first,
    Side second,
    boolean isInstructions,
    int hertz,
    long lost,
    @Nullable String work,
    int tested,
    int clear,
    List<Symbol> symbols,
    List<Hint> hints,
    List<String> notes) {
  public ProfileEvidence {
    symbols = List.copyOf(symbols);
    hints = List.copyOf(hints);
    notes = List.copyOf(notes);
  }

  /**
   * One of the two.
   *
   * @param boots that have a profile
   * @param samples of processors that had something to do
   * @param idle share of all processors' time in which they had nothing to do
   */
  public record Side(String name, int boots, long samples, double idle) {}

  /**
   * A function.
   *
   * @param kernel whether it is the kernel's
   * @param self time in the function itself
   * @param total time in it and in what it calls
   * @param clear whether the two are told apart by it
   */
  public record Symbol(String name, boolean kernel, Share self, Share total, boolean clear) {}

  /**
   * A share of the time.
   *
   * @param low of the 95 % interval of {@code second} less {@code first}, like {@code high}
   * @param forWork how many times as much time the second takes there for the same work; absent
   *     where the first takes none
   * @param clear whether the two are told apart by it
   */
  public record Share(
      double first,
      double second,
      double low,
      double high,
      @Nullable Double forWork,
      boolean clear) {}

  /**
   * What a known case makes of it.
   *
   * @param rule its name in the manual
   * @param place the function, and its caller where that matters
   * @param words one sentence with figures, and one with what to try
   */
  public record Hint(String rule, String place, String words) {}
}
