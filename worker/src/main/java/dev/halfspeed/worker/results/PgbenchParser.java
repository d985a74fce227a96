package dev.halfspeed.worker.results;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The summary that pgbench prints and its per-transaction logs: tps (1/s) and latencies (ms). The
 * option {@code output} names the file with what it printed, {@code log} the pattern of its logs.
 */
final class PgbenchParser implements ResultsParser {
  private static final String OUTPUT = "output";
  private static final String LOG = "log";

  /** Significant digits of latencies; throughput is kept as it is. */
  private static final int LATENCY_DIGITS = 3;

  private static final double MICROSECONDS_A_MILLISECOND = 1000;

  private static final String TPS = "tps";
  private static final String MEAN = "latency_mean";
  private static final Map<String, Double> PERCENTILES = percentiles();

  private static Map<String, Double> percentiles() {
    var percentiles = new LinkedHashMap<String, Double>();
    percentiles.put("latency_p50", 50.0);
    percentiles.put("latency_p95", 95.0);
    percentiles.put("latency_p99", 99.0);
    percentiles.put("latency_p999", 99.9);
    return percentiles;
  }

  @Override
  public String name() {
    return "pgbench";
  }

  @Override
  public List<String> options() {
    return List.of(OUTPUT, LOG);
  }

  @Override
  public List<String> metrics() {
    var metrics = new ArrayList<>(List.of(TPS, MEAN));
    metrics.addAll(PERCENTILES.keySet());
    return List.copyOf(metrics);
  }

  @Override
  public Numbers read(Results results, RunOutput output) throws IOException, ReproducerException {
    PgbenchSummary summary = PgbenchSummary.read(output.file(results.option(OUTPUT)));
    String pattern = results.option(LOG);
    List<Path> logs = output.files(pattern);
    if (logs.isEmpty()) {
      throw new ReproducerException("the recipe left no pgbench log " + pattern);
    }
    // Resizes itself: a fixed range would throw at the first outlier.
    var latencies = new Histogram(LATENCY_DIGITS);
    var reader = new PgbenchLog(latencies);
    for (Path log : logs) {
      reader.read(log);
    }
    if (latencies.getTotalCount() == 0) {
      throw new ReproducerException("the pgbench log " + pattern + " has no transaction");
    }
    var metrics = new TreeMap<String, Double>();
    metrics.put(TPS, summary.tps());
    metrics.put(
        MEAN,
        summary.latencyMean().orElseGet(() -> latencies.getMean() / MICROSECONDS_A_MILLISECOND));
    PERCENTILES.forEach((name, percentile) ->
        metrics.put(name, latencies.getValueAtPercentile(percentile) / MICROSECONDS_A_MILLISECOND));
    return new Numbers(metrics, encoded(latencies));
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }
}
