package dev.halfspeed.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them: with units, rounded to what they are worth. */
public final class Words {
  private static final int SHORT_ID = 12;

  private Words() {}

  /** The first digits of a commit's id. */
  public static String shortId(String id) {
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  /** A fraction without a sign as per cent: 0.241 is "24.1 %". */
  public static String percent(double fraction) {
    double percent = 100 * Math.abs(fraction);
    return String.format(Locale.ROOT, percent < 0.995 ? "%.2f %%" : "%.1f %%", percent);
  }

  /** A fraction with its sign as per cent: -0.241 is "-24.1 %". */
  public static String signedPercent(double fraction) {
    return (fraction < 0 ? "-" : "+") + percent(fraction);
  }

  /** A change with its interval: "-24.1 % (95 %: -24.6 % to -23.7 %)". */
  public static String change(BisectionView.Change change) {
    return signedPercent(change.fraction())
        + " (95 %: "
        + signedPercent(change.low())
        + " to "
        + signedPercent(change.high())
        + ")";
  }

  /** A probability; never rounded to certainty. */
  public static String probability(double probability) {
    if (probability > 0.9999) {
      return "> 0.9999";
    }
    if (probability > 0.99) {
      return String.format(Locale.ROOT, "%.4f", probability);
    }
    return String.format(Locale.ROOT, probability < 0.01 ? "%.4f" : "%.2f", probability);
  }

  /** A metric's value with its unit: four significant digits or all before the point. */
  public static String value(double value, String unit) {
    double size = Math.abs(value);
    String number =
        String.format(
            Locale.ROOT,
            size >= 1000 ? "%,.0f" : size >= 100 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f",
            value);
    return unit.isEmpty() ? number : number + " " + unit;
  }

  /** A duration: "8.2 s", "3 min 5 s", "2 h 4 min". */
  public static String duration(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    Duration duration = Duration.ofMillis(Math.round(seconds * 1000));
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (duration.toHours() == 0) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }

  /** A count with its noun: "1 boot", "3 boots". */
  public static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d", count) + " " + noun + (count == 1 ? "" : "s");
  }
}
