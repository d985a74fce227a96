package dev.halfspeed.report;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CounterEvidence;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What else differed between two kernels, in words. */
public final class CounterText {
  private static final int MOST_NAME = 60;

  /** From here on a change is told as a multiple: 1,900 % more says less than 20 times as much. */
  private static final double MULTIPLE = 2;

  private CounterText() {}

  /** What was compared, and what the numbers are worth. */
  public static String introduction(CounterEvidence evidence) {
    return "What the kernels counted during the runs, "
        + side(evidence.first())
        + " against "
        + side(evidence.second())
        + ": "
        + (evidence.differences().isEmpty()
            ? "none of " + Words.count(evidence.counted(), "counter") + " differs clearly."
            : evidence.differences().size()
                + " of "
                + Words.count(evidence.counted(), "counter")
                + (evidence.differences().size() == 1 ? " differs" : " differ")
                + " clearly (5 % or more, at most one in twenty of them by chance)."
                + (evidence.work() == null
                    ? ""
                    : " Of a slower kernel less happens in the same time, and more time passes for"
                        + " the same "
                        + Printable.line(evidence.work(), MOST_NAME)
                        + ": what differs in both comes first.")
                + " Hints, no proof.");
  }

  private static String side(CounterEvidence.Side side) {
    return name(side) + " (" + Words.count(side.boots(), "boot") + ")";
  }

  /** A side's name as it is shown. */
  public static String name(CounterEvidence.Side side) {
    return Printable.line(Words.shortId(side.name()), MOST_NAME);
  }

  /**
   * The columns of a table.
   *
   * @return also what is above them
   */
  public static List<String> head(CounterEvidence evidence) {
    String work = evidence.work();
    List<String> head =
        List.of("counter", name(evidence.first()), name(evidence.second()), "in the same time");
    return work == null
        ? head
        : List.of(
            head.get(0),
            head.get(1),
            head.get(2),
            head.get(3),
            "for the same " + Printable.line(work, MOST_NAME));
  }

  /** A row below {@link #head}. */
  public static List<String> row(CounterEvidence evidence, CounterEvidence.Difference difference) {
    List<String> row =
        List.of(
            Printable.line(difference.counter(), MOST_NAME),
            amount(difference.first(), difference.unit()),
            amount(difference.second(), difference.unit()),
            change(difference.change()));
    return evidence.work() == null
        ? row
        : List.of(
            row.get(0), row.get(1), row.get(2), row.get(3), change(difference.changeForWork()));
  }

  /** An amount with its unit, such as 12.4 /s. */
  public static String amount(double amount, String unit) {
    return number(amount) + (unit.equals("1/s") ? " /s" : unit.isEmpty() ? "" : " " + unit);
  }

  private static String number(double amount) {
    double size = Math.abs(amount);
    if (size >= 1e9) {
      return String.format(Locale.ROOT, "%.3g", amount);
    }
    return String.format(
        Locale.ROOT,
        size == 0 || size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 1 ? "%.1f" : "%.3f",
        amount);
  }

  /** A change such as 31 % more, 4.2 times as much, or 20 % less. */
  public static String change(BisectionView.Change change) {
    double ratio = 1 + change.fraction();
    if (ratio >= 1 + MULTIPLE) {
      return String.format(Locale.ROOT, ratio >= 100 ? "%,.0f" : "%.1f", ratio) + " times as much";
    }
    return String.format(
        Locale.ROOT, "%.0f %% %s", 100 * Math.abs(ratio - 1), ratio < 1 ? "less" : "more");
  }

  /**
   * A hint: the figures, what they usually mean, and what to try.
   *
   * @param slower the side that has more, or less, of it
   * @param difference seen from the faster side to the slower one
   * @param work the metric that counts work; absent where there is none
   */
  public static String hint(
      CounterEvidence.Side slower,
      CounterEvidence.Difference difference,
      @Nullable String work,
      String meaning,
      String wayOut) {
    return name(slower)
        + " has "
        + (difference.first() == 0
            ? amount(difference.second(), difference.unit())
            : change(difference.change()))
        + " "
        + difference.counter()
        + " in the same time"
        + (difference.first() == 0
            ? ", where there was none"
            : " ("
                + amount(difference.second(), difference.unit())
                + " against "
                + amount(difference.first(), difference.unit())
                + ")"
                + (work == null
                    ? ""
                    : ", "
                        + change(difference.changeForWork())
                        + " for the same "
                        + Printable.line(work, MOST_NAME)))
        + ": "
        + meaning
        + ". Hint: "
        + wayOut
        + ".";
  }
}
