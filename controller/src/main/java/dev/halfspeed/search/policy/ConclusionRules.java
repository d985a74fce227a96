package dev.halfspeed.search.policy;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.Posterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What may be concluded from where a bisection stands, and in which words. */
final class ConclusionRules {
  /** Suspects that are named in full in a reason. */
  private static final int NAMED = 6;

  private final Settings settings;
  private final Posterior posterior;
  private final Observations observations;
  private final double[] probabilities;
  private final List<Conclusion.Culprit> found;
  private final Supplier<Posterior> unmarked;
  private final Optional<Conclusion> conclusion;
  private Optional<Conclusion.Culprit> proved = Optional.empty();

  /**
   * Applies the rules.
   *
   * @param probabilities of the candidates, those left out that fresh boots have denied
   * @param found culprits that are proved already
   * @param proof the one that is due
   * @param unmarked the posterior of the same evidence without anybody's word
   */
  ConclusionRules(
      Settings settings,
      Posterior posterior,
      double[] probabilities,
      List<Conclusion.Culprit> found,
      Calibration calibration,
      Optional<CulpritProof> proof,
      Supplier<Posterior> unmarked) {
    this.unmarked = unmarked;
    this.settings = settings;
    this.posterior = posterior;
    this.probabilities = probabilities;
    this.found = found;
    observations = posterior.observations();
    conclusion = conclude(calibration, proof);
  }

  /** The conclusion that is justified now; empty while the bisection goes on. */
  Optional<Conclusion> conclusion() {
    return conclusion;
  }

  /**
   * The culprit that is proved now, by itself; empty while none is, or where it ended otherwise.
   */
  Optional<Conclusion.Culprit> proved() {
    return proved;
  }

  private Optional<Conclusion> conclude(Calibration calibration, Optional<CulpritProof> proof) {
    for (Revision end : List.of(observations.good(), observations.bad())) {
      if (calibration.needed()
          && observations.bootsOf(end) == 0
          && observations.isUntestable(end)) {
        return Optional.of(suspects(all(), "the " + describe(end) + " " + cause(end)));
      }
    }
    var early = calibration.conclusion();
    if (early.isPresent()) {
      return contradiction(early.orElseThrow()).or(() -> early);
    }
    if (found.isEmpty() && calibration.done() && proof.stream().noneMatch(CulpritProof::passed)) {
      Optional<Conclusion.Gradual> gradual = GradualLoss.in(posterior, 1 - settings.confidence());
      if (gradual.isPresent()) {
        return Optional.of(gradual.orElseThrow());
      }
    }
    if (proof.isPresent()) {
      var proven = judge(proof.orElseThrow());
      if (proven.isPresent()) {
        return proven;
      }
    } else if (calibration.done()) {
      var cell = inseparable();
      if (cell.isPresent()) {
        return cell;
      }
    }
    if (observations.measured() >= settings.maximumBoots()) {
      return Optional.of(exhausted());
    }
    return Optional.empty();
  }

  /**
   * Suspects instead of no change, where only what people have marked makes the change impossible:
   * one of them is wrong about a commit.
   */
  private Optional<Conclusion> contradiction(Conclusion early) {
    boolean isNothing =
        early instanceof Conclusion.NotReproduced || early instanceof Conclusion.EnvironmentShift;
    if (!isNothing || !found.isEmpty() || !observations.isAnyMarked()) {
      return Optional.empty();
    }
    Posterior free = unmarked.get();
    if (free.none() >= Calibration.PROBABLE) {
      return Optional.empty();
    }
    double[] chances = free.probabilities();
    List<Integer> set = smallestSet(free, chances);
    return Optional.of(
        new Conclusion.Suspects(
            set,
            sum(set, chances),
            free.judgement().effect().orElse(Effect.UNKNOWN),
            "what was marked by hand contradicts what was measured"));
  }

