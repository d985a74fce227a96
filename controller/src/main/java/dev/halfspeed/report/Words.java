package dev.halfspeed.report;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.report.view.BisectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as people read them: with units, intervals and no more digits than they carry. */
public final class Words {
  private static final int SHORT_ID = 10;

  /** From here on nobody counts digits. */
  private static final double LARGE = 1e12;

  /** Below this three decimals show nothing. */
  private static final double SMALL = 0.001;

  private Words() {}

  /**
   * A value with four significant digits and its unit, such as 1,318 tps; in powers of ten where it
   * is very large or very small, such as 1.000e+308 tps.
   */
  public static String value(double value, String unit) {
    double size = Math.abs(value);
    if (size >= LARGE || (size > 0 && size < SMALL)) {
      return String.format(Locale.ROOT, "%.3e", value) + (unit.isEmpty() ? "" : " " + unit);
    }
    // Each limit is what is rounded up to the next power of ten.
    int decimals = size >= 999.95 ? 0 : size >= 99.995 ? 1 : size >= 9.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value)
        + (unit.isEmpty() ? "" : " " + unit);
  }

  /** A value of a bisection's metric; a rate is called by the metric's name, such as 1,318 tps. */
  public static String value(double value, BisectionView.Request request) {
    if (isPassOrFail(request)) {
      return value == 1 ? "passed" : value == 0 ? "failed" : percent(value) + " passed";
    }
    return value(value, unit(request));
  }

  /** The same without its unit, where many stand beside each other. */
  public static String bare(double value, BisectionView.Request request) {
    return isPassOrFail(request) ? value(value, request) : value(value, "");
  }

  /** Where a value of a bisection's metric lies, such as 950.1 to 1,050. */
  public static String interval(double low, double high, BisectionView.Request request) {
    return isPassOrFail(request)
        ? percent(low) + " to " + percent(high)
        : value(low, "") + " to " + value(high, "");
  }

  /** Whether a run of a bisection passes or fails, instead of giving a number. */
  public static boolean isPassOrFail(BisectionView.Request request) {
    return PassFailMetric.isUnit(request.metricUnit());
  }

  /** What the values of a bisection's metric are called. */
  public static String unit(BisectionView.Request request) {
    return request.metricUnit().equals("1/s") ? request.metric() : request.metricUnit();
  }

  /** A signed fraction as percent, such as -24.1 %. */
  public static String change(double fraction) {
    return signed(fraction, Math.abs(fraction) < 0.01 ? 2 : 1);
  }

  /** A change with its interval, such as -24.1 % (95 %: -24.6 % to -23.7 %). */
  public static String change(BisectionView.Change change) {
    boolean fine = change.high() - change.low() < 0.002 || Math.abs(change.fraction()) < 0.01;
    int decimals = fine ? 2 : 1;
    return signed(change.fraction(), decimals)
        + " (95 %: "
        + signed(change.low(), decimals)
        + " to "
        + signed(change.high(), decimals)
        + ")";
  }

  private static String signed(double fraction, int decimals) {
    double percent = Math.abs(fraction) * 100;
    if (percent >= LARGE) {
      return (fraction < 0 ? "-" : "+") + String.format(Locale.ROOT, "%.1e %%", percent);
    }
    String digits = String.format(Locale.ROOT, "%." + decimals + "f", percent);
    boolean zero = digits.chars().allMatch(c -> c == '0' || c == '.');
    return (zero ? "" : fraction < 0 ? "-" : "+") + digits + " %";
  }

  /** A probability; near 1 it never claims to be certain. */
  public static String probability(double probability) {
    if (probability > 0.9995) {
      return "over 99.9 %";
    }
    if (probability >= 0.995) {
      return String.format(Locale.ROOT, "%.1f %%", probability * 100);
    }
    if (probability > 0 && probability < 0.005) {
      return "under 0.5 %";
    }
    return Math.round(probability * 100) + " %";
  }

  /** A probability that is less than was asked for: rounded down, so that it also reads as less. */
  public static String lessThanAsked(double probability) {
    return part(Math.floor(1000 * probability) / 1000);
  }

  /** A part of a whole, such as 3.2 %. */
  public static String part(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", fraction * 100);
  }

  /** A confidence as it was asked for, such as 99 % or 99.9 %. */
  public static String level(double confidence) {
    String digits = String.format(Locale.ROOT, "%.3f", confidence * 100);
    return digits.replaceAll("0+$", "").replaceAll("\\.$", "") + " %";
  }

  /** A duration in its two largest units, such as 2 min 05 s. */
  public static String duration(double seconds) {
    long whole = Math.round(Math.max(0, seconds));
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    if (whole < 172_800) {
      return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }
    return String.format(Locale.ROOT, "%d d %02d h", whole / 86_400, whole % 86_400 / 3600);
  }

  /** A forecast, rounded to what a forecast can say. */
  public static String about(double seconds) {
    if (seconds < 10) {
      return "a few seconds";
    }
    if (seconds < 60) {
      return "about " + Math.round(seconds / 10) * 10 + " s";
    }
    if (seconds < 3600) {
      return "about " + Math.round(seconds / 60) + " min";
    }
    return "about " + duration(Math.round(seconds / 600) * 600.0);
  }

  /**
   * What is ahead of a bisection, such as about 14 boots, 25 min; 97 % to name the culprit within
   * 200 boots.
   */
  public static String ahead(BisectionView.Forecast forecast, int maximumBoots) {
    BisectionView.Span seconds = forecast.seconds();
    return "about "
        + count(Math.max(1, Math.round(forecast.boots().expected())), "boot")
        + (seconds == null ? "" : ", " + roughly(seconds.expected()))
        + "; "
        + chance(forecast.success())
        + " to name the culprit within "
        + count(maximumBoots, "boot");
  }

  /** A forecast's probability: no finer than a forecast is. */
  private static String chance(double probability) {
    if (probability < 0.01) {
      return "under 1 %";
    }
    return probability > 0.99 ? "over 99 %" : Math.round(100 * probability) + " %";
  }

  /** The smallest change that is found, such as a loss from 0.34 %. */
  public static String found(BisectionView.Request request, double resolvable) {
    return (request.seeksImprovement() ? "a gain from " : "a loss from ") + smallest(resolvable);
  }

  /** The time of a forecast without its "about". */
  public static String roughly(double seconds) {
    return about(seconds).replaceFirst("^about ", "");
  }

  /** The smallest change that can be found, with two digits, such as 0.34 %. */
  public static String smallest(double fraction) {
    double percent = 100 * Math.abs(fraction);
    return String.format(Locale.ROOT, percent < 1 ? "%.2f %%" : "%.1f %%", percent);
  }

  /** The time from one instant to another. */
  public static String between(Instant from, Instant to) {
    return duration(Duration.between(from, to).toMillis() / 1000.0);
  }

  /** How far into a bisection something happened, as 1:02:03 or 2:03, right-aligned. */
  public static String stamp(Instant start, Instant at) {
    long whole = Math.max(0, Duration.between(start, at).toSeconds());
    String text =
        whole < 3600
            ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
            : String.format(
                Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60);
    return String.format(Locale.ROOT, "[%7s]", text);
  }

  /** A count with its noun, such as 1 boot or 1,318 boots. */
  public static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  /** Bytes in binary units, such as 1.7 GiB. */
  public static String bytes(long bytes) {
    double value = bytes;
    for (String unit : new String[] {"B", "KiB", "MiB", "GiB"}) {
      if (value < 1024) {
        return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", value, unit);
      }
      value /= 1024;
    }
    return String.format(Locale.ROOT, "%.1f TiB", value);
  }

  /**
   * The first digits of a commit's id, or a name as it is: seldom ambiguous in a kernel's history,
   * which has some ten million objects.
   */
  public static String shortId(String id) {
    return id.matches("[0-9a-f]{40}") ? id.substring(0, SHORT_ID) : id;
  }

  /** A fraction without its sign as percent, such as 24.1 %. */
  public static String percent(double fraction) {
    return part(Math.abs(fraction));
  }

  /** What has changed on a machine, in one line. */
  public static String regime(BisectionView.Regime regime, BisectionView.Request request) {
    return "on "
        + regime.machine()
        + " "
        + request.metric()
        + " changed by "
        + change(regime.fraction())
        + " with boot "
        + regime.boot()
        + ", whatever was booted: something else has changed there, and the search goes on with"
        + " that";
  }

  /** What was not the same in all boots, in one line. */
  public static String difference(BisectionView.Difference difference) {
    return difference.name()
        + " on "
        + difference.machine()
        + ": "
        + difference.settings().stream()
            .map(setting ->
                "\""
                    + setting.value()
                    + "\" in boot"
                    + (setting.boots().size() == 1 ? " " : "s ")
                    + setting.boots().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
  }
}
