package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.RecipePlan.Results;
import dev.halfspeed.worker.protocol.Result.RunReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a run's numbers from the folder that it left its output in. */
final class ResultsReader {
  /** Significant digits of latencies; throughput is kept as it is. */
  private static final int LATENCY_DIGITS = 3;

  private static final double MICROSECONDS_A_MILLISECOND = 1000;

  private ResultsReader() {}

  /**
   * Reads the numbers of one run.
   *
   * @param output the run's HALFSPEED_OUT
   * @throws ReproducerException when they are missing or make no sense
   */
  static RunReport read(Results results, Path output, int run)
      throws IOException, ReproducerException {
    return switch (results) {
      case Results.Pgbench pgbench -> pgbench(pgbench, output, run);
      case Results.Json json -> json(json, output, run);
    };
  }

  private static RunReport pgbench(Results.Pgbench pgbench, Path output, int run)
      throws IOException, ReproducerException {
    PgbenchSummary summary = PgbenchSummary.read(existing(output, pgbench.output()));
    List<Path> logs = matching(output, pgbench.log());
    if (logs.isEmpty()) {
      throw new ReproducerException("the recipe left no pgbench log " + pgbench.log());
    }
    // Resizes itself: a fixed range would throw at the first outlier.
    var latencies = new Histogram(LATENCY_DIGITS);
    var reader = new PgbenchLog(latencies);
    for (Path log : logs) {
      reader.read(log);
    }
    if (latencies.getTotalCount() == 0) {
      throw new ReproducerException("the pgbench log " + pgbench.log() + " has no transaction");
    }
    var metrics = new TreeMap<String, Double>();
    metrics.put("tps", summary.tps());
    metrics.put(
        "latency_mean",
        summary.latencyMean().orElseGet(() -> latencies.getMean() / MICROSECONDS_A_MILLISECOND));
    for (int percentile : new int[] {50, 95, 99}) {
      metrics.put(
          "latency_p" + percentile,
          latencies.getValueAtPercentile(percentile) / MICROSECONDS_A_MILLISECOND);
    }
    return new RunReport(run, metrics, encoded(latencies));
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  private static RunReport json(Results.Json json, Path output, int run)
      throws IOException, ReproducerException {
    Path file = existing(output, json.file());
    JsonNode numbers;
    try {
      numbers = Protocol.read(Files.readString(file), JsonNode.class);
    } catch (JacksonException e) {
      throw new ReproducerException(json.file() + " is not JSON: " + e.getOriginalMessage());
    }
    var metrics = new TreeMap<String, Double>();
    for (String metric : json.metrics()) {
      JsonNode number = numbers.path(metric);
      if (!number.isNumber() || !Double.isFinite(number.doubleValue())) {
        throw new ReproducerException(json.file() + " has no number \"" + metric + "\"");
      }
      metrics.put(metric, number.doubleValue());
    }
    return new RunReport(run, metrics, null);
  }

  private static Path existing(Path output, String name) throws ReproducerException {
    Path file = output.resolve(name).normalize();
    if (!file.startsWith(output) || !Files.isRegularFile(file)) {
      throw new ReproducerException("the recipe left no file " + name);
    }
    return file;
  }

  private static List<Path> matching(Path output, String glob) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return Folders.list(output).stream()
        .filter(file -> matcher.matches(file.getFileName()))
        .toList();
  }
}
