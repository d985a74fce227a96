package dev.halfspeed.worker.results;

import dev.halfspeed.worker.host.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Reads pgbench's per-transaction logs: {@code client_id transaction_no time script_no time_epoch
 * time_us [schedule_lag] [retries]}. The third field is the latency in microseconds; with {@code
 * --rate} pgbench counts it from the scheduled start, so the schedule lag is in it. Instead of a
 * number it may be {@code skipped} (by {@code --latency-limit}) or a kind of failure. The log of
 * {@code --aggregate-interval} looks much the same and has no latencies, only sums: it is refused.
 */
final class PgbenchLog {
  private static final int CLIENT = 0;
  private static final int LATENCY = 2;
  private static final int SCRIPT = 3;
  private static final int MICROSECONDS = 5;
  private static final int LEAST_FIELDS = 6;
  private static final int MOST_FIELDS = 8;

  /** MAX_SCRIPTS of pgbench.c. */
  private static final long SCRIPTS = 128;

  /** More clients than any machine has; seconds since 1970 of today's logs are more. */
  private static final long CLIENTS = 100_000_000;

  private static final long MICROSECONDS_A_SECOND = 1_000_000;

  /** No transaction takes eleven days. */
  private static final long LONGEST_MICROSECONDS = 1_000_000_000_000L;

  /** No line of such a log is longer. */
  private static final int LONGEST_LINE = 400;

  private final Histogram histogram;

  /**
   * Collects into a histogram.
   *
   * @param histogram microseconds
   */
  PgbenchLog(Histogram histogram) {
    this.histogram = histogram;
  }

  /**
   * Adds all transactions of one log. Reads bytes as they come, since a log may have millions of
   * lines.
   *
   * @throws ReproducerException when it is no such log, or a transaction failed
   */
  void read(Path file) throws IOException, ReproducerException {
    var buffer = new byte[1 << 16];
    int kept = 0;
    long number = 1;
    try (InputStream input = Files.newInputStream(file)) {
      int count = input.read(buffer);
      while (count >= 0) {
        int end = kept + count;
        int start = 0;
        for (int i = kept; i < end; i++) {
          if (buffer[i] == '\n') {
            line(buffer, start, i, number, file);
            start = i + 1;
            number++;
          }
        }
        kept = end - start;
        requireShort(buffer, start, end, number, file);
        System.arraycopy(buffer, start, buffer, 0, kept);
        count = input.read(buffer, kept, buffer.length - kept);
      }
    }
    line(buffer, 0, kept, number, file);
  }

  private void line(byte[] buffer, int start, int end, long number, Path file)
      throws ReproducerException {
    if (!isUsual(buffer, start, end)) {
      requireShort(buffer, start, end, number, file);
      line(new Line(Arrays.copyOfRange(buffer, start, end), end - start, number, file));
    }
  }

  private static void requireShort(byte[] buffer, int start, int end, long number, Path file)
      throws ReproducerException {
    if (end - start > LONGEST_LINE) {
      byte[] cut = Arrays.copyOfRange(buffer, start, start + LONGEST_LINE);
      throw new Line(cut, LONGEST_LINE, number, file).refused("is no line of such a log");
    }
  }

  /** Takes a line of numbers with one space between them, as nearly all are, without a copy. */
  private boolean isUsual(byte[] buffer, int start, int end) {
    int field = 0;
    int digits = 0;
    long value = 0;
    long latency = 0;
    for (int i = start; i <= end; i++) {
      int digit = i < end ? buffer[i] - '0' : ' ' - '0';
      if (digit >= 0 && digit <= 9) {
        value = 10 * value + digit;
        digits++;
      } else if (digit == ' ' - '0' && digits > 0 && digits <= Line.DIGITS) {
        if (!isPossible(field, value)) {
          return false;
        }
        latency = field == LATENCY ? value : latency;
        field++;
        digits = 0;
        value = 0;
      } else {
        return false;
      }
    }
    if (field < LEAST_FIELDS || field > MOST_FIELDS) {
      return false;
    }
    histogram.recordValue(latency);
    return true;
  }

  private static boolean isPossible(int field, long value) {
    return switch (field) {
      case CLIENT -> value < CLIENTS;
      case LATENCY -> value <= LONGEST_MICROSECONDS;
      case SCRIPT -> value < SCRIPTS;
      case MICROSECONDS -> value < MICROSECONDS_A_SECOND;
      default -> true;
    };
  }

  private void line(Line line) throws ReproducerException {
    int fields = line.split();
    if (fields == 0) {
      return;
    }
    if (fields < LEAST_FIELDS) {
      throw line.refused("is cut short");
    }
    String failure = line.word(LATENCY);
    boolean hasLatency = failure.isEmpty();
    for (int field = 0; field < fields && field < MOST_FIELDS; field++) {
      if (field != LATENCY && line.values[field] < 0) {
        throw line.refused("is no line of such a log");
      }
    }
    if (fields > MOST_FIELDS
        || line.values[CLIENT] >= CLIENTS
        || line.values[SCRIPT] >= SCRIPTS
        || line.values[MICROSECONDS] >= MICROSECONDS_A_SECOND) {
      throw line.refused(
          "is of --aggregate-interval, which keeps sums and no latencies: leave that option out");
    }
    if (hasLatency) {
      long latency = line.values[LATENCY];
      if (latency > LONGEST_MICROSECONDS) {
        throw line.refused("has a latency that cannot be");
      }
      histogram.recordValue(latency);
    } else if (!failure.equals("skipped")) {
      throw line.refused("has no latency but \"" + failure + "\": that transaction failed");
    }
  }

  /** One line, split into its fields. */
  private static final class Line {
    private static final int DIGITS = 18;

    private final byte[] bytes;
    private final int length;
    private final long number;
    private final Path file;
    private final long[] values = new long[MOST_FIELDS];
    private final int[] starts = new int[MOST_FIELDS];
    private final int[] ends = new int[MOST_FIELDS];

    Line(byte[] bytes, int length, long number, Path file) {
      this.bytes = bytes;
      this.length = length;
      this.number = number;
      this.file = file;
    }

    /** How many fields there are; the first eight are kept. */
    int split() {
      int fields = 0;
      int at = 0;
      while (at < length) {
        while (at < length && isSpace(bytes[at])) {
          at++;
        }
        int start = at;
        while (at < length && !isSpace(bytes[at])) {
          at++;
        }
        if (at > start) {
          if (fields < MOST_FIELDS) {
            starts[fields] = start;
            ends[fields] = at;
            values[fields] = value(start, at);
          }
          fields++;
        }
      }
      return fields;
    }

    private static boolean isSpace(byte letter) {
      return letter == ' ' || letter == '\t' || letter == '\r';
    }

    /** A number that is not negative; -1 for anything else. */
    private long value(int start, int end) {
      if (end - start > DIGITS) {
        return -1;
      }
      long value = 0;
      for (int i = start; i < end; i++) {
        if (bytes[i] < '0' || bytes[i] > '9') {
          return -1;
        }
        value = 10 * value + bytes[i] - '0';
      }
      return value;
    }

    /** The field's text where it is no number; empty where it is one. */
    String word(int field) {
      return values[field] >= 0
          ? ""
          : PlainText.quote(
              new String(
                  bytes, starts[field], ends[field] - starts[field], StandardCharsets.ISO_8859_1));
    }

    ReproducerException refused(String why) {
      String text = new String(Arrays.copyOf(bytes, length), StandardCharsets.ISO_8859_1);
      return new ReproducerException(
          "line %d of %s %s: \"%s\""
              .formatted(number, file.getFileName(), why, PlainText.quote(text)));
    }
  }
}
