package dev.halfspeed.report;

import dev.halfspeed.report.view.ProfileEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the time goes in two kernels, in words. */
public final class ProfileText {
  private static final int MOST_NAME = 60;

  /** Rows of a table that people read. */
  public static final int ROWS = 15;

  private ProfileText() {}

  /** What was compared, and what the numbers are worth. */
  public static String introduction(ProfileEvidence evidence) {
    return "Profile, "
        + side(evidence.first())
        + " against "
        + side(evidence.second())
        + ", in boots for it alone: "
        + (isOfOneBoot(evidence)
            ? "of "
                + Words.count(evidence.tested(), "function")
                + " none is said to differ clearly, since with one boot on a side it is not known"
                + " what boots of one kernel differ in; intervals know counting alone."
            : evidence.clear() == 0
                ? "none of " + Words.count(evidence.tested(), "function") + " differs clearly."
                : evidence.clear()
                    + " of "
                    + Words.count(evidence.tested(), "function")
                    + (evidence.clear() == 1 ? " differs" : " differ")
                    + " clearly (by half a percentage point or more, at most one in twenty of them"
                    + " by chance).")
        + " Shares are of the time in which processors had something to do: "
        + idle(evidence)
        + "."
        + (evidence.isInstructions()
            ? " The clock counts instructions, so time is instructions."
            : "")
        + (evidence.lost() > 0 ? " %,d samples were lost.".formatted(evidence.lost()) : "")
        + " Hints, no proof.";
  }

  private static boolean isOfOneBoot(ProfileEvidence evidence) {
    return evidence.first().boots() < 2 || evidence.second().boots() < 2;
  }

  /** What a cut of rare stacks means for the table. */
  public static String others(double first, double second) {
    return "Rare stacks were left out: they have %s of the time without the change and %s with it,"
            .formatted(percent(first), percent(second))
        + " by which shares of functions may be too small";
  }

  private static String side(ProfileEvidence.Side side) {
    return name(side)
        + " (%s, %,d samples)".formatted(Words.count(side.boots(), "boot"), side.samples());
  }

  private static String idle(ProfileEvidence evidence) {
    return "%s of all in the first, %s in the second"
        .formatted(percent(1 - evidence.first().idle()), percent(1 - evidence.second().idle()));
  }

  /** A side's name as it is shown. */
  public static String name(ProfileEvidence.Side side) {
    return Printable.line(Words.shortId(side.name()), MOST_NAME);
  }

  /** The columns of a table. */
  public static List<String> head(ProfileEvidence evidence) {
    var head =
        new ArrayList<>(
            List.of(
                "function",
                name(evidence.first()),
                name(evidence.second()),
                "points more (95 %)",
                "with its calls"));
    if (evidence.work() != null) {
      head.add("for the same " + Printable.line(evidence.work(), MOST_NAME));
    }
    return head;
  }

  /** A row below {@link #head}. */
  public static List<String> row(ProfileEvidence evidence, ProfileEvidence.Symbol symbol) {
    ProfileEvidence.Share self = symbol.self();
    ProfileEvidence.Share total = symbol.total();
    var row =
        new ArrayList<>(
            List.of(
                Printable.line(symbol.name(), MOST_NAME)
                    + (symbol.kernel() ? " (kernel)" : "")
                    + (symbol.clear() ? "" : ", not clear"),
                percent(self.first()),
                percent(self.second()),
                "%s (%s to %s)"
                    .formatted(
                        points(self.second() - self.first()),
                        points(self.low()),
                        points(self.high())),
                percent(total.first()) + " to " + percent(total.second())));
    if (evidence.work() != null) {
      row.add(times(self.forWork()));
    }
    return row;
  }

  /** The one line that says most; empty where nothing differs. */
  public static String brief(ProfileEvidence evidence) {
    return evidence.symbols().stream()
        .filter(ProfileEvidence.Symbol::clear)
        .findFirst()
        .map(symbol -> {
          // It may be clear by what it calls alone.
          ProfileEvidence.Share share = symbol.self().clear() ? symbol.self() : symbol.total();
          return "%s%s takes %s of the time in %s, %s in %s"
              .formatted(
                  Printable.line(symbol.name(), MOST_NAME),
                  symbol.self().clear() ? "" : " with its calls",
                  percent(share.second()),
                  name(evidence.second()),
                  percent(share.first()),
                  name(evidence.first()));
        })
        .orElse("");
  }

  /**
   * A hint: the figures, what they usually mean, and what to try.
   *
   * @param slower the side that spends more there
   * @param more its share
   * @param less the other's
   * @param other what the other is, such as "without the change"
   */
  public static String hint(
      ProfileEvidence.Side slower,
      String place,
      double more,
      double less,
      String other,
      String meaning,
      String wayOut) {
    String share = percent(less);
    return "%s spends %s of the time in %s (%s %s): %s. Hint: %s."
        .formatted(
            name(slower),
            percent(more),
            place,
            share.equals(percent(0)) ? "none" : share,
            other,
            meaning,
            wayOut);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String points(double share) {
    return String.format(Locale.ROOT, "%+.1f", 100 * share);
  }

  private static String times(@Nullable Double ratio) {
    return ratio == null
        ? "none before"
        : String.format(Locale.ROOT, ratio >= 100 ? "%,.0f times" : "%.2f times", ratio);
  }
}
