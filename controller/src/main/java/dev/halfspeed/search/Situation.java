package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where a bisection stands: the posterior, and what follows from it. */
final class Situation {
  /** Suspects that are named in full in a reason. */
  private static final int NAMED = 6;

  private final Settings settings;
  private final Posterior posterior;
  private final Observations observations;
  private final Calibration calibration;
  private final double[] probabilities;
  private final Optional<Proof> proof;
  private final Optional<Conclusion> conclusion;

  Situation(
      CandidateDag dag,
      Ancestry ancestry,
      Prior prior,
      Settings settings,
      List<Evidence> evidence) {
    this.settings = settings;
    observations = new Observations(dag, ancestry, evidence);
    posterior = new Posterior(ancestry, prior, observations);
    calibration = new Calibration(posterior, settings);
    double[] raw = posterior.probabilities();
    int top = top(raw);
    var suspected = new Proof(dag, posterior, top);
    if (raw[top] > 0 && suspected.failed()) {
      // The fresh boots deny what the posterior still believes: the model must be wrong about
      // this commit, so the search goes on with the others.
      raw[top] = 0;
      top = top(raw);
      suspected = new Proof(dag, posterior, top);
    }
    probabilities = raw;
    proof =
        calibration.done() && probabilities[top] >= settings.confidence()
            ? Optional.of(suspected)
            : Optional.empty();
    conclusion = conclude();
  }

  private static int top(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .max(Comparator.comparingDouble(candidate -> probabilities[candidate]))
        .orElseThrow();
  }

  Posterior posterior() {
    return posterior;
  }

  Observations observations() {
    return observations;
  }

  Calibration calibration() {
    return calibration;
  }

  /** The proof that is due, once one candidate is probable enough. */
  Optional<Proof> proof() {
    return proof;
  }

  Optional<Conclusion> conclusion() {
    return conclusion;
  }

  private Optional<Conclusion> conclude() {
    for (Revision end : List.of(new Revision.Good(), observations.bad())) {
      if (observations.bootsOf(end) == 0 && observations.isUntestable(end)) {
        return Optional.of(suspects(all(), "the " + describe(end) + " " + cause(end)));
      }
    }
    var early = calibration.conclusion();
    if (early.isPresent()) {
      return early;
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

  private Optional<Conclusion> judge(Proof proof) {
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
      int reverts = observations.revertsOf(proof.candidate()).size();
      boolean spent = observations.measured() >= settings.maximumBoots();
      if (reverts >= proof.revertBoots() || observations.isUntestable(revert) || spent) {
        return Optional.of(culprit(proof, recovered));
      }
    } else if (proof.undecidable()) {
      return Optional.of(
          suspects(
              List.of(proof.candidate()),
              String.format(
                  Locale.ROOT,
                  "fresh boots of it and its parent do not differ clearly enough"
                      + " (log likelihood ratio %.1f of %.2f)",
                  proof.logRatio(),
                  Proof.THRESHOLD)));
    }
    return Optional.empty();
  }

  private Conclusion culprit(Proof proof, OptionalDouble recovered) {
    Effect step = proof.effect();
    double whole = effect().log();
    return new Conclusion.Culprit(
        proof.candidate(),
        probabilities[proof.candidate()],
        step,
        Math.clamp(step.log() / whole, 0, 1),
        new Conclusion.Proof(
            proof.logRatio(),
            proof.culpritBoots(),
            proof.parentBoots(),
            recovered.isPresent() ? Optional.of(recovered.getAsDouble()) : Optional.empty()),
        List.of());
  }

  /** A cell that is probable enough, and that no commit which can be tested would split. */
  private Optional<Conclusion> inseparable() {
    List<Integer> order = posterior.cellsByMass();
    if (order.isEmpty() || posterior.mass(order.getFirst()) < settings.confidence()) {
      return Optional.empty();
    }
    Cells.Cell cell = posterior.cells().list().get(order.getFirst());
    BitSet skipped = observations.untestableCandidates();
    for (int candidate = 0; candidate < probabilities.length; candidate++) {
      if (!skipped.get(candidate) && splits(candidate, cell)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        suspects(
            bySuspicion(cell.list()), "no commit that can be tested splits them: " + blame(cell)));
  }

  private boolean splits(int candidate, Cells.Cell cell) {
    boolean some = false;
    boolean all = true;
    for (int member : cell.list()) {
      boolean contained = posterior.ancestry().contains(candidate, member);
      some |= contained;
      all &= contained;
    }
    return some && !all;
  }

  private String blame(Cells.Cell cell) {
    List<Integer> skipped =
        observations.untestableCandidates().stream()
            .filter(candidate -> splits(candidate, cell))
            .boxed()
            .toList();
    if (skipped.isEmpty()) {
      return "they are one in every commit of the range";
    }
    String names =
        skipped.stream().limit(NAMED).map(index -> "#" + index).collect(Collectors.joining(", "));
    String more = skipped.size() > NAMED ? " and " + (skipped.size() - NAMED) + " more" : "";
    String causes =
        skipped.stream()
            .map(index -> cause(new Revision.Candidate(index)))
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
    };
  }

  private String cause(Revision revision) {
    return switch (observations.untestable(revision).orElse(Evidence.Cause.UNBUILDABLE)) {
      case UNBUILDABLE -> "does not build";
      case UNBOOTABLE -> "does not boot";
      case REPRODUCER_FAILED -> "fails the reproducer";
    };
  }

  private List<Integer> all() {
    return IntStream.range(0, probabilities.length).boxed().toList();
  }

  private List<Integer> bySuspicion(int[] members) {
    return Arrays.stream(members)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer member) -> -probabilities[member]))
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
    double wanted = settings.confidence() * (1 - posterior.none());
    double have = 0;
    var set = new ArrayList<Integer>();
    for (int candidate : bySuspicion(IntStream.range(0, probabilities.length).toArray())) {
      if (have >= wanted || probabilities[candidate] <= 0) {
        break;
      }
      set.add(candidate);
      have += probabilities[candidate];
    }
    return set;
  }

  private double sum(List<Integer> set) {
    return Math.min(1, set.stream().mapToDouble(candidate -> probabilities[candidate]).sum());
  }

  private Effect effect() {
    return posterior
        .effect()
        .orElse(new Effect(0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  Assessment assessment() {
    Assessment.Phase phase =
        conclusion.isPresent()
            ? Assessment.Phase.CONCLUDED
            : proof.isPresent()
                ? Assessment.Phase.PROVING
                : calibration.done() ? Assessment.Phase.SEARCHING : Assessment.Phase.CALIBRATING;
    double done = proof.map(each -> (double) each.culpritBoots() + each.parentBoots()).orElse(0.0);
    return new Assessment(
        phase,
        Arrays.stream(probabilities).boxed().toList(),
        posterior.none(),
        posterior.effect(),
        posterior.noise(),
        Chooser.suspects(posterior),
        Forecast.entropy(posterior),
        conclusion.isPresent() ? 0 : Forecast.left(posterior, calibration, done));
  }
}
