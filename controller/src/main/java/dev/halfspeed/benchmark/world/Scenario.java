package dev.halfspeed.benchmark.world;

import java.util.List;
import java.util.Optional;

/**
 * What is given in a world but for the luck: a seed makes a {@link World} of it. Sizes of noise and
 * effect are in sigma, the standard deviation of the value of one boot with one run.
 *
 * @param name as in the table of results
 * @param summary one line for people
 * @param earlierBoots of one image on each machine before it was used, which tell its noise; only
 *     this program's search looks at them
 * @param offersLayouts whether builds can lay the same code out differently
 * @param maximumBoots the budget of a bisection, in boots
 * @param confidence the posterior probability that is asked for
 */
public record Scenario(
    String name,
    String summary,
    History history,
    Belief belief,
    Guilt guilt,
    Breakage breakage,
    Noise noise,
    Disturbance disturbance,
    Optional<Flakiness> flakiness,
    Machines machines,
    Durations durations,
    Drift drift,
    int earlierBoots,
    boolean offersLayouts,
    int maximumBoots,
    double confidence) {

  /** The same with another confidence asked for. */
  public Scenario asking(double otherConfidence) {
    return new Scenario(
        name,
        summary,
        history,
        belief,
        guilt,
        breakage,
        noise,
        disturbance,
        flakiness,
        machines,
        durations,
        drift,
        earlierBoots,
        offersLayouts,
        maximumBoots,
        otherConfidence);
  }

  /** The shape of the candidates' history. */
  sealed interface History {
    /** A line. */
    record Chain(int commits) implements History {}

    /** Topic branches of a few commits that are merged soon, as in git's own history. */
    record TopicBranches(int commits, double merges, long seed) implements History {}

    /** Releases with merge windows, as the kernel has them. */
    record MergeWindows(int commits, double merges, long seed) implements History {}

    /** Parents one by one. */
    record Listed(List<List<Integer>> parents) implements History {}
  }

  /**
   * What is known before the first boot, and what the culprit is drawn by.
   *
   * @param none the probability that the searchers are told for there being no regression
   * @param mergeWeight a merge's weight, another commit's being 1
   * @param unlikelyPart part of the commits that speak against themselves
   * @param unlikelyWeight their weight
   * @param weights one for each commit, instead of all these; empty for none
   */
  public record Belief(
      double none,
      double mergeWeight,
      double unlikelyPart,
      double unlikelyWeight,
      List<Double> weights) {
    public Belief {
      weights = List.copyOf(weights);
    }
  }

  /**
   * The culprits.
   *
   * @param shares each one's part of the effect; empty where there is no regression
   * @param commits their numbers; empty where chance draws them by their prior weight
   */
  public record Guilt(List<Double> shares, List<Integer> commits) {
    public Guilt {
      shares = List.copyOf(shares);
      commits = List.copyOf(commits);
    }

    public boolean isNone() {
      return shares.isEmpty();
    }
  }

  /**
   * Commits that can't be tested. The ends and the culprits always can, and so can the culprits'
   * parents but where it says otherwise, so that the right answer exists.
   *
   * @param build part of the commits that do not build
   * @param boot part of the commits that do not boot
   * @param stretch mean length of a broken stretch along the first parents, in commits
   * @param near whether the culprits' parents do not build, so that nobody can tell them from the
   *     culprits: a set that holds a culprit is right then
   */
  public record Breakage(double build, double boot, double stretch, boolean near) {}

  /**
   * The metric, on a log scale.
   *
   * @param sigma standard deviation of one boot with one run, on the log scale
   * @param effect the regression between the ends, in sigma, at least 0
   * @param layout standard deviation between images, in sigma
   * @param run the runs' part of sigma: their standard deviation in sigma, below 1
   * @param outliers part of the boots that are slower for no reason
   * @param outlierSize how much slower on average, in sigma; exponentially distributed
   * @param step values are rounded to multiples of so many sigma of the good level; 0 for not at
   *     all
   * @param shape of the noise between boots
   */
  public record Noise(
      double sigma,
      double effect,
      double layout,
      double run,
      double outliers,
      double outlierSize,
      double step,
      Shape shape) {
    /** The standard deviation between boots, in sigma. */
    double boot() {
      return Math.sqrt(1 - run * run);
    }
  }

  /** How the noise between boots is distributed; its mean is 0 and its standard deviation 1. */
  enum Shape {
    NORMAL,
    /** Exponential, its tail on the slow side: skewness -2. */
    SKEWED,
    /** Two normal modes 1.8 apart, 0.44 wide each, one boot in two in either. */
    BIMODAL
  }

  /**
   * What else happens to the metric.
   *
   * @param slowSide how noisy boots with a regression are, as a factor of those without
   * @param correlation of a machine's neighbouring boots, from 0 to below 1: their noise is an
   *     autoregressive process of the first order, AR(1)
   * @param bursts part of the boots in bursts, which last one to five boots of a machine and make
   *     them all slower by 10 to 60 %, as other work on the host does
   * @param slowRuns part of the runs that are 2 to 20 times slower
   */
  public record Disturbance(double slowSide, double correlation, double bursts, double slowRuns) {
    /** Nothing. */
    static final Disturbance NONE = new Disturbance(1, 0, 0, 0);
  }

  /**
   * A reproducer that only passes or fails.
   *
   * @param falseFail probability that a run fails without the culprit
   * @param falsePass probability that a run passes with it
   */
  public record Flakiness(double falseFail, double falsePass) {}

  /**
   * The machines. Each does one job at a time, a build or a boot; images are everybody's.
   *
   * @param count how many
   * @param speedSpread a machine's speed lies within 1 plus or minus this
   * @param offsetSpread standard deviation of the machines' levels, in sigma
   * @param noiseFactors how noisy each is, 1 for sigma; those beyond the list are 1
   * @param withoutEffect machines on which the regression does not show, from 0
   * @param failures part of the jobs that take their time and give nothing
   * @param deaths machines that break down for good
   */
  public record Machines(
      int count,
      double speedSpread,
      double offsetSpread,
      List<Double> noiseFactors,
      List<Integer> withoutEffect,
      double failures,
      List<Death> deaths) {
    public Machines {
      noiseFactors = List.copyOf(noiseFactors);
      withoutEffect = List.copyOf(withoutEffect);
      deaths = List.copyOf(deaths);
    }
  }

  /** A machine breaks down. */
  public record Death(int machine, double hour) {}

  /** In seconds, on a machine of speed 1. */
  public record Durations(double firstBuild, double build, double boot, double run) {
    /** A boot with one run. */
    public double test() {
      return boot + run;
    }
  }

  /** How all machines' levels move with time. Positive sizes are a loss. */
  sealed interface Drift {
    /** Not at all. */
    record None() implements Drift {}

    /** Evenly, in sigma per hour. */
    record Linear(double perHour) implements Drift {}

    /** All at once, in sigma. */
    record Step(double hour, double size) implements Drift {}

    /** All at once, in sigma, at a moment that chance draws between the start and that hour. */
    record Regime(double hour, double size) implements Drift {}

    /** By chance, in sigma per square root of an hour. */
    record Walk(double perRootHour) implements Drift {}
  }
}