  private Optional<Conclusion> judge(CulpritProof proof) {
    Optional<Revision> obstacle = proof.obstacle();
    if (obstacle.isPresent()) {
      Revision revision = obstacle.orElseThrow();
      var set = new ArrayList<>(List.of(proof.candidate()));
      if (revision instanceof Revision.Candidate(int index) && index != proof.candidate()) {
        set.add(index);
      }
      return Optional.of(
          suspects(
              set, describe(revision) + " " + cause(revision) + ", so the step can't be measured"));
    }
    if (proof.passed()) {
      OptionalDouble recovered = proof.recovered();
      var revert = new Revision.Revert(proof.candidate());
      int reverts = proof.revertsMeasured();
      boolean spent = observations.measured() >= settings.maximumBoots();
      if (reverts >= proof.revertBoots() || observations.isUntestable(revert) || spent) {
        proved = Optional.of(culprit(proof, recovered));
        return proved.map(culprit -> together(found, culprit));
      }
    } else if (proof.denied()) {
      return Optional.of(
          suspects(List.of(proof.candidate()), "taking it back does not undo the step"));
    } else if (proof.undecidable()) {
      return Optional.of(
          suspects(
              List.of(proof.candidate()),
              String.format(
                  Locale.ROOT,
                  "fresh boots of it and its parent do not differ clearly enough"
                      + " (log likelihood ratio %.1f of %.2f)",
                  proof.logRatio(),
                  CulpritProof.THRESHOLD)));
    }
    return Optional.empty();
  }

  /** All that were found, the first with the others, and each one's part of their sum. */
  private static Conclusion together(List<Conclusion.Culprit> found, Conclusion.Culprit last) {
    if (found.isEmpty()) {
      return last;
    }
    var all = new ArrayList<>(found);
    all.add(last);
    double whole = all.stream().mapToDouble(each -> each.effect().log()).sum();
    List<Conclusion.Culprit> others =
        all.subList(1, all.size()).stream().map(each -> withShare(each, whole, List.of())).toList();
    return withShare(all.getFirst(), whole, others);
  }

  private static Conclusion.Culprit withShare(
      Conclusion.Culprit culprit, double whole, List<Conclusion.Culprit> others) {
    return new Conclusion.Culprit(
        culprit.candidate(),
        culprit.confidence(),
        culprit.effect(),
        Math.clamp(culprit.effect().log() / whole, 0, 1),
        culprit.proof(),
        others);
  }

  private Conclusion.Culprit culprit(CulpritProof proof, OptionalDouble recovered) {
    Effect step = proof.effect();
    return new Conclusion.Culprit(
        proof.candidate(),
        probabilities[proof.candidate()],
        step,
        Math.clamp(step.log() / whole(), 0, 1),
        new Conclusion.Proof(
            proof.logRatio(),
            proof.culpritBoots(),
            proof.parentBoots(),
            recovered.isPresent() ? Optional.of(recovered.getAsDouble()) : Optional.empty()),
        List.of());
  }

  /** The whole change between the ends: of what was proved, and of what is left. */
  private double whole() {
    double whole = effect().log();
    for (Conclusion.Culprit culprit : found) {
      whole += culprit.effect().log();
    }
    return whole;
  }

