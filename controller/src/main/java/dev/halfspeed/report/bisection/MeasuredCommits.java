package dev.halfspeed.report.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of each commit of a bisection, seen against its two ends. It puts into words
 * what each commit's own boots say; the search weighs all of them together.
 */
public final class MeasuredCommits {
  public static final String GOOD_END = "good end";
  public static final String BAD_END = "bad end";
  public static final String REVERT = "revert";

  private static final String REPRODUCER_FAILED = "reproducer failed";

  /** Outcomes that say that a commit gives no number, by its own fault. */
  private static final Set<String> SKIPS = Set.of("unbuildable", "unbootable", REPRODUCER_FAILED);

  /** Odds of 20 to 1 on the log scale: less is not called a side. */
  private static final double CLEAR = Math.log(20);

  /** So many standard errors from a level something else is at work. */
  private static final double FAR = 5;

  private final BisectionView.Commit goodEnd;
  private final List<Boot> boots;
  private final double noise;
  private final EndLevels ends;

  /** Instead of levels, where a run passes or fails; absent where it gives a number. */
  private final @Nullable PassRates rates;

  private final List<Measured> commits;
  private final List<Skip> skips;

  private MeasuredCommits(BisectionView view) {
    boots = boots(view);
    goodEnd = goodEnd(view, boots);
    boolean passOrFail = Words.isPassOrFail(view.request());
    noise = passOrFail ? 0 : noise(view, boots);
    ends = EndLevels.of(passOrFail ? List.of() : boots, noise);
    rates = passOrFail ? PassRates.of(boots) : null;
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
   * @param passOrFail whether they are passes (1) and failures (0), not numbers
   * @param fault why its runs are no evidence though nothing disturbed them; absent: they are
   */
  public record Boot(
      int number,
      @Nullable String job,
      BisectionView.Commit commit,
      String role,
      String purpose,
      String machine,
      List<BisectionView.Sample> samples,
      boolean passOrFail,
      @Nullable String fault) {
    public Boot {
      samples = List.copyOf(samples);
    }

    /** The mean of its runs on the log scale; empty where they are no evidence. */
    OptionalDouble logarithm() {
      return values().map(Math::log).average();
    }

    /**
     * The geometric mean of its runs, or the part of them that passed; empty where they are no
     * evidence.
     */
    public OptionalDouble mean() {
      if (passOrFail) {
        return values().average();
      }
      OptionalDouble logarithm = logarithm();
      return logarithm.isPresent()
          ? OptionalDouble.of(Math.exp(logarithm.getAsDouble()))
          : logarithm;
    }

    /** How many runs are evidence. */
    long runs() {
      return values().count();
    }

    /** How many of these passed. */
    long passed() {
      return values().filter(value -> value > 0).count();
    }

    private DoubleStream values() {
      return fault == null
          ? undisturbed(samples).mapToDouble(BisectionView.Sample::value)
          : DoubleStream.empty();
    }
  }

  /**
   * What the metric is at an end.
   *
   * @param mean of its boots; where several machines have booted ends, as on a machine like their
   *     mean
   * @param low of the 95 % interval of the mean, like {@code high}
   * @param boots of this end
   */
  public record Level(double mean, double low, double high, int boots) {
    static Level of(Estimate mean, int boots) {
      return new Level(mean.mean(), mean.low(), mean.high(), boots);
    }
  }

  /**
   * What both ends would give on the machines on which a commit was measured.
   *
   * @param middle the mean that either explains as well as the other; not a number where none does
   */
  public record Expected(double good, double bad, double middle) {}

  /**
   * A candidate that gives no number.
   *
   * @param outcome of the last attempt at it
   * @param message why, one line
   */
  public record Skip(BisectionView.Commit commit, String outcome, String message) {}

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
   * @param boots that gave numbers; where some of them were on machines that have booted an end,
   *     only those
   * @param mean of these boots
   * @param low of the 95 % interval of the mean, like {@code high}; equal while the noise is
   *     unknown
   * @param odds how many times better the likelier of both levels explains it
   * @param expected absent where it can't be compared with the ends: no machine has booted both, or
   *     none that has measured it has booted one
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
      double odds,
      @Nullable Expected expected) {}

