package dev.halfspeed.worker.results;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * How fast a log of pgbench is read, in how much memory, and how near its percentiles are to those
 * of an exact sort. Run it with {@code -Xmx100m}; arguments: lines (10 million), rounds (5).
 */
final class PgbenchLogBenchmark {
  private PgbenchLogBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int lines = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path log = Files.createTempFile("pgbench_log.", "");
    try {
      int[] latencies = write(log, lines);
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      System.out.printf(Locale.ROOT, "%,d lines, %,d MB%n", lines, Files.size(log) / 1_000_000);
      for (int round = 1; round <= rounds; round++) {
        var histogram = new Histogram(3);
        // Of this thread: other work on the machine does not count.
        long begin = threads.getCurrentThreadCpuTime();
        new PgbenchLog(histogram).read(log);
        double seconds = (threads.getCurrentThreadCpuTime() - begin) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%.2f s of processor time, %.1f million lines a second%n",
            seconds,
            lines / seconds / 1e6);
        if (round == rounds) {
          compare(histogram, latencies);
        }
      }
      Runtime runtime = Runtime.getRuntime();
      System.out.printf(Locale.ROOT, "heap at most %,d MB%n", runtime.maxMemory() / 1_000_000);
    } finally {
      Files.delete(log);
    }
  }

  /** Latencies as of a busy server: most around 2 ms, a long tail. */
  private static int[] write(Path log, int lines) throws IOException {
    var random = new SplittableRandom(1);
    var latencies = new int[lines];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(log), 1 << 16)) {
      for (int line = 0; line < lines; line++) {
        double tail = random.nextInt(1000) == 0 ? 30 : 1;
        latencies[line] = (int) (2000 * tail * Math.exp(0.5 * random.nextGaussian()));
        String text =
            random.nextInt(96)
                + " "
                + line
                + " "
                + latencies[line]
                + " 0 "
                + (1_700_000_000 + line / 10_000)
                + " "
                + random.nextInt(1_000_000)
                + "\n";
        out.write(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return latencies;
  }

  private static void compare(Histogram histogram, int[] latencies) {
    Arrays.sort(latencies);
    for (double percentile : new double[] {50, 95, 99, 99.9, 99.99}) {
      int exact = latencies[(int) Math.ceil(percentile / 100 * latencies.length) - 1];
      long read = histogram.getValueAtPercentile(percentile);
      System.out.printf(
          Locale.ROOT,
          "p%s: %,d us, exactly %,d us: %.3f %%%n",
          percentile,
          read,
          exact,
          100.0 * (read - exact) / exact);
    }
  }
}
