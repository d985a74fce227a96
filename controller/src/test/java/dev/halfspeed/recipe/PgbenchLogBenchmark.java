package dev.halfspeed.recipe;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import dev.halfspeed.worker.results.ResultsReader;
import dev.halfspeed.worker.results.RunOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How fast a log of pgbench is read, in how much memory, and how near its percentiles are to the
 * exact ones. Run by docs/benchmarks/pgbench-log; arguments: lines, rounds.
 */
final class PgbenchLogBenchmark {
  private static final Results PGBENCH =
      new Results("pgbench", Map.of("output", "pgbench.out", "log", "pgbench_log.*"), List.of());

  /** Latencies that are told apart exactly, in microseconds. */
  private static final int LONGEST = 1 << 21;

  private PgbenchLogBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int lines = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path folder = Files.createTempDirectory("pgbench-log-");
    Path log = folder.resolve("pgbench_log.1");
    Path summary =
        Files.writeString(
            folder.resolve("pgbench.out"),
            "tps = 10000.000000 (without initial connection time)\n");
    try {
      long[] counts = write(log, lines);
      System.out.printf(Locale.ROOT, "%,d lines, %,d MB%n", lines, Files.size(log) / 1_000_000);
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      Map<String, Double> metrics = Map.of();
      for (int round = 1; round <= rounds; round++) {
        // Of this thread: other work on the machine does not count.
        long begin = threads.getCurrentThreadCpuTime();
        metrics =
            ResultsReader.read(PGBENCH, new RunOutput(folder, 0, folder.resolve("run.log")), 1)
                .metrics();
        double seconds = (threads.getCurrentThreadCpuTime() - begin) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%.2f s of processor time, %.1f million lines a second%n",
            seconds,
            lines / seconds / 1e6);
      }
      compare(metrics, counts, lines);
      long peak = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        peak += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
      }
      System.out.printf(
          Locale.ROOT,
          "heap at most %,d MB, of which the exact counts have %d%n",
          peak >> 20,
          LONGEST >> 17);
    } finally {
      Files.delete(log);
      Files.delete(summary);
      Files.delete(folder);
    }
  }

  /** Latencies as of a busy server: most around 2 ms, a long tail. How often each was written. */
  private static long[] write(Path log, int lines) throws IOException {
    var random = new SplittableRandom(1);
    var counts = new long[LONGEST];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(log), 1 << 16)) {
      for (int line = 0; line < lines; line++) {
        double tail = random.nextInt(1000) == 0 ? 30 : 1;
        int latency = (int) (2000 * tail * Math.exp(0.5 * random.nextGaussian()));
        counts[Math.min(latency, LONGEST - 1)]++;
        String text =
            "%d %d %d 0 %d %d\n"
                .formatted(
                    random.nextInt(96),
                    line,
                    latency,
                    1_700_000_000 + line / 10_000,
                    random.nextInt(1_000_000));
        out.write(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return counts;
  }

  private static void compare(Map<String, Double> metrics, long[] counts, int lines) {
    Map<String, Double> percentiles =
        Map.of("latency_p50", 50.0, "latency_p95", 95.0, "latency_p99", 99.0, "latency_p999", 99.9);
    percentiles.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(percentile -> {
          long rank = (long) Math.ceil(percentile.getValue() / 100 * lines);
          int exact = 0;
          for (long before = counts[0]; before < rank; before += counts[exact]) {
            exact++;
          }
          double read = metrics.getOrDefault(percentile.getKey(), Double.NaN);
          System.out.printf(
              Locale.ROOT,
              "p%s: %.3f ms, exactly %.3f ms: %.3f %%%n",
              percentile.getValue(),
              read,
              exact / 1000.0,
              100 * (read * 1000 - exact) / exact);
        });
  }
}