  /** All boots that gave numbers, in their order. */
  public List<Boot> boots() {
    return boots;
  }

  /**
   * The commit that is measured as the good end: the good revision, or the merge base where that is
   * no ancestor of the bad one.
   */
  public BisectionView.Commit goodEnd() {
    return goodEnd;
  }

  /** The level of the good end; empty while it has no number. */
  public Optional<Level> good() {
    return rates == null ? ends.good() : rates.good();
  }

  /** The level of the bad end; empty while it has no number. */
  public Optional<Level> bad() {
    return rates == null ? ends.bad() : rates.bad();
  }

  /**
   * Whether both ends were booted on one machine. Otherwise what they differ by may be what the
   * machines differ by, and nothing is told apart. A test passes or fails alike on all machines.
   */
  public boolean areEndsComparable() {
    return rates == null ? ends.change().isPresent() : rates.areKnown();
  }

  /** Whether it is known how far boots of one kernel may lie apart. */
  public boolean isSpreadKnown() {
    return rates != null || noise > 0;
  }

  /** How many machines have booted an end. */
  public int machinesOfEnds() {
    return ends.machines();
  }

  /**
   * Where 19 of 20 single boots are that have this mean; the mean alone while no noise is known,
   * and where a run passes or fails.
   */
  public Estimate band(double mean) {
    return noise > 0 ? Estimate.of(Math.log(mean), noise) : new Estimate(mean, mean, mean);
  }

  /** The candidates that were measured, the bad end with them, in the range's order. */
  public List<Measured> commits() {
    return commits;
  }

  /** The candidates that give no number, in the order in which that was found. */
  public List<Skip> skips() {
    return skips;
  }

