package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.PlainText;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.RecipePlan.Results;
import dev.halfspeed.worker.protocol.Result.RunReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a run's numbers from the folder that it left its output in. */
final class ResultsReader {
  /** Significant digits of latencies; throughput is kept as it is. */
  private static final int LATENCY_DIGITS = 3;

  private static final double MICROSECONDS_A_MILLISECOND = 1000;

  private static final long LARGEST_JSON = 4 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

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
    return new RunReport(run, metrics, encoded(latencies), null);
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  private static RunReport json(Results.Json json, Path output, int run)
      throws IOException, ReproducerException {
    Path file = existing(output, json.file());
    if (Files.size(file) > LARGEST_JSON) {
      throw new ReproducerException(
          json.file()
              + " has more than "
              + (LARGEST_JSON >> 20)
              + " MB: one flat object is asked for");
    }
    String text = PlainText.read(file);
    JsonNode numbers;
    try {
      numbers =
          Protocol.read(
              text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, JsonNode.class);
    } catch (JacksonException e) {
      throw new ReproducerException(json.file() + " is not JSON" + place(text, e));
    }
    var metrics = new TreeMap<String, Double>();
    for (String metric : json.metrics()) {
      metrics.put(metric, number(json.file(), numbers, metric));
    }
    return new RunReport(run, metrics, null, null);
  }

  private static double number(String file, JsonNode numbers, String metric)
      throws ReproducerException {
    JsonNode number = numbers.path(metric);
    if (number.isNumber() && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw new ReproducerException(
        "%s has no number \"%s\"%s"
            .formatted(
                file,
                metric,
                number.isMissingNode() ? "" : " but " + PlainText.quote(number.toString())));
  }

  /** Where a text stops being JSON, with the line in question. */
  private static String place(String text, JacksonException e) {
    if (text.isBlank()) {
      return ": it is empty";
    }
    if (e.getLocation() == null || e.getLocation().getLineNr() < 1) {
      return ": \"" + PlainText.quote(text) + "\"";
    }
    int line = e.getLocation().getLineNr();
    return " in line "
        + line
        + ": \""
        + PlainText.quote(text.lines().skip(line - 1L).findFirst().orElse(""))
        + "\"";
  }

  private static Path existing(Path output, String name) throws ReproducerException {
    Path file;
    try {
      file = output.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new ReproducerException("\"" + PlainText.quote(name) + "\" is no name of a file");
    }
    if (!file.startsWith(output) || !Files.isRegularFile(file)) {
      throw new ReproducerException("the recipe left no file " + name);
    }
    return readable(file);
  }

  private static Path readable(Path file) throws ReproducerException {
    if (!Files.isReadable(file)) {
      throw new ReproducerException(
          "the recipe left the file %s in a way that Halfspeed may not read it"
              .formatted(file.getFileName()));
    }
    return file;
  }

  private static List<Path> matching(Path output, String glob)
      throws IOException, ReproducerException {
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new ReproducerException(
          "\"" + PlainText.quote(glob) + "\" is no pattern of file names");
    }
    var files = new ArrayList<Path>();
    for (Path file : Folders.list(output)) {
      if (matcher.matches(file.getFileName()) && Files.isRegularFile(file)) {
        files.add(readable(file));
      }
    }
    return files;
  }
}
