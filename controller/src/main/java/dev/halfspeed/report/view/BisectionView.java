package dev.halfspeed.report.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bisection as people and programs see it: one consistent picture, the JSON of the API and of
 * {@code --json}.
 *
 * <p>Probabilities lie between 0 and 1; fractions are signed, -0.25 is a quarter less; times are
 * seconds.
 *
 * @param owner who asked for it; empty where that was not kept
 * @param posterior how probable each candidate is; absent before the first decision, and in what
 *     controllers of earlier versions tell or kept
 * @param counters what else differed between the culprit and what was before it, or between the
 *     ends where no culprit was found; absent while it runs, and where nothing was counted
 * @param profile where the culprit and its parent spend their time; absent while it runs, without a
 *     culprit, and where none was taken
 * @param withoutProfile why there is none, though one was wanted; absent otherwise
 */
public record BisectionView(
    String id,
    State state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    Request request,
    Progress progress,
    List<Activity> activities,
    List<Suspect> suspects,
    @Nullable Posterior posterior,
    List<Sample> samples,
    List<Attempt> attempts,
    List<Step> steps,
    List<Difference> differences,
    TimeSpent time,
    @Nullable Ending ending,
    String page,
    @Nullable String reportFile,
    CampaignOrigin origin,
    @Nullable CounterEvidence counters,
    @Nullable ProfileEvidence profile,
    @Nullable String withoutProfile) {

  /** The same with the address of its page: known only where the pages are served. */
  public BisectionView withPage(String address) {
    return new BisectionView(
        id,
        state,
        owner,
        createdAt,
        endedAt,
        request,
        progress,
        activities,
        suspects,
        posterior,
        samples,
        attempts,
        steps,
        differences,
        time,
        ending,
        address,
        reportFile,
        origin,
        counters,
        profile,
        withoutProfile);
  }

  /**
   * A part of the state of a machine's kernels that was not the same in all boots that were
   * measured: it may fake a regression, or hide one.
   *
   * @param name such as clocksource or mitigations
   */
  public record Difference(String machine, String name, List<Setting> settings) {}

  /**
   * What one part of the state was.
   *
   * @param boots that had it, as samples number them
   */
  public record Setting(String value, List<Integer> boots) {}

  /** Where a bisection stands. */
  public enum State {
    RUNNING,
    CONCLUDED,
    CANCELLED,
    /** Stopped by something that a person has to put right; {@link Ending#words} says what. */
    FAILED
  }

  /**
   * A commit with what a person knows it by; {@code index} is its number among the candidates,
   * absent outside them.
   */
  public record Commit(String id, String subject, @Nullable Integer index) {}

  /**
   * What was asked, resolved.
   *
   * @param good the revision that was asked for
   * @param metricUnit unit of the metric
   * @param higherIsBetter whether more of the metric is better
   * @param find regression or improvement: which change is looked for
   * @param setup how it was asked; absent where a controller of an earlier version does not tell
   * @param goodEnd what is measured as the good end: {@code good}, or the merge base where that is
   *     no ancestor of {@code bad}; absent like {@code setup}
   * @param borrowed what other campaigns measured that this one counts; absent: nothing
   */
  public record Request(
      String repository,
      Commit good,
      Commit bad,
      int candidates,
      String recipe,
      Map<String, String> parameters,
      String metric,
      String metricUnit,
      boolean higherIsBetter,
      String config,
      double confidence,
      int maximumBoots,
      String find,
      @Nullable Setup setup,
      @Nullable Commit goodEnd,
      @Nullable Borrowed borrowed) {
    /** Whether the commit is looked for that made the metric better. */
    public boolean seeksImprovement() {
      return "improvement".equals(find);
    }
  }

  /**
   * Boots of other campaigns.
   *
   * @param comparison whose boots of both ends count as if they were this one's; absent: none
   * @param ends how many of these
   * @param noise how many boots of earlier campaigns tell how much boots of one image differ on its
   *     machines
   */
  public record Borrowed(@Nullable String comparison, int ends, int noise) {}

  /**
   * What somebody who wants the same has to ask for, beside what a request resolves to.
   *
   * @param good the revision as it was named, like {@code bad}
   * @param recipe its name, or the path of its folder
   * @param profile absent: the recipe's defaults
   * @param parameters that were given over the profile
   * @param configBase a make target, or the path of a .config file
   * @param configFragments paths, in their order
   * @param lab name of a lab, or path of a lab file; absent: the machine at hand
   * @param metric as it was named; absent: the recipe's first
   * @param firstParent whether only the first-parent line is searched
   * @param paths only commits that touch these; empty: all
   * @param runs in each boot; 0: as many as pay
   * @param perf whether profiles of a culprit and its parent are taken; absent: they are
   */
  public record Setup(
      String good,
      String bad,
      String recipe,
      @Nullable String profile,
      Map<String, String> parameters,
      String configBase,
      List<String> configFragments,
      @Nullable String lab,
      @Nullable String metric,
      boolean firstParent,
      List<String> paths,
      int runs,
      long seed,
      @Nullable Boolean perf) {
    public Setup {
      configFragments = List.copyOf(configFragments);
      paths = List.copyOf(paths);
    }
  }

  /**
   * How far it has come.
   *
   * @param phase waiting for machines, calibrating, searching, proving, paused or done
   * @param remaining candidates that still hold 99 % of the probability
   * @param effect change between the ends; absent while unknown, and where a run passes or fails
   * @param noise relative standard deviation between boots; absent while unknown
   * @param noRegression probability that there is no such change between the ends
   * @param expectedSecondsLeft the forecast's time; absent while nothing is known, and at the end
   * @param forecast what is ahead; absent before the first decision, and at the end
   * @param regimes machines that have become faster or slower for good
   */
  public record Progress(
      String phase,
      int remaining,
      double entropyBits,
      int boots,
      int builds,
      @Nullable Change effect,
      @Nullable Double noise,
      double noRegression,
      @Nullable Double expectedSecondsLeft,
      @Nullable Forecast forecast,
      List<Regime> regimes) {
    public Progress {
      // A controller of an earlier version tells none.
      regimes = regimes == null ? List.of() : List.copyOf(regimes);
    }
  }

  /**
   * A machine that has become faster or slower for good, whatever is booted there.
   *
   * @param boot the first one in the new regime, counted from 1 among its boots that measured the
   *     ends and the candidates
   * @param fraction change of the metric, signed
   */
  public record Regime(String machine, int boot, double fraction) {}

  /**
   * What is ahead, by what is known now.
   *
   * @param boots until the end, proof included
   * @param calibrationBoots of them, those of both ends before the search
   * @param searchBoots of them, those that tell candidates apart
   * @param proofBoots of them, those of the culprit and its parents, and with the culprit taken
   *     back
   * @param builds images that are made
   * @param seconds wall-clock time; absent until a build and a boot have shown what they take
   * @param machineSeconds time for which machines are busy, all together; absent as {@code seconds}
   * @param success probability that a culprit is named and proved within the budget of boots
   * @param resolvable the smallest change of the metric that what is left of the budget resolves in
   *     nine of ten bisections, a fraction without its sign; absent where it resolves none, while
   *     the noise is unknown, and once only the proof is left
   */
  public record Forecast(
      Span boots,
      double calibrationBoots,
      double searchBoots,
      double proofBoots,
      double builds,
      @Nullable Span seconds,
      @Nullable Double machineSeconds,
      double success,
      @Nullable Double resolvable) {}

  /** An expected value, and the range that holds it in eight of ten bisections. */
  public record Span(double expected, double low, double high) {}

  /** A relative change of the metric with its 95 % interval, as signed fractions. */
  public record Change(double fraction, double low, double high) {}

  /**
   * What a machine is doing now.
   *
   * @param doing building, booting, checking, sending, ...
   * @param phase the worker's own word for the current part, for example compile
   * @param done progress in the phase; absent where it can't be counted
   */
  public record Activity(
      String machine,
      String doing,
      @Nullable Commit commit,
      Instant since,
      @Nullable String phase,
      @Nullable Long done,
      @Nullable Long total) {}

  /**
   * How probable it is of each candidate that it is the culprit. A long range is told in parts of
   * neighbours, so that nobody takes a candidate for cleared that is only not among the most
   * probable ones.
   *
   * @param whole probabilities of equal parts of the whole range, in its order: of n parts number i
   *     has the candidates from i * candidates / n, up to where the next one begins
   * @param from the first candidate of the stretch that holds 99 % of it
   * @param until the candidate after that stretch
   * @param near probabilities of equal parts of that stretch, likewise
   */
  public record Posterior(List<Double> whole, int from, int until, List<Double> near) {
    public Posterior {
      whole = List.copyOf(whole);
      near = List.copyOf(near);
    }
  }

  /** A candidate with its posterior probability. */
  public record Suspect(Commit commit, double probability) {}

  /**
   * One run's numbers.
   *
   * @param role good end, bad end, candidate, revert
   * @param job the attempt that gave it, as in {@link Attempt}
   * @param boot number of the boot in this bisection, from 1
   * @param run number of the run in its boot, from 1
   * @param value the bisection's metric
   * @param metrics all metrics of the run
   * @param disturbance what disturbed the run, in words, so that it is no evidence; absent: nothing
   */
  public record Sample(
      Instant at,
      Commit commit,
      String role,
      String purpose,
      String machine,
      @Nullable String job,
      int boot,
      int run,
      double value,
      Map<String, Double> metrics,
      @Nullable String disturbance) {}

  /**
   * One attempt at one job.
   *
   * @param kind build, boot, facts
   * @param outcome measured, disturbed (measured, but no evidence), built, unbuildable, unbootable,
   *     reproducer failed, infrastructure, cancelled; absent while it runs
   * @param message what happened, one line
   * @param detail what more is known of it
   */
  public record Attempt(
      String job,
      String kind,
      @Nullable Commit commit,
      String machine,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String outcome,
      String message,
      String log,
      Detail detail) {
    public Attempt {
      // A controller of an earlier version tells none.
      detail = detail == null ? Detail.NONE : detail;
    }

    /** One of which no more is known. */
    public Attempt(
        String job,
        String kind,
        @Nullable Commit commit,
        String machine,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        String message,
        String log) {
      this(job, kind, commit, machine, startedAt, endedAt, outcome, message, log, Detail.NONE);
    }
  }

  /**
   * What more is known of an attempt.
   *
   * @param role good end, bad end, candidate, revert or counter-variant; absent where it is about
   *     no commit
   * @param purpose why a boot is made; absent for what is no boot
   * @param buildId of the kernel that was built, or that was proved to run
   * @param release what {@code uname -r} says
   * @param seconds what a boot spent its time on: boot, measure, ...
   * @param config digest of the effective .config of a kernel that was built
   */
  public record Detail(
      @Nullable String role,
      @Nullable String purpose,
      @Nullable String buildId,
      @Nullable String release,
      Map<String, Double> seconds,
      @Nullable String config) {
    /** Of which nothing is known. */
    public static final Detail NONE = new Detail(null, null, null, null, Map.of(), null);
  }

  /** One decision of the search with its reason. */
  public record Step(
      Instant at, String machine, String action, @Nullable Commit commit, String why) {}

  /**
   * Where the time went, in seconds.
   *
   * @param elapsed from the request to now or the end
   * @param byKind machine time by what it was spent on: send, build, boot, measure, infrastructure,
   *     ...
   * @param idle machine time with nothing to do while work was possible
   * @param idleFraction {@code idle} as a part of the whole machine time
   */
  public record TimeSpent(
      double elapsed, Map<String, Double> byKind, double idle, double idleFraction) {}

  /**
   * How it ended.
   *
   * @param kind culprit, suspects, not reproduced, environment shift, below noise floor, gradual,
   *     exhausted, cancelled, failed
   * @param commits the culprit, or the suspects, the most probable first; of a gradual change those
   *     that were measured on the way, in their order, with the last of the stretch
   * @param effect what the culprit changed; otherwise the change between the ends, where there is
   *     one; absent where a run passes or fails, as is the share
   * @param others further culprits, each proved too, in the order in which they were found
   * @param words one or a few sentences for people
   * @param withoutProfile why there is no profile of the culprit, though one was wanted; absent
   *     where there is one, or is no question, and in endings that earlier versions kept
   */
  public record Ending(
      String kind,
      List<Commit> commits,
      @Nullable Double confidence,
      @Nullable Change effect,
      @Nullable Double share,
      @Nullable Proof proof,
      List<Culprit> others,
      String words,
      @Nullable String withoutProfile) {
    public Ending {
      // A controller of an earlier version tells none.
      others = others == null ? List.of() : List.copyOf(others);
    }
  }

  /** One of several culprits; {@code share} is its part of the whole change between the ends. */
  public record Culprit(
      Commit commit, double confidence, Change effect, double share, Proof proof) {}

  /**
   * Fresh boots of the culprit against its parents, in the metric's unit.
   *
   * @param parents of the culprit in the range, which its proof shows to be without the change;
   *     empty where the good end is before it; absent in proofs that earlier versions kept
   * @param options what was found out about kernel options that changed with the culprit; absent
   *     where none did that matters
   */
  public record Proof(
      List<Double> culpritValues,
      List<Double> parentValues,
      double logLikelihoodRatio,
      @Nullable Double revertRecovered,
      @Nullable List<Commit> parents,
      @Nullable OptionsView options) {
    public Proof {
      parents = parents == null ? null : List.copyOf(parents);
    }
  }
}
