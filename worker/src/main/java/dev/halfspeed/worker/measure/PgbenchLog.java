package dev.halfspeed.worker.measure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/**
 * Reads pgbench's per-transaction logs: {@code client_id transaction_no time script_no time_epoch
 * time_us [schedule_lag] [retries]}. The third field is the latency in microseconds; with {@code
 * --rate} pgbench counts it from the scheduled start, so the schedule lag is in it. Instead of a
 * number it may be {@code skipped} (by {@code --latency-limit}) or a kind of failure.
 */
final class PgbenchLog {
  private static final int LATENCY_FIELD = 2;

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
    long lineNumber = 1;
    int field = 0;
    var word = new StringBuilder();
    try (InputStream input = Files.newInputStream(file)) {
      int count = input.read(buffer);
      while (count >= 0) {
        for (int i = 0; i < count; i++) {
          char next = (char) buffer[i];
          if (next == '\n') {
            if (field < LATENCY_FIELD + 1) {
              throw new ReproducerException(
                  "line " + lineNumber + " of " + file.getFileName() + " is cut short");
            }
            lineNumber++;
            field = 0;
            word.setLength(0);
          } else if (next == ' ') {
            if (field == LATENCY_FIELD) {
              add(word, file, lineNumber);
            }
            field++;
          } else if (field == LATENCY_FIELD) {
            word.append(next);
          }
        }
        count = input.read(buffer);
      }
    }
  }

  private void add(StringBuilder word, Path file, long lineNumber) throws ReproducerException {
    String text = word.toString();
    if (text.equals("skipped")) {
      return;
    }
    try {
      histogram.recordValue(Long.parseLong(text));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new ReproducerException(
          "line "
              + lineNumber
              + " of "
              + file.getFileName()
              + " has no latency but \""
              + text
              + "\": was --aggregate-interval used, or did a transaction fail?");
    }
  }
}
