package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where a bisection stands: the posterior, and what follows from it. */
final class Situation {
  /** Suspects that are named in full in a reason. */
  private static final int NAMED = 6;

  /** A suspect that is less probable is not tried. */
  private static final double PLAUSIBLE = 0.3;

  /** Boots of a suspect and its parents after which another one of the search says little. */
  private static final int WELL_BOOTED = 3;

  private final Settings settings;
  private final Posterior posterior;
  private final Observations observations;
  private final Calibration calibration;
  private final List<Conclusion.Culprit> found;
  private final IntFunction<Posterior> knowing;
  private final double[] probabilities;
  private final int top;
  private final Optional<Proof> proof;
  private final Optional<Conclusion> conclusion;
  private Optional<Conclusion.Culprit> proved = Optional.empty();

  /**
   * Judges where the bisection stands.
   *
   * @param found culprits that are proved already; this is about a further one
   * @param knowing the posterior of the same evidence when a further culprit is known
   */
  Situation(
      Settings settings,
      Posterior posterior,
      List<Conclusion.Culprit> found,
      IntFunction<Posterior> knowing) {
    this.settings = settings;
    this.posterior = posterior;
    this.found = found;
    this.knowing = knowing;
    observations = posterior.observations();
    calibration = new Calibration(posterior, settings);
    double[] raw = posterior.probabilities();
    int first = top(raw);
    var suspected = proofOf(first, raw);
    if (raw[first] >= settings.confidence() && suspected.failed()) {
      // The fresh boots deny what the posterior still believes: the model must be wrong about
      // this commit, so the search goes on with the others.
      raw = raw.clone();
      raw[first] = 0;
      first = top(raw);
      suspected = proofOf(first, raw);
    }
    top = first;
    probabilities = raw;
    proof =
        calibration.done() && (isProbable() || isWorthTrying(suspected))
            ? Optional.of(suspected)
            : Optional.empty();
    conclusion = conclude();
  }

  /**
   * With the noise that is left when the candidate is known, where a proof may be due. Where other
   * layouts can be built, what looks like their luck can be settled, so it is taken for luck.
   */
  private Proof proofOf(int candidate, double[] chances) {
    Judgement noise = posterior.judgement();
    if (chances[candidate] >= PLAUSIBLE
        && posterior.metric().isPresent()
        && !observations.severalLayouts()) {
      noise = knowing.apply(candidate).judgement();
    }
    return new Proof(posterior, candidate, noise, !found.isEmpty());
  }

  private boolean isProbable() {
    return probabilities[top] >= settings.confidence();
  }

  /**
   * Whether fresh boots of the best suspect against its parents are the best that can be done
   * though it is not probable enough: when one other suspect is left. Two culprits look like this,
   * and no number of boots between them would decide for one.
   */
  private boolean isWorthTrying(Proof suspected) {
    if (probabilities[top] < PLAUSIBLE || suspected.undecidable()) {
      return false;
    }
    return suspected.culpritBoots() > 0
        || (Chooser.suspects(posterior) <= 2
            && suspected.revisions().stream()
                .allMatch(revision -> observations.bootsOf(revision) >= WELL_BOOTED));
  }

  /** A proof of the best suspect when the search has nothing better to do. */
  Optional<Proof> attempt() {
    var suspected = proofOf(top, probabilities);
    return calibration.done()
            && probabilities[top] >= PLAUSIBLE
            && !suspected.undecidable()
            && !suspected.failed()
            && suspected.obstacle().isEmpty()
        ? Optional.of(suspected)
        : Optional.empty();
  }

  private static int top(double[] probabilities) {
    int top = 0;
    for (int candidate = 1; candidate < probabilities.length; candidate++) {
      top = probabilities[candidate] > probabilities[top] ? candidate : top;
    }
    return top;
  }

  /** The candidate that is most probable. */
  int top() {
    return top;
  }

