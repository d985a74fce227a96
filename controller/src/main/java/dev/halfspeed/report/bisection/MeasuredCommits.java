package dev.halfspeed.report.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of each commit of a bisection, seen against its two ends. It puts into words
 * what each commit's own boots say; the search weighs all of them together.
 */
public final class MeasuredCommits {
  public static final String GOOD_END = "good end";
  public static final String BAD_END = "bad end";
  public static final String REVERT = "revert";

  /** The role of samples of a culprit with its options as before. */
  public static final String COUNTER_VARIANT = "counter-variant";

  /** Whether a role is of what no commit of the range is. */
  public static boolean isAside(String role) {
    return role.equals(REVERT) || role.equals(COUNTER_VARIANT);
  }

  private final BisectionView.Commit goodEnd;
  private final List<Boot> boots;
  private final EndComparison ends;
  private final List<Measured> commits;
  private final List<Skip> skips;

  private MeasuredCommits(BisectionView view) {
    boots = new MeasuredBoots(view.request()).of(view.samples());
    goodEnd = goodEnd(view, boots);
    ends =
        Words.isPassOrFail(view.request())
            ? PassRates.of(boots)
            : new LevelComparison(boots, view.progress().noise());
    commits = commits(boots, ends);
    skips =
        new SkippedCommits(
                boots, commits.stream().map(Measured::position).collect(Collectors.toSet()))
            .of(view.attempts());
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

    /** Whether any of its runs is evidence. */
    boolean isEvidence() {
      return fault == null && MeasuredBoots.undisturbed(samples).findAny().isPresent();
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
          ? MeasuredBoots.undisturbed(samples).mapToDouble(BisectionView.Sample::value)
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
      @Nullable Expected expected) {
    static Measured of(
        int position,
        List<Boot> boots,
        Estimate mean,
        Side side,
        LogOdds odds,
        @Nullable Expected expected) {
      Boot first = boots.getFirst();
      return new Measured(
          first.commit(),
          position,
          first.role(),
          boots.size(),
          mean.mean(),
          mean.low(),
          mean.high(),
          side,
          odds.odds(),
          expected);
    }
  }

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
    return ends.good();
  }

  /** The level of the bad end; empty while it has no number. */
  public Optional<Level> bad() {
    return ends.bad();
  }

  /**
   * Whether both ends were booted on one machine. Otherwise what they differ by may be what the
   * machines differ by, and nothing is told apart. A test passes or fails alike on all machines.
   */
  public boolean areEndsComparable() {
    return ends.areComparable();
  }

  /** Whether it is known how far boots of one kernel may lie apart. */
  public boolean isSpreadKnown() {
    return ends.isSpreadKnown();
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
    return ends.band(mean);
  }

  /** The candidates that were measured, the bad end with them, in the range's order. */
  public List<Measured> commits() {
    return commits;
  }

  /** The candidates that give no number, in the order in which that was found. */
  public List<Skip> skips() {
    return skips;
  }

  /** Views of earlier controllers name it only in their samples. */
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

  private static List<Measured> commits(List<Boot> boots, EndComparison ends) {
    Map<Integer, List<Boot>> byPosition = new TreeMap<>();
    for (Boot boot : boots) {
      Integer position = boot.commit().index();
      if (position != null && !isAside(boot.role()) && boot.isEvidence()) {
        byPosition.computeIfAbsent(position, _ -> new ArrayList<>()).add(boot);
      }
    }
    return byPosition.entrySet().stream()
        .map(entry -> ends.compare(entry.getKey(), entry.getValue()))
        .toList();
  }
}
