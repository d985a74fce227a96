package dev.halfspeed.web.page;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, times and names as pages show them. */
public final class Show {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int LINE = 300;
  private static final double FINE = 0.002;

  private Show() {}

  /** A time, to the minute. */
  public static String time(Instant at) {
    return MINUTE.format(at);
  }

  /** A day. */
  public static String day(Instant at) {
    return DAY.format(at);
  }

  /** A time for machines. */
  public static String machine(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A signed fraction in per cent. */
  public static String percent(double fraction) {
    return signed(Words.change(fraction));
  }

  /** A change with its 95 % interval. */
  public static String change(double fraction, double low, double high) {
    return percent(fraction) + " (95 %: " + interval(low, high) + ")";
  }

  /** A change with its 95 % interval; in words where it has no size. */
  public static String change(BisectionView.Change change) {
    return Double.isFinite(change.fraction())
            && Double.isFinite(change.low())
            && Double.isFinite(change.high())
        ? change(change.fraction(), change.low(), change.high())
        : "more than can be said in per cent";
  }

  /** Both ends of an interval, with as many digits as tell them apart. */
  public static String interval(double low, double high) {
    String format = high - low < FINE ? "%+.2f" : "%+.1f";
    return signed(
        String.format(Locale.ROOT, format, 100 * low)
            + " to "
            + String.format(Locale.ROOT, format, 100 * high)
            + " %");
  }

  /** A value with its unit. */
  public static String value(double value, String unit) {
    return signed(Words.value(value, unit));
  }

  private static String signed(String text) {
    return text.replace('-', '\u2212');
  }

  /** The first digits of a commit, or of its ancestor such as ID~1. */
  public static String commit(String id) {
    int end = id.indexOf('~');
    return end < 0 ? Words.shortId(id) : Words.shortId(id.substring(0, end)) + id.substring(end);
  }

  /** Text from outside on one line, not longer than one reads. */
  public static String line(@Nullable String text) {
    return text == null ? "" : Printable.line(text, LINE);
  }

  /** A count with its noun. */
  public static String count(long count, String noun) {
    return Words.count(count, noun);
  }

  /** With its first letter large. */
  public static String capital(String text) {
    return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
