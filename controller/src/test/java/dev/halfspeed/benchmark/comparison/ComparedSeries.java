package dev.halfspeed.benchmark.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * What a machine does to the boots on it, one after another, whatever is booted: the same for all
 * rules that are compared. On the log scale; slower is less.
 */
interface ComparedSeries {
  /** The disturbance of a boot by its place in the series; places are asked for in order. */
  double at(int place);

  /** A kind of series. */
  interface Kind {
    ComparedSeries of(SplittableRandom random);
  }

  /** Nothing but normal noise. */
  static Kind normal(double deviation) {
    return random -> place -> deviation * random.nextGaussian();
  }

  /** Normal noise, and one boot in thirty 2 to 20 times slower. */
  static Kind slowBoots(double deviation) {
    return random ->
        place -> {
          double noise = deviation * random.nextGaussian();
          return random.nextInt(30) == 0 ? noise - Math.log(random.nextDouble(2, 20)) : noise;
        };
  }

  /** Normal noise, and now and then five boots in a row or so that are 5 to 50 % slower. */
  static Kind bursts(double deviation) {
    return random ->
        new ComparedSeries() {
          private double slower;

          @Override
          public double at(int place) {
            if (slower > 0 ? random.nextInt(5) == 0 : random.nextInt(50) == 0) {
              slower = slower > 0 ? 0 : random.nextDouble(0.05, 0.5);
            }
            return deviation * random.nextGaussian() - slower;
          }
        };
  }

  /** Normal noise on a level that falls by a tenth of it with each boot. */
  static Kind drift(double deviation) {
    return random -> place -> deviation * (random.nextGaussian() - 0.1 * place);
  }

  /** Normal noise on a level that goes its own way, by three tenths of it with each boot. */
  static Kind walk(double deviation) {
    return random ->
        new ComparedSeries() {
          private double level;

          @Override
          public double at(int place) {
            level += 0.3 * deviation * random.nextGaussian();
            return level + deviation * random.nextGaussian();
          }
        };
  }

  /** Normal noise on a level that falls by a tenth at one of the first forty boots, for good. */
  static Kind step(double deviation) {
    return random -> {
      int change = random.nextInt(40);
      return place -> deviation * random.nextGaussian() - (place >= change ? 0.1 : 0);
    };
  }

  /** Neighbouring boots are alike: an autoregressive series with 0.6. */
  static Kind alike(double deviation) {
    return random ->
        new ComparedSeries() {
          private double last = random.nextGaussian();

          @Override
          public double at(int place) {
            last = 0.6 * last + 0.8 * random.nextGaussian();
            return deviation * last;
          }
        };
  }

  /**
   * Boots that were recorded, drawn anew in stretches of three on average from a ring of them, as
   * the stationary bootstrap does (Politis and Romano, 1994).
   *
   * @param file among the test resources, with the columns boot, perhaps run and side, and value
   */
  static Kind recorded(String file) {
    double[] boots = boots(file);
    return random ->
        new ComparedSeries() {
          private int at;

          @Override
          public double at(int place) {
            at =
                place == 0 || random.nextInt(3) == 0
                    ? random.nextInt(boots.length)
                    : (at + 1) % boots.length;
            return boots[at];
          }
        };
  }

  /** Each boot's mean less the median of its side. */
  private static double[] boots(String file) {
    var runs = new LinkedHashMap<List<String>, List<Double>>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ComparedSeries.class.getResourceAsStream(file), file),
                StandardCharsets.UTF_8))) {
      List<String> columns = List.of(in.readLine().split(","));
      for (String line : in.lines().toList()) {
        String[] fields = line.split(",");
        String side = columns.contains("side") ? fields[columns.indexOf("side")] : "";
        runs.computeIfAbsent(List.of(fields[0], side), ignored -> new ArrayList<>())
            .add(Math.log(Double.parseDouble(fields[columns.indexOf("value")])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, List<Double>> sides = new LinkedHashMap<>();
    runs.forEach((boot, values) ->
        sides.computeIfAbsent(boot.get(1), ignored -> new ArrayList<>()).add(mean(values)));
    return runs.entrySet().stream()
        .mapToDouble(boot ->
            mean(boot.getValue()) - median(Objects.requireNonNull(sides.get(boot.getKey().get(1)))))
        .toArray();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
