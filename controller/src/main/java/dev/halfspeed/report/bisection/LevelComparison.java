package dev.halfspeed.report.bisection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a commit with both ends by the level of the metric, on the machines that measured the
 * commit. Boots are normal on the log scale, and as noisy on all machines.
 */
final class LevelComparison implements EndComparison {
  /** So many standard errors from a level something else is at work. */
  private static final double FAR = 5;

  /** Standard deviation between boots of one kernel on the log scale; 0 while unknown. */
  private final double noise;

  private final EndLevels ends;

  /**
   * By the boots of the ends among these.
   *
   * @param boots of the bisection
   * @param told the noise between boots as the search knows it; absent while it does not
   */
  LevelComparison(List<MeasuredCommits.Boot> boots, @Nullable Double told) {
    noise = told != null && Double.isFinite(told) ? told : noise(boots);
    ends = EndLevels.of(boots, noise);
  }

  /** The standard deviation between boots of one end on one machine, pooled. */
  private static double noise(List<MeasuredCommits.Boot> boots) {
    double squares = 0;
    int degrees = 0;
    for (String role : List.of(MeasuredCommits.GOOD_END, MeasuredCommits.BAD_END)) {
      for (List<Double> logs : machines(role, boots).values()) {
        double mean = mean(logs);
        squares += logs.stream().mapToDouble(log -> (log - mean) * (log - mean)).sum();
        degrees += logs.size() - 1;
      }
    }
    return degrees < 2 ? 0 : Math.sqrt(squares / degrees);
  }

  /** The boots' values on the log scale, by machine. */
  private static Map<String, List<Double>> machines(String role, List<MeasuredCommits.Boot> boots) {
    Map<String, List<Double>> logs = new LinkedHashMap<>();
    for (MeasuredCommits.Boot boot : boots) {
      if (boot.role().equals(role)) {
        boot.logarithm()
            .ifPresent(logarithm ->
                logs.computeIfAbsent(boot.machine(), _ -> new ArrayList<>()).add(logarithm));
      }
    }
    return logs;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  @Override
  public Optional<MeasuredCommits.Level> good() {
    return ends.good();
  }

  @Override
  public Optional<MeasuredCommits.Level> bad() {
    return ends.bad();
  }

  /**
   * Whether both ends were booted on one machine: otherwise what they differ by may be what the
   * machines differ by.
   */
  @Override
  public boolean areComparable() {
    return ends.change().isPresent();
  }

  @Override
  public boolean isSpreadKnown() {
    return noise > 0;
  }

  @Override
  public int machines() {
    return ends.machines();
  }

  @Override
  public Estimate band(double mean) {
    return noise > 0 ? Estimate.of(Math.log(mean), noise) : new Estimate(mean, mean, mean);
  }

  @Override
  public MeasuredCommits.Measured compare(int position, List<MeasuredCommits.Boot> boots) {
    List<MeasuredCommits.Boot> comparable =
        boots.stream().filter(boot -> ends.goodOn(boot.machine()).isPresent()).toList();
    List<MeasuredCommits.Boot> own = comparable.isEmpty() ? boots : comparable;
    double mean = mean(own.stream().map(boot -> boot.logarithm().orElse(Double.NaN)).toList());
    double error = noise / Math.sqrt(own.size());
    MeasuredCommits.Expected expected = null;
    MeasuredCommits.Side side = MeasuredCommits.Side.UNCLEAR;
    LogOdds odds = LogOdds.EVEN;
    if (!comparable.isEmpty()) {
      double change = ends.change().orElseThrow();
      double good =
          mean(own.stream().map(boot -> ends.goodOn(boot.machine()).orElseThrow()).toList());
      expected =
          new MeasuredCommits.Expected(
              Math.exp(good), Math.exp(good + change), Math.exp(good + change / 2));
      if (noise > 0) {
        double toGood = (mean - good) / error;
        double toBad = (mean - good - change) / error;
        odds = new LogOdds((toGood * toGood - toBad * toBad) / 2);
        side = isFarBetween(toGood, toBad) ? MeasuredCommits.Side.BETWEEN : odds.side();
      }
    }
    return MeasuredCommits.Measured.of(
        position, own, Estimate.of(mean, error), side, odds, expected);
  }

  /**
   * Whether a commit lies between both levels, too far from either for the noise.
   *
   * @param toGood how many standard errors it is above the good end's level, like {@code toBad}
   */
  private static boolean isFarBetween(double toGood, double toBad) {
    return toGood * toBad < 0 && Math.min(Math.abs(toGood), Math.abs(toBad)) > FAR;
  }
}
