package dev.halfspeed.worker.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pgbench prints at its end, in the words of PostgreSQL 9.6 to 18.
 *
 * @param tps transactions a second without the time to connect: version 14 and later print only
 *     that, "without initial connection time"; earlier ones two numbers, of which this is the one
 *     "excluding connections establishing"
 * @param latencyMean milliseconds; from the scheduled time on where a rate was asked for
 */
record PgbenchSummary(double tps, OptionalDouble latencyMean) {
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\((.*)\\)");
  private static final Pattern LATENCY = Pattern.compile("latency average(?: =|:) ([0-9.]+) ms");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+) .*");

  /**
   * Reads the summary, which may stand behind progress lines.
   *
   * @throws ReproducerException when there is no tps, or transactions failed
   */
  static PgbenchSummary read(Path file) throws IOException, ReproducerException {
    OptionalDouble tps = OptionalDouble.empty();
    OptionalDouble latency = OptionalDouble.empty();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      while (line != null) {
        Matcher rate = TPS.matcher(line);
        Matcher average = LATENCY.matcher(line);
        Matcher failed = FAILED.matcher(line);
        if (rate.matches() && !rate.group(2).startsWith("including")) {
          tps = OptionalDouble.of(Double.parseDouble(rate.group(1)));
        } else if (average.matches()) {
          latency = OptionalDouble.of(Double.parseDouble(average.group(1)));
        } else if (failed.matches() && !failed.group(1).equals("0")) {
          throw new ReproducerException("pgbench: " + failed.group(1) + " transactions failed");
        }
        line = lines.readLine();
      }
    }
    if (tps.isEmpty()) {
      throw new ReproducerException(
          "pgbench printed no line \"tps = ...\" into " + file.getFileName());
    }
    if (!(tps.getAsDouble() > 0)) {
      throw new ReproducerException("pgbench made no transaction: tps = " + tps.getAsDouble());
    }
    return new PgbenchSummary(tps.getAsDouble(), latency);
  }
}
