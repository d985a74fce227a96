package dev.halfspeed.search.policy;

import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.Judgement;
import dev.halfspeed.search.posterior.MetricJudgement;
import dev.halfspeed.search.posterior.PassFailJudgement;
import dev.halfspeed.search.posterior.Posterior;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Fresh boots of a suspect against its parents, judged by a sequential probability ratio test: does
 * the metric step between the two by as much as the culprit must, or not at all? It compares only
 * boots of the same machine and time, so it holds even where levels have drifted.
 */
final class CulpritProof {
  /** log((1 - beta) / alpha) with alpha = beta = 0.005. */
  static final double THRESHOLD = 5.29;

  /** Fresh boots of the culprit, and of each parent. */
  static final int MINIMUM = 2;

  /** A proof on one machine suffices after so many boots, if the other machine never came. */
  private static final int ONE_MACHINE = 6;

  /** Times the boots that should have been enough. */
  private static final int PATIENCE = 5;

  /** More layouts of one revision are not built. */
  private static final int MOST_LAYOUTS = 6;

  private final Posterior posterior;
  private final Judgement noise;
  private final Observations observations;
  private final int candidate;
  private final Revision culprit;
  private final List<Revision> parents;
  private final boolean further;
  private final double nats;

  /**
   * The proof of a candidate.
   *
   * @param noise a judgement of the same boots that takes the candidate for known
   * @param further whether another culprit is proved already, so that this one needs to be believed
   *     less than a first one: then its revert must say the same, where it can be measured
   */
  CulpritProof(Posterior posterior, int candidate, Judgement noise, boolean further) {
    this.posterior = posterior;
    this.noise = noise;
    this.candidate = candidate;
    this.further = further;
    observations = posterior.observations();
    culprit = new Revision.Candidate(candidate);
    parents = new ArrayList<>();
    for (int parent : posterior.ancestry().parentsOf(candidate)) {
      parents.add(new Revision.Candidate(parent));
    }
    if (parents.isEmpty()) {
      parents.add(new Revision.Good());
    }
    nats = Math.max(posterior.judgement().channel().nats(), 1e-6);
  }

  /**
   * Fresh boots that the culprit and one parent take: a pair brings half of what it may.
   *
   * @param nats by which each boot moves the log odds towards the truth
   */
  static double boots(double nats) {
    return 2 * Math.max(MINIMUM, Math.ceil(2 * THRESHOLD / nats));
  }

  /** One of those that the proof needs but that can't be tested. */
  Optional<Revision> obstacle() {
    if (observations.isUntestable(culprit)) {
      return Optional.of(culprit);
    }
    return parents.stream().filter(observations::isUntestable).findFirst();
  }

  /** All that has to be booted, the culprit first. */
  List<Revision> revisions() {
    var all = new ArrayList<Revision>(parents);
    all.addFirst(culprit);
    return all;
  }

  /** The layouts of each revision that the proof wants, so that no luck of one image decides. */
  int layouts(boolean offered) {
    if (!offered) {
      return 1;
    }
    return posterior
        .metric()
        .map(metric -> {
          double variance = metric.noiseBelief().layoutVariance();
          double size = metric.effectBelief().size();
          // So many that layouts alone leave twice the threshold to be reached.
          return (int)
              Math.clamp(Math.ceil(8 * THRESHOLD * variance / (size * size)), 1, MOST_LAYOUTS);
        })
        .orElse(1);
  }

  private int fresh(Revision revision) {
    int count = 0;
    for (Observations.Boot boot : observations.boots()) {
      count += boot.purpose() == Purpose.PROOF && boot.revision().equals(revision) ? 1 : 0;
    }
    for (Observations.Verdict boot : observations.verdicts()) {
      count += boot.purpose() == Purpose.PROOF && boot.revision().equals(revision) ? 1 : 0;
    }
    return count;
  }

  private int fresh(Revision revision, int machine) {
    int count = 0;
    for (Observations.Boot boot : observations.boots()) {
      count +=
          boot.purpose() == Purpose.PROOF
                  && boot.machine() == machine
                  && boot.revision().equals(revision)
              ? 1
              : 0;
    }
    for (Observations.Verdict boot : observations.verdicts()) {
      count +=
          boot.purpose() == Purpose.PROOF
                  && boot.machine() == machine
                  && boot.revision().equals(revision)
              ? 1
              : 0;
    }
    return count;
  }

  int culpritBoots() {
    return fresh(culprit);
  }

  int parentBoots() {
    return parents.stream().mapToInt(this::fresh).sum();
  }

  /** The evidence for the step against none: the weakest over the parents. */
  double logRatio() {
    return parents.stream()
        .mapToDouble(parent -> posterior.judgement().step(culprit, parent, noise).logRatio())
        .min()
        .orElseThrow();
  }

  /**
   * The step from the parents to the culprit: from that parent where it is smallest. Its interval
   * is told by the noise of all that was measured.
   */
  Effect effect() {
    return parents.stream()
        .map(parent -> posterior.judgement().step(culprit, parent, posterior.judgement()).effect())
        .max(Comparator.comparingDouble(Effect::log))
        .orElseThrow();
  }

  private boolean enough() {
    boolean boots = culpritBoots() >= MINIMUM;
    for (Revision parent : parents) {
      boots &= fresh(parent) >= MINIMUM;
    }
    return boots
        && (machinesUsed() >= Math.min(2, observations.machines()) || total() >= ONE_MACHINE);
  }

