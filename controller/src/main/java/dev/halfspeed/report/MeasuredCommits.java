package dev.halfspeed.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of each commit of a bisection, seen against its two ends. It puts into words
 * what each commit's own boots say; the search weighs all of them together.
 */
public final class MeasuredCommits {
  public static final String GOOD_END = "good end";
  public static final String BAD_END = "bad end";
  public static final String REVERT = "revert";

  /** Outcomes that say that a commit gives no number, by its own fault. */
  private static final Set<String> SKIPS = Set.of("unbuildable", "unbootable", "reproducer failed");

  /** Odds of 20 to 1 on the log scale: less is not called a side. */
  private static final double CLEAR = Math.log(20);

  /** So many standard errors from a level something else is at work. */
  private static final double FAR = 5;

  /** Of a 95 % interval, in standard deviations. */
  private static final double WIDTH = 1.96;

  private final List<Boot> boots;
  private final double noise;
  private final Map<String, Double> goodByMachine = new HashMap<>();
  private final @Nullable Level good;
  private final @Nullable Level bad;
  private final List<Measured> commits;
  private final List<BisectionView.Attempt> skips;

  private MeasuredCommits(BisectionView view) {
    boots = boots(view);
    noise = noise(view, boots);
    good = level(GOOD_END);
    bad = level(BAD_END);
    machines(GOOD_END).forEach((machine, logs) -> goodByMachine.put(machine, mean(logs)));
    commits = measured();
    skips = skips(view);
  }

  /** Of a bisection as it is now. */
  public static MeasuredCommits of(BisectionView view) {
    return new MeasuredCommits(view);
  }

  /**
   * A boot that gave numbers.
   *
   * @param samples one a run
   */
  public record Boot(
      int number,
      @Nullable String job,
      BisectionView.Commit commit,
      String role,
      String purpose,
      String machine,
      List<BisectionView.Sample> samples) {
    public Boot {
      samples = List.copyOf(samples);
    }

    /** The mean of its runs; empty where none of them is evidence. */
    public OptionalDouble mean() {
      return samples.stream()
          .filter(sample -> sample.disturbance() == null && sample.value() > 0)
          .mapToDouble(BisectionView.Sample::value)
          .average();
    }
  }

  /**
   * What the metric is at an end.
   *
   * @param low of the 95 % interval of the mean, like {@code high}
   */
  public record Level(double mean, double low, double high, int boots) {}

  /** What a commit's own boots say. */
  public enum Side {
    /** As the good end. */
    GOOD,
    /** As the bad end. */
    BAD,
    /** Neither: what is between, more than the noise explains. */
    BETWEEN,
    /** Not told apart yet. */
    UNCLEAR
  }

  /**
   * A commit that was measured.
   *
   * @param position its place among the candidates
   * @param mean of its boots
   * @param low of the 95 % interval of the mean, like {@code high}; equal while the noise is
   *     unknown
   * @param odds how many times better the likelier of both levels explains it
   */
  public record Measured(
      BisectionView.Commit commit,
      int position,
      String role,
      int boots,
      double mean,
      double low,
      double high,
      Side side,
      double odds) {}

  /** All boots that gave numbers, in their order. */
  public List<Boot> boots() {
    return boots;
  }

  /** The level of the good end; empty while it has no number. */
  public Optional<Level> good() {
    return Optional.ofNullable(good);
  }

  /** The level of the bad end; empty while it has no number. */
  public Optional<Level> bad() {
    return Optional.ofNullable(bad);
  }

  /** Relative standard deviation between boots; 0 while unknown. */
  public double noise() {
    return noise;
  }

  /** The candidates that were measured, the bad end with them, in the range's order. */
  public List<Measured> commits() {
    return commits;
  }

  /** The last attempt at each candidate that gives no number. */
  public List<BisectionView.Attempt> skips() {
    return skips;
  }

  private static List<Boot> boots(BisectionView view) {
    Map<Integer, List<BisectionView.Sample>> byBoot = new LinkedHashMap<>();
    view.samples()
        .forEach(
            sample -> byBoot.computeIfAbsent(sample.boot(), _ -> new ArrayList<>()).add(sample));
    List<Boot> boots = new ArrayList<>();
    byBoot.forEach((number, samples) -> {
      BisectionView.Sample first = samples.getFirst();
      boots.add(
          new Boot(
              number,
              first.job(),
              first.commit(),
              first.role(),
              first.purpose(),
              first.machine(),
              samples));
    });
    return boots;
  }