  /** Culprits that were proved before this search for a further one. */
  List<Conclusion.Culprit> found() {
    return found;
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
    for (Revision end : List.of(observations.good(), observations.bad())) {
      if (calibration.needed()
          && observations.bootsOf(end) == 0
          && observations.isUntestable(end)) {
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
                  Proof.THRESHOLD)));
    }
    return Optional.empty();
  }

  /**
   * The culprit that is proved now, by itself; empty while none is, or where it ended otherwise.
   */
  Optional<Conclusion.Culprit> proved() {
    return proved;
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

  private Conclusion.Culprit culprit(Proof proof, OptionalDouble recovered) {
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
            "no commit that can be tested splits them: " + blame(splitters)));
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
    // Cell by cell: ordering a hundred thousand candidates is not needed for the first few.
    for (int cell : posterior.cellsByMass()) {
      for (int candidate : bySuspicion(posterior.partition().members(cell))) {
        if (have >= wanted || probabilities[candidate] <= 0) {
          break;
        }
        set.add(candidate);
        have += probabilities[candidate];
      }
    }
    return set;
  }

  private double sum(List<Integer> set) {
    return Math.min(1, set.stream().mapToDouble(candidate -> probabilities[candidate]).sum());
  }

  private Effect effect() {
    return posterior
        .judgement()
        .effect()
        .orElse(new Effect(0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  private Assessment.Phase phase() {
    if (conclusion.isPresent()) {
      return Assessment.Phase.CONCLUDED;
    }
    if (proof.isPresent() && isProbable()) {
      return Assessment.Phase.PROVING;
    }
    return calibration.done() ? Assessment.Phase.SEARCHING : Assessment.Phase.CALIBRATING;
  }

  Standing standing() {
    return new Standing(phase(), top, probabilities[top], posterior.none());
  }

  /**
   * What the evidence says.
   *
   * @param machines how many measure at once
   */
  Assessment assessment(int machines) {
    return new Assessment(
        phase(),
        Assessment.listOf(probabilities),
        posterior.none(),
        posterior.judgement().effect(),
        posterior.judgement().noise(),
        Chooser.suspects(posterior),
        posterior.entropy(),
        forecast(machines));
  }

  private Forecast forecast(int machines) {
    if (conclusion.isPresent()) {
      return Forecast.ended(
          conclusion.orElseThrow() instanceof Conclusion.Culprit culprit
              ? culprit.confidence()
              : 0);
    }
    // Once a culprit is proved, it is named whatever becomes of the search for another.
    double certainty =
        found.isEmpty()
            ? Math.max(probabilities[top], settings.confidence() * (1 - posterior.none()))
            : found.getFirst().confidence();
    int budget = Math.max(0, settings.maximumBoots() - observations.measured());
    Forecast ahead = Forecast.of(stand(machines), posterior.judgement(), budget, certainty);
    return found.isEmpty()
        ? ahead
        : new Forecast(ahead.work(), ahead.boots(), certainty, ahead.resolvable());
  }

  private Prospect.Stand stand(int machines) {
    double error = 1 - settings.confidence();
    double best = Math.clamp(probabilities[top], 1e-9, 1 - 1e-9);
    double missing = Math.log(settings.confidence() / error) - Math.log(best / (1 - best));
    return new Prospect.Stand(
        posterior.entropy(),
        Math.clamp(missing, 0, Math.log(1 / error)),
        machines,
        error,
        !isProbable(),
        !calibration.done(),
        observations.bootsOf(observations.good()) + observations.bootsOf(observations.bad()),
        calibration.done() ? 0 : endsToBuild(machines),
        proof.map(Proof::isStepCertain).orElse(false),
        proof.map(each -> each.culpritBoots() + each.parentBoots()).orElse(0),
        proof
            .map(this::revertsLeft)
            .orElseGet(
                () -> Proof.reverts(Math.max(1e-6, posterior.judgement().channel(0, 1).nats()))));
  }

  private int revertsLeft(Proof due) {
    return observations.isUntestable(new Revision.Revert(due.candidate()))
        ? 0
        : Math.max(0, due.revertBoots() - due.revertsMeasured());
  }

  /** Each machine builds both ends for itself. */
  private int endsToBuild(int machines) {
    int missing = 0;
    for (int machine = 0; machine < machines; machine++) {
      missing += observations.bootsOf(observations.good(), machine) == 0 ? 1 : 0;
      missing += observations.bootsOf(observations.bad(), machine) == 0 ? 1 : 0;
    }
    return missing;
  }
}