  private int total() {
    return culpritBoots() + parentBoots();
  }

  private int machinesUsed() {
    int used = 0;
    for (int machine = 0; machine < observations.machines(); machine++) {
      int here = machine;
      used += revisions().stream().allMatch(revision -> fresh(revision, here) > 0) ? 1 : 0;
    }
    return used;
  }

  /** Whether the step is certain, and its revert does not deny it where that would matter. */
  boolean passed() {
    return isStepCertain() && (!further || !isRevertTestable() || isRevertAgreed());
  }

  /**
   * Whether the step is certain: from the parents to the culprit alone, or, where the luck of two
   * images' layouts may explain that, together with the step of the revert's other image.
   */
  boolean isStepCertain() {
    double ratio = logRatio();
    return enough() && (ratio > THRESHOLD || (ratio > 0 && withRevert(ratio) > THRESHOLD));
  }

  /** The evidence for the step, of its own and of the revert's boots where there are enough. */
  private double withRevert(double ratio) {
    return revertsMeasured() >= MINIMUM
        ? ratio + posterior.judgement().revertStep(candidate, noise).logRatio()
        : ratio;
  }

  private boolean isRevertTestable() {
    return !observations.isUntestable(new Revision.Revert(candidate));
  }

  private boolean isRevertAgreed() {
    return revertsMeasured() >= revertBoots() && withRevert(logRatio()) > THRESHOLD;
  }

  /** Whether a further culprit's step is certain by itself, but not with what its revert says. */
  boolean denied() {
    return further
        && isRevertTestable()
        && isStepCertain()
        && revertsMeasured() >= revertBoots()
        && !isRevertAgreed();
  }

  boolean failed() {
    return enough() && logRatio() < -THRESHOLD;
  }

  /** Whether further boots would not decide it: several times the boots that should have. */
  boolean undecidable() {
    return !passed() && total() > PATIENCE * Math.max(4, boots(nats)) * parents.size();
  }

  /** What a boot on this machine should measure: ABBA, as many in flight as may be needed. */
  Optional<Revision> next(int machine, List<Work> inFlight) {
    if (isStepCertain() || (lacking(machine) > 0.5 && observations.machines() > 1)) {
      return Optional.empty();
    }
    var all = revisions();
    int coming =
        all.stream()
            .mapToInt(revision ->
                (int)
                    inFlight.stream()
                        .filter(work ->
                            work instanceof Work.Booting boot
                                && boot.purpose() == Purpose.PROOF
                                && boot.revision().equals(revision))
                        .count())
            .sum();
    if (total() + coming >= wanted()) {
      return Optional.empty();
    }
    return all.stream()
        .filter(revision -> !observations.isUntestable(revision))
        .min(
            Comparator.comparingInt((Revision revision) ->
                    fresh(revision, machine)
                        + InFlight.boots(inFlight, revision, machine, Purpose.PROOF))
                .thenComparingInt(revision -> turn(revision, all, machine, inFlight)));
  }

  private double lacking(int machine) {
    return posterior.metric().map(metric -> metric.noiseBelief().lacking(machine)).orElse(0.0);
  }

  /** A B, then B A. */
  private int turn(Revision revision, List<Revision> all, int machine, List<Work> inFlight) {
    int round =
        fresh(revision, machine) + InFlight.boots(inFlight, revision, machine, Purpose.PROOF);
    int place = all.indexOf(revision);
    return round % 2 == 0 ? place : -place;
  }

  /** Boots in all that the proof will take at the noise believed now. */
  private int wanted() {
    double have = Math.max(0, logRatio());
    int pairs = (int) Math.min(16, Math.ceil((THRESHOLD - have) * 2 / nats));
    int least = MINIMUM * revisions().size();
    return total() < least
        ? Math.max(least, total() + pairs * revisions().size())
        : total() + Math.max(1, pairs) * revisions().size();
  }

  /** The part of the effect that the measured reverts recovered. */
  OptionalDouble recovered() {
    return switch (posterior.judgement()) {
      case MetricJudgement metric -> {
        double effect = metric.effect().map(Effect::log).orElse(Double.NaN);
        yield observations.revertsOf(candidate).stream()
            .mapToDouble(revert ->
                (revert.value() - metric.levels().ofBadEnd(revert.machine(), effect)) / -effect)
            .average();
      }
      case PassFailJudgement verdicts -> {
        int passed = 0;
        int failed = 0;
        for (Evidence.Judged revert : observations.judgedRevertsOf(candidate)) {
          passed += revert.passed();
          failed += revert.failed();
        }
        yield passed + failed == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(verdicts.recovered(passed, failed));
      }
    };
  }

  int revertsMeasured() {
    return observations.revertsOf(candidate).size()
        + observations.judgedRevertsOf(candidate).size();
  }

  /** Whether the boots that should have been enough were not. */
  boolean isHard() {
    return total() >= boots(nats) * parents.size();
  }

  /** Boots of the revert: one where the noise is small against the effect, otherwise a few. */
  int revertBoots() {
    if (isHard() && !isStepCertain()) {
      return Math.max(2 * MINIMUM, total() / 2);
    }
    return reverts(nats);
  }

  /** The same, before the proof has shown that it is hard. */
  static int reverts(double nats) {
    return nats >= 32 ? 1 : (int) Math.clamp(Math.ceil(8 / nats), 2, 4);
  }

  int candidate() {
    return candidate;
  }

  Revision culprit() {
    return culprit;
  }
}
