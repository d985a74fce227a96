package dev.halfspeed.detection;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What evidence is worth in a series without a change: alarms a point for some thresholds, every
 * point looked at, and the share of looks with at least that evidence. The curves of {@link
 * EvidenceCalibration} are fitted to it. Run by {@code docs/benchmarks/detection calibrate}; prints
 * Markdown.
 */
final class DetectionCalibration {
  private static final int POINTS = 300;
  private static final double[] THRESHOLDS = {3, 3.25, 3.5, 3.75, 4};

  private DetectionCalibration() {}

  /** Takes the number of series. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    int series = Integer.parseInt(arguments[0]);
    System.out.println(
        "| evidence | alarms in 1,000 points | the curve | looks in 1,000 | the curve |");
    System.out.println("|---|---|---|---|---|");
    for (double threshold : THRESHOLDS) {
      int[] sums =
          IntStream.range(0, series)
              .parallel()
              .mapToObj(seed -> count(seed, threshold))
              .reduce(new int[2], (a, b) -> new int[] {a[0] + b[0], a[1] + b[1]});
      double points = (double) series * POINTS / 1000;
      System.out.printf(
          "| %.2f | %.3f | %.3f | %.3f | %.3f |%n",
          threshold,
          sums[0] / points,
          1000 * rate(threshold),
          sums[1] / points,
          1000 * EvidenceCalibration.pValue(threshold));
    }
  }

  private static double rate(double threshold) {
    double low = 1e-9;
    double high = 0.5;
    for (int turn = 0; turn < 60; turn++) {
      double middle = Math.sqrt(low * high);
      if (EvidenceCalibration.threshold(middle) > threshold) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Alarms, and looks with the evidence of a detector that accepts nothing. */
  private static int[] count(int seed, double threshold) {
    Series series = SimulatedSeries.of(SimulatedSeries.Kind.NOTHING, seed, POINTS).series();
    var settings = new DetectionSettings(0.001, 0.1, 0, 8, 30);
    var accepting = new SeriesDetector(settings, Better.HIGHER, threshold);
    var looking = new SeriesDetector(settings, Better.HIGHER, threshold);
    int[] sums = new int[2];
    for (SeriesPoint point : series.points()) {
      Look look = accepting.add(point);
      if (look.proposed().isPresent()) {
        accepting.accept(look);
        sums[0] += look.proposed().get().kind() == ChangeKind.LEVEL ? 1 : 0;
      }
      looking.add(point);
      sums[1] += looking.evidence() >= threshold ? 1 : 0;
    }
    return sums;
  }
}
