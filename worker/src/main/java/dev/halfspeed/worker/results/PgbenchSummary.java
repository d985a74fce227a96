package dev.halfspeed.worker.results;

import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.LineReader;
import dev.halfspeed.worker.host.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What pgbench prints at its end, in the words of PostgreSQL 9.6 to 18.
 *
 * @param tps transactions a second of all scripts together, without the time to connect where
 *     pgbench tells it: version 14 and later print only that, "without initial connection time", or
 *     with {@code -C} only "including reconnection times"; earlier ones two numbers, of which this
 *     is the one "excluding connections establishing"
 * @param latencyMean milliseconds; from the scheduled time on where a rate was asked for
 */
record PgbenchSummary(double tps, OptionalDouble latencyMean) {

  /**
   * Reads the summary, which may stand among progress lines and errors.
   *
   * @throws ReproducerException when there is no tps, the run was not whole, or transactions failed
   */
  static PgbenchSummary read(Path file) throws IOException, ReproducerException {
    var parser = new Parser();
    try (LineReader lines = LineReader.of(file)) {
      @Nullable String line = lines.next();
      while (line != null) {
        parser.line(PlainText.of(line).strip());
        line = lines.next();
      }
    }
    return parser.summary(file);
  }

  private static final class Parser {
    private static final Pattern TPS = Pattern.compile("tps *= *([^(]*)(?:\\((.*)\\))?.*");
    private static final Pattern LATENCY =
        Pattern.compile("latency average *(?:=|:) *(.*?) *ms\\b.*");
    private static final Pattern FAILED =
        Pattern.compile("number of failed transactions: (\\d+)\\b.*");
    private static final Pattern PROCESSED =
        Pattern.compile(
            "number of transactions actually processed:"
                + " (?<done>\\d{1,18})(?:/(?<asked>\\d{1,18}))?\\b.*");
    private static final Pattern SKIPPED =
        Pattern.compile("number of transactions skipped: (\\d{1,18})\\b.*");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}([.,]\\d{1,30})?");

    /** A client that gives up, in the words of 9.6 to 18; others go on without it. */
    private static final Pattern ABORTED =
        Pattern.compile(
            "(?:pgbench: (?:error|fatal): |(?:pgbench: )?[Cc]lient \\d+ (?:script \\d+ )?aborted\\b"
                + "|(?:pgbench: )?Run was aborted\\b).*");

    private @Nullable String tps;
    private @Nullable String including;
    private OptionalDouble rate = OptionalDouble.empty();
    private OptionalDouble latency = OptionalDouble.empty();
    private @Nullable String aborted;
    private @Nullable String failed;
    private @Nullable String fewer;
    private long missing;

    void line(String line) throws ReproducerException {
      Matcher average = LATENCY.matcher(line);
      Matcher failures = FAILED.matcher(line);
      Matcher processed = PROCESSED.matcher(line);
      Matcher skipped = SKIPPED.matcher(line);
      if (line.startsWith("tps")) {
        tps(line);
      } else if (average.matches()) {
        latency = OptionalDouble.of(number(average.group(1), line));
      } else if (failures.matches()) {
        if (failed == null && !failures.group(1).matches("0+")) {
          failed = failures.group(1);
        }
      } else if (processed.matches()) {
        processed(Long.parseLong(processed.group("done")), processed.group("asked"), line);
      } else if (skipped.matches()) {
        missing -= Long.parseLong(skipped.group(1));
      } else if (aborted == null && ABORTED.matcher(line).matches()) {
        aborted = line;
      }
    }

    /** With {@code -t} pgbench knows how many there should be: clients that gave up made fewer. */
    private void processed(long done, @Nullable String asked, String line)
        throws ReproducerException {
      if (done == 0 && aborted == null) {
        throw new ReproducerException(
            "pgbench made no transaction: \"" + PlainText.quote(line) + "\"");
      }
      if (asked != null && Long.parseLong(asked) > done) {
        missing += Long.parseLong(asked) - done;
        fewer = line;
      }
    }

    private void tps(String line) throws ReproducerException {
      Matcher matcher = TPS.matcher(line);
      if (!matcher.matches()) {
        return;
      }
      double value = number(matcher.group(1).strip(), line);
      String condition = matcher.group(2);
      switch (condition == null ? "" : condition.strip()) {
        case "including connections establishing" -> including = line;
        case "excluding connections establishing",
            "without initial connection time",
            "including reconnection times" -> {
          if (tps != null) {
            throw new ReproducerException(
                "there are the summaries of two runs of pgbench: \"%s\" and \"%s\""
                    .formatted(PlainText.quote(tps), PlainText.quote(line)));
          }
          tps = line;
          rate = OptionalDouble.of(value);
        }
        default ->
            throw new ReproducerException(
                "pgbench says a kind of tps that is not known: \"%s\"; does it speak another language (set LC_ALL=C)?"
                    .formatted(PlainText.quote(line)));
      }
    }

    /** A decimal comma is one, since pgbench never groups digits. */
    private static double number(String text, String line) throws ReproducerException {
      double value =
          NUMBER.matcher(text).matches() ? Double.parseDouble(text.replace(',', '.')) : Double.NaN;
      if (!(value > 0)) {
        if (value == 0 && line.startsWith("latency")) {
          // Rounded away: the log knows better.
          return 0;
        }
        throw new ReproducerException(
            (value <= 0 ? "pgbench made no transaction: \"" : "pgbench printed no number in \"")
                + PlainText.quote(line)
                + "\"");
      }
      return value;
    }

    PgbenchSummary summary(Path file) throws ReproducerException {
      if (aborted != null) {
        throw new ReproducerException(
            "pgbench did not end well, its results are incomplete: " + PlainText.quote(aborted));
      }
      if (failed != null) {
        throw new ReproducerException("pgbench: " + failed + " transactions failed");
      }
      if (fewer != null && missing > 0) {
        throw new ReproducerException(
            "pgbench did not end well, it made fewer transactions than asked for: \""
                + PlainText.quote(fewer)
                + "\"");
      }
      if (rate.isEmpty()) {
        String said = including == null ? ErrorLine.of(file) : PlainText.quote(including);
        throw new ReproducerException(
            "pgbench printed no line \"tps = ...\""
                + (including == null ? "" : " without the time to connect")
                + " into "
                + file.getFileName()
                + (said.isEmpty() ? "" : ", but \"" + said + "\""));
      }
      return new PgbenchSummary(
          rate.getAsDouble(),
          latency.isPresent() && latency.getAsDouble() > 0 ? latency : OptionalDouble.empty());
    }
  }
}
