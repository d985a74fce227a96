package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.search.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a bisection ended, as the store keeps it.
 *
 * @param kind culprit, suspects, not reproduced, environment shift, below noise floor, gradual,
 *     exhausted, cancelled, failed
 * @param commits the culprit, or the suspects, the most probable first; of a gradual change those
 *     that were measured on the way, in their order, with the last of the stretch
 * @param confidence probability of what is concluded; absent where there is none
 * @param effect what the culprit changed; otherwise the change between the ends, where there is
 *     one; absent where a run passes or fails, as is the share
 * @param share the culprit's part of the whole change between the ends; absent without a culprit
 * @param proof of the culprit; absent without one
 * @param others further culprits, each proved too, in the order in which they were found
 * @param words one or a few sentences for people
 * @param withoutProfile why there is no profile of the culprit, though one was wanted; absent where
 *     there is one, or is no question, and in endings that earlier versions kept
 */
public record BisectionEnding(
    String kind,
    List<Commit> commits,
    @Nullable Double confidence,
    @Nullable MetricChange effect,
    @Nullable Double share,
    @Nullable Proof proof,
    List<Culprit> others,
    String words,
    @Nullable String withoutProfile) {
  /** One of which no profile is missing. */
  BisectionEnding(
      String kind,
      List<Commit> commits,
      @Nullable Double confidence,
      @Nullable MetricChange effect,
      @Nullable Double share,
      @Nullable Proof proof,
      List<Culprit> others,
      String words) {
    this(kind, commits, confidence, effect, share, proof, others, words, null);
  }

  public BisectionEnding {
    // Endings that were written before there could be several have none.
    others = others == null ? List.of() : List.copyOf(others);
  }

  /** The same where the size of the change is not known, nor what part of it this is. */
  BisectionEnding withoutEffect() {
    return new BisectionEnding(
        kind, commits, confidence, null, null, proof, others, words, withoutProfile);
  }

  /** The same without a profile, for a reason; or with one where there is no such reason. */
  BisectionEnding withoutProfile(@Nullable String why) {
    return new BisectionEnding(kind, commits, confidence, effect, share, proof, others, words, why);
  }

  /** The same with more words where it names no culprit. */
  BisectionEnding withoutCulprit(String more) {
    return kind.equals("culprit") ? this : with(more);
  }

  /** The same with more words. */
  BisectionEnding with(String more) {
    return new BisectionEnding(
        kind, commits, confidence, effect, share, proof, others, words + more, withoutProfile);
  }

  /**
   * A commit with what a person knows it by.
   *
   * @param index its number among the candidates; absent outside them
   */
  public record Commit(String id, String subject, @Nullable Integer index) {}

  /**
   * One of several culprits.
   *
   * @param share its part of the whole change between the ends
   */
  public record Culprit(
      Commit commit, double confidence, MetricChange effect, double share, Proof proof) {}

  /**
   * Fresh boots of the culprit against its parents, in the metric's unit.
   *
   * @param revertRecovered the part of the change that the bad end without the culprit gets back;
   *     absent where that was not measured
   * @param parents of the culprit in the range; empty where the good end is before it; absent in
   *     proofs that earlier versions kept
   * @param options that changed with the culprit; absent where none did that matters
   */
  public record Proof(
      List<Double> culpritValues,
      List<Double> parentValues,
      double logLikelihoodRatio,
      @Nullable Double revertRecovered,
      @Nullable List<Commit> parents,
      @Nullable Options options) {}

  /**
   * The kernel options that changed with a culprit.
   *
   * @param isAll whether the commit changes nothing but Kconfig files
   * @param trials ways of putting the options back, in their order
   */
  public record Options(List<Changed> changed, boolean isAll, List<Trial> trials) {}

  /**
   * An option.
   *
   * @param before its value at the parent; {@code n} where it is off, or not there
   * @param after its value at the culprit, likewise
   * @param area such as preemption; absent where it is of none that is known to matter
   */
  public record Changed(String symbol, String before, String after, @Nullable String area) {}

  /**
   * A kernel of the culprit with its options as before.
   *
   * @param restored those that its effective configuration has as before
   * @param arguments words of the kernel's command line for what it could not
   * @param values one a boot, in the metric's unit; none where it was not booted
   * @param recovered absent where it was not measured, or runs pass or fail
   * @param obstacle why it could not be measured; absent where it could
   */
  public record Trial(
      Revision.PutBack by,
      List<String> restored,
      List<String> arguments,
      List<Double> values,
      @Nullable Recovered recovered,
      @Nullable String obstacle) {}

  /**
   * The share of the change that is got back, with a 95 % interval; 1 is all of it.
   *
   * @param share as it was measured
   */
  public record Recovered(double share, double low, double high) {
    /** From this share of the change on, what gets it back is what made it. */
    private static final double MOST = 0.8;

    /** Up to this share of the change, what gets it back has nothing to do with it. */
    private static final double HARDLY_ANY = 0.2;

    boolean coversMost() {
      return share >= MOST && low > 0.5;
    }

    boolean coversNothing() {
      return share <= HARDLY_ANY && high < 0.5;
    }
  }
}