  /** A cell that is probable enough, and that no commit which can be tested would split. */
  private Optional<Conclusion> inseparable() {
    Partition partition = posterior.partition();
    int best = -1;
    for (int cell = 0; cell < partition.size(); cell++) {
      best = best < 0 || posterior.mass(cell) > posterior.mass(best) ? cell : best;
    }
    if (best < 0 || posterior.mass(best) < settings.confidence()) {
      return Optional.empty();
    }
    List<Integer> splitters = splitters(best);
    BitSet skipped = observations.untestableCandidates();
    for (int splitter : splitters) {
      if (!skipped.get(splitter)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        suspects(
            bySuspicion(partition.members(best)),
            "nothing that can be tested splits them: " + blame(splitters)));
  }

  /** The candidates that would tell members of a cell apart. */
  private List<Integer> splitters(int cell) {
    Partition partition = posterior.partition();
    double[] inside = new double[probabilities.length];
    double[] mark = new double[probabilities.length];
    for (int candidate = 0; candidate < mark.length; candidate++) {
      mark[candidate] = partition.cellOf(candidate) == cell ? 1 : 0;
    }
    posterior.ancestry().sums(mark, inside);
    int all = partition.cell(cell).members();
    return IntStream.range(0, inside.length)
        .filter(candidate -> inside[candidate] > 0.5 && inside[candidate] < all - 0.5)
        .boxed()
        .toList();
  }

  private String blame(List<Integer> skipped) {
    if (skipped.isEmpty()) {
      return "none of them ever comes without the others";
    }
    String names =
        skipped.stream().limit(NAMED).map(index -> "#" + index).collect(Collectors.joining(", "));
    String more = skipped.size() > NAMED ? " and " + (skipped.size() - NAMED) + " more" : "";
    String causes =
        skipped.stream()
            .map(index -> cause(new Revision.Candidate(index), skipped.size() > 1))
            .distinct()
            .collect(Collectors.joining(" or "));
    return names + more + " " + causes;
  }

  private String describe(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> "good end";
      case Revision.Candidate(int index) ->
          revision.equals(observations.bad()) ? "bad end" : "#" + index;
      case Revision.Revert(int culprit) -> "revert of #" + culprit;
      case Revision.CounterVariant(int culprit, Revision.PutBack ignored) ->
          "#" + culprit + " with its options put back";
    };
  }

  private String cause(Revision revision) {
    return cause(revision, false);
  }

  private String cause(Revision revision, boolean several) {
    return switch (observations.untestable(revision).orElse(Evidence.Cause.UNBUILDABLE)) {
      case UNBUILDABLE -> several ? "do not build" : "does not build";
      case UNBOOTABLE -> several ? "do not boot" : "does not boot";
      case SKIPPED -> several ? "are to be skipped" : "is to be skipped";
      case REPRODUCER_FAILED -> several ? "fail the reproducer" : "fails the reproducer";
    };
  }

  private List<Integer> all() {
    return IntStream.range(0, probabilities.length).boxed().toList();
  }

  private List<Integer> bySuspicion(int[] members) {
    return bySuspicion(members, probabilities);
  }

  private static List<Integer> bySuspicion(int[] members, double[] chances) {
    return Arrays.stream(members)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer member) -> -chances[member]))
        .toList();
  }

  private Conclusion suspects(List<Integer> set, String reason) {
    List<Integer> ordered = bySuspicion(set.stream().mapToInt(Integer::intValue).toArray());
    return new Conclusion.Suspects(ordered, sum(ordered), effect(), reason);
  }

  /** The smallest set that is as probable as asked; what is left when nothing more can be done. */
  Conclusion openSuspects(String reason) {
    return suspects(smallestSet(), reason);
  }

  private Conclusion exhausted() {
    List<Integer> set = smallestSet();
    return new Conclusion.Exhausted(set, sum(set), effect(), settings.maximumBoots() + " boots");
  }

  private List<Integer> smallestSet() {
    return smallestSet(posterior, probabilities);
  }

  private List<Integer> smallestSet(Posterior of, double[] chances) {
    double wanted = settings.confidence() * (1 - of.none());
    double have = 0;
    var set = new ArrayList<Integer>();
    // Cell by cell: ordering a hundred thousand candidates is not needed for the first few.
    for (int cell : of.cellsByMass()) {
      for (int candidate : bySuspicion(of.partition().members(cell), chances)) {
        if (have >= wanted || chances[candidate] <= 0) {
          break;
        }
        set.add(candidate);
        have += chances[candidate];
      }
    }
    return set;
  }

  private double sum(List<Integer> set) {
    return sum(set, probabilities);
  }

  private static double sum(List<Integer> set, double[] chances) {
    return Math.min(1, set.stream().mapToDouble(candidate -> chances[candidate]).sum());
  }

  private Effect effect() {
    return posterior.judgement().effect().orElse(Effect.UNKNOWN);
  }
}
