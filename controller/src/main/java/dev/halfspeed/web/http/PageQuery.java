package dev.halfspeed.web.http;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.watch.SeriesRange;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the query of an address asks for. A field that is empty is as if it were not there. */
public record PageQuery(RoutingContext context) {
  /** A text; empty where it was not given. */
  public String text(String name) {
    List<String> values = context.queryParam(name);
    return values.isEmpty() ? "" : values.getFirst().strip();
  }

  /**
   * A whole number of 1 or more.
   *
   * @throws Problem when it is something else
   */
  public long number(String name, long otherwise) throws Problem {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"" + name + "\" in the address is \"" + text + "\", and no whole number from 1",
          "give one such as " + name + "=2, or leave it out");
    }
    return Long.parseLong(text);
  }

  /**
   * The first digits of a commit's id, in small letters; empty where none were given.
   *
   * @throws Problem when it is something else
   */
  public String commit(String name) throws Problem {
    String commit = text(name).toLowerCase(Locale.ROOT);
    if (!commit.isEmpty() && !commit.matches("[0-9a-f]{4,40}")) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"" + name + "\" in the address is not the beginning of a commit's id",
          "give its first 4 to 40 hexadecimal digits, or leave it out");
    }
    return commit;
  }

  /**
   * A moment: a day in UTC, or a time such as 2026-11-29T10:15:00Z.
   *
   * @param daysLater added to a day: 1 where its end is meant
   * @throws Problem when it is something else
   */
  public Optional<Instant> moment(String name, int daysLater) throws Problem {
    String text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant moment =
          text.length() == "2026-11-29".length()
              ? LocalDate.parse(text).plusDays(daysLater).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
      if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
        throw new DateTimeParseException("out of range", text, 0);
      }
      return Optional.of(moment);
    } catch (DateTimeParseException e) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"" + name + "\" in the address is \"" + text + "\", and no time",
          "give a day such as 2026-11-29, or a time such as 2026-11-29T10:15:00Z",
          e);
    }
  }

  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

  /**
   * Which part of a series is meant: {@code from} and {@code to}, a day at the end included, or
   * {@code change}.
   */
  public SeriesRange range() throws Problem {
    Optional<Instant> from = moment("from", 0);
    Optional<Instant> until = moment("to", 1);
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"from\" in the address is not before \"to\"",
          "exchange them, or leave one out");
    }
    String change = text("change");
    return new SeriesRange(from, until, change.isEmpty() ? Optional.empty() : Optional.of(change));
  }
}
