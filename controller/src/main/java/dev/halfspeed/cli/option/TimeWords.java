package dev.halfspeed.cli.option;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as they are written on the command line. */
public final class TimeWords {
  private static final Pattern SPAN = Pattern.compile("(?<number>[0-9]{1,6})(?<unit>[mhd])");
  private static final int SHOWN = 60;

  private TimeWords() {}

  /**
   * A length of time such as 30m, 6h or 1d.
   *
   * @param option whose value it is
   */
  public static Duration span(String option, String text) throws Problem {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw new Problem(
          option + " can't be \"" + Text.fit(text, SHOWN) + "\".",
          "Give it a whole number with its unit, m, h or d, such as: " + option + " 6h");
    }
    long number = Long.parseLong(span.group("number"));
    return switch (span.group("unit")) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /**
   * A moment, in UTC unless it says otherwise.
   *
   * @param option whose value it is
   */
  public static Instant instant(String option, String text) throws Problem {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException withoutOffset) {
      try {
        return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException unreadable) {
        throw new Problem(
            option + " can't be \"" + Text.fit(text, SHOWN) + "\".",
            "Give it a date and a time, such as: " + option + " 2026-12-01T22:00Z",
            unreadable);
      }
    }
  }
}