  private static List<Boot> boots(BisectionView view) {
    boolean passOrFail = Words.isPassOrFail(view.request());
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
              samples,
              passOrFail,
              fault(view.request().metric(), passOrFail, samples)));
    });
    return boots;
  }

  private static Stream<BisectionView.Sample> undisturbed(List<BisectionView.Sample> samples) {
    // A run that lacks the metric has measured nothing; another one may have.
    return samples.stream()
        .filter(sample -> sample.disturbance() == null && !Double.isNaN(sample.value()));
  }

  /** As the search takes it: what has no logarithm makes a boot a failure of the reproducer. */
  private static @Nullable String fault(
      String metric, boolean passOrFail, List<BisectionView.Sample> samples) {
    if (samples.stream().allMatch(sample -> Double.isNaN(sample.value()))) {
      return "the recipe gave no " + metric;
    }
    if (passOrFail) {
      return null;
    }
    List<BisectionView.Sample> wrong =
        undisturbed(samples)
            .filter(sample -> !(sample.value() > 0) || Double.isInfinite(sample.value()))
            .toList();
    return wrong.isEmpty()
        ? null
        : metric
            + " is not a finite number above zero in every run: "
            + wrong.stream()
                .map(sample -> "run " + sample.run() + " gave " + sample.value())
                .collect(Collectors.joining(", "));
  }

  /** A controller of an earlier version names it in what was done there alone. */
  private static BisectionView.Commit goodEnd(BisectionView view, List<Boot> boots) {
    BisectionView.Commit named = view.request().goodEnd();
    return named != null
        ? named
        : boots.stream()
            .filter(boot -> boot.role().equals(GOOD_END))
            .map(Boot::commit)
            .findFirst()
            .orElse(view.request().good());
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

  /** The boots' values on the log scale, by machine. */
  private static Map<String, List<Double>> machines(String role, List<Boot> boots) {
    Map<String, List<Double>> logs = new LinkedHashMap<>();
    for (Boot boot : boots) {
      OptionalDouble logarithm = boot.logarithm();
      if (boot.role().equals(role) && logarithm.isPresent()) {
        logs.computeIfAbsent(boot.machine(), _ -> new ArrayList<>()).add(logarithm.getAsDouble());
      }
    }
    return logs;
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
        .map(entry ->
            rates == null
                ? measured(entry.getKey(), entry.getValue())
                : judged(entry.getKey(), entry.getValue(), rates))
        .sorted(Comparator.comparingInt(Measured::position))
        .toList();
  }

  private Measured measured(int position, List<Boot> all) {
    List<Boot> comparable =
        all.stream().filter(boot -> ends.goodOn(boot.machine()).isPresent()).toList();
    List<Boot> own = comparable.isEmpty() ? all : comparable;
    double mean = mean(own.stream().map(MeasuredCommits::logarithm).toList());
    double error = noise / Math.sqrt(own.size());
    Estimate seen = Estimate.of(mean, error);
    Expected expected = null;
    Side side = Side.UNCLEAR;
    double odds = 1;
    if (!comparable.isEmpty()) {
      double change = ends.change().orElseThrow();
      double good =
          mean(own.stream().map(boot -> ends.goodOn(boot.machine()).orElseThrow()).toList());
      expected = new Expected(Math.exp(good), Math.exp(good + change), Math.exp(good + change / 2));
      if (noise > 0) {
        double toGood = (mean - good) / error;
        double toBad = (mean - good - change) / error;
        double ratio = (toGood * toGood - toBad * toBad) / 2;
        odds = odds(ratio);
        side = side(toGood, toBad, ratio);
      }
    }
    Boot first = own.getFirst();
    return new Measured(
        first.commit(),
        position,
        first.role(),
        own.size(),
        seen.mean(),
        seen.low(),
        seen.high(),
        side,
        odds,
        expected);
  }

  /** Where a run passes or fails. */
  private static Measured judged(int position, List<Boot> own, PassRates rates) {
    PassRates.Count count = PassRates.Count.of(own);
    Estimate seen = count.part();
    Boot first = own.getFirst();
    double ratio = rates.areKnown() ? rates.logOdds(count) : 0;
    return new Measured(
        first.commit(),
        position,
        first.role(),
        count.boots(),
        seen.mean(),
        seen.low(),
        seen.high(),
        likelier(ratio),
        odds(ratio),
        rates.areKnown() ? rates.expected() : null);
  }

  private static double odds(double ratio) {
    return Math.exp(Math.min(Math.abs(ratio), 30));
  }

  /**
   * Where a commit is.
   *
   * @param toGood how many standard errors it is above the good end's level, like {@code toBad}
   * @param ratio of both likelihoods, its logarithm
   */
  private static Side side(double toGood, double toBad, double ratio) {
    if (toGood * toBad < 0 && Math.min(Math.abs(toGood), Math.abs(toBad)) > FAR) {
      return Side.BETWEEN;
    }
    return likelier(ratio);
  }

  private static Side likelier(double ratio) {
    return Math.abs(ratio) > CLEAR ? ratio > 0 ? Side.BAD : Side.GOOD : Side.UNCLEAR;
  }

  private static double logarithm(Boot boot) {
    return boot.logarithm().orElse(Double.NaN);
  }

  private List<Skip> skips(BisectionView view) {
    Set<Integer> known = new HashSet<>();
    commits.forEach(commit -> known.add(commit.position()));
    Map<String, String> faults = new HashMap<>();
    for (Boot boot : boots) {
      if (boot.job() != null && boot.fault() != null) {
        faults.put(boot.job(), boot.fault());
      }
    }
    Map<Integer, Skip> last = new LinkedHashMap<>();
    for (BisectionView.Attempt attempt : view.attempts()) {
      BisectionView.Commit commit = attempt.commit();
      String outcome = attempt.outcome();
      if (commit == null
          || commit.index() == null
          || outcome == null
          || REVERT.equals(attempt.detail().role())
          || known.contains(commit.index())) {
        continue;
      }
      String fault = faults.get(attempt.job());
      if (fault != null) {
        last.put(commit.index(), new Skip(commit, REPRODUCER_FAILED, fault));
      } else if (SKIPS.contains(outcome)) {
        last.put(commit.index(), new Skip(commit, outcome, attempt.message()));
      }
    }
    return List.copyOf(last.values());
  }
}