  private static double noise(BisectionView view, List<Boot> boots) {
    Double told = view.progress().noise();
    if (told != null && Double.isFinite(told)) {
      return told;
    }
    double squares = 0;
    int degrees = 0;
    for (String role : List.of(GOOD_END, BAD_END)) {
      for (List<Double> logs : machines(role, boots).values()) {
        double mean = mean(logs);
        squares += logs.stream().mapToDouble(log -> (log - mean) * (log - mean)).sum();
        degrees += logs.size() - 1;
      }
    }
    return degrees < 2 ? 0 : Math.sqrt(squares / degrees);
  }

  private Map<String, List<Double>> machines(String role) {
    return machines(role, boots);
  }

  /** The boots' values on the log scale, by machine. */
  private static Map<String, List<Double>> machines(String role, List<Boot> boots) {
    Map<String, List<Double>> logs = new LinkedHashMap<>();
    for (Boot boot : boots) {
      OptionalDouble mean = boot.mean();
      if (boot.role().equals(role) && mean.isPresent()) {
        logs.computeIfAbsent(boot.machine(), _ -> new ArrayList<>())
            .add(Math.log(mean.getAsDouble()));
      }
    }
    return logs;
  }

  private @Nullable Level level(String role) {
    List<Double> logs = machines(role).values().stream().flatMap(List::stream).toList();
    if (logs.isEmpty()) {
      return null;
    }
    double mean = mean(logs);
    double half = WIDTH * noise / Math.sqrt(logs.size());
    return new Level(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), logs.size());
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private List<Measured> measured() {
    Map<Integer, List<Boot>> byPosition = new HashMap<>();
    for (Boot boot : boots) {
      Integer position = boot.commit().index();
      if (position != null && !boot.role().equals(REVERT) && boot.mean().isPresent()) {
        byPosition.computeIfAbsent(position, _ -> new ArrayList<>()).add(boot);
      }
    }
    return byPosition.entrySet().stream()
        .map(entry -> measured(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingInt(Measured::position))
        .toList();
  }

  private Measured measured(int position, List<Boot> own) {
    double[] logs = own.stream().mapToDouble(MeasuredCommits::log).toArray();
    double mean = Arrays.stream(logs).average().orElse(Double.NaN);
    double error = noise / Math.sqrt(own.size());
    Boot first = own.getFirst();
    Side side = Side.UNCLEAR;
    double odds = 1;
    Level one = good;
    Level other = bad;
    if (one != null && other != null && noise > 0) {
      double change = Math.log(other.mean()) - Math.log(one.mean());
      double above = own.stream().mapToDouble(this::fromGood).average().orElse(Double.NaN);
      double toGood = above / error;
      double toBad = (above - change) / error;
      double ratio = (toGood * toGood - toBad * toBad) / 2;
      odds = Math.exp(Math.min(Math.abs(ratio), 30));
      boolean isBetween = above * (above - change) < 0;
      if (isBetween && Math.min(Math.abs(toGood), Math.abs(toBad)) > FAR) {
        side = Side.BETWEEN;
      } else if (Math.abs(ratio) > CLEAR) {
        side = ratio > 0 ? Side.BAD : Side.GOOD;
      }
    }
    return new Measured(
        first.commit(),
        position,
        first.role(),
        own.size(),
        Math.exp(mean),
        Math.exp(mean - WIDTH * error),
        Math.exp(mean + WIDTH * error),
        side,
        odds);
  }

  private static double log(Boot boot) {
    return Math.log(boot.mean().orElse(Double.NaN));
  }

  /** How far a boot is from the good end on the same machine, or on all where it has none there. */
  private double fromGood(Boot boot) {
    Level all = good;
    double level = all == null ? Double.NaN : Math.log(all.mean());
    return log(boot) - goodByMachine.getOrDefault(boot.machine(), level);
  }

  private List<BisectionView.Attempt> skips(BisectionView view) {
    Set<Integer> known = new HashSet<>();
    commits.forEach(commit -> known.add(commit.position()));
    Map<Integer, BisectionView.Attempt> last = new LinkedHashMap<>();
    for (BisectionView.Attempt attempt : view.attempts()) {
      BisectionView.Commit commit = attempt.commit();
      if (commit != null
          && commit.index() != null
          && attempt.outcome() != null
          && SKIPS.contains(attempt.outcome())
          && !REVERT.equals(attempt.detail().role())
          && !known.contains(commit.index())) {
        last.put(commit.index(), attempt);
      }
    }
    return List.copyOf(last.values());
  }
}
