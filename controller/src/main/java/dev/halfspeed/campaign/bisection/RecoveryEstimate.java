package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.bisection.BisectionEnding.Recovered;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The share of a culprit's change that a counter-variant gets back, against the proof's fresh boots
 * of the culprit and its parents on the same machine.
 */
final class RecoveryEstimate {
  private static final double QUANTILE = 1.96;

  /** The standard error that is asked for: an eighth of the way from nothing to all. */
  private static final double WANTED = 0.125;

  /** Boots of a counter-variant, at least and at most. */
  static final int LEAST_BOOTS = 2;

  static final int MOST_BOOTS = 6;

  private RecoveryEstimate() {}

  /** Boots of one of the three on a machine, with their mean on the log scale. */
  private record Level(int boots, double mean) {}

  /** All three on one machine. */
  private record OnMachine(Level variant, Level culprit, Level before) {
    double change() {
      return before.mean() - culprit.mean();
    }

    double back() {
      return variant.mean() - culprit.mean();
    }

    boolean isWhole() {
      return variant.boots() > 0 && culprit.boots() > 0 && before.boots() > 0;
    }
  }

  /**
   * Of the boots on machines that have measured all three, weighted by the variant's boots. The 95
   * % interval follows from the noise of a boot by the delta method (G. Casella, R. Berger,
   * Statistical Inference, 5.5.4): the share s = (v - c) / (p - c) has the variance {@code noise^2
   * (1 / n_v + (1 - s)^2 / n_c + s^2 / n_p) / (p - c)^2}.
   *
   * @param noise standard deviation of one boot on the log scale; where it is 0, not known, the
   *     interval has no width
   * @return empty where no machine has all three, or the change is none
   */
  static Optional<Recovered> of(
      List<Evidence> evidence,
      Revision variant,
      Revision culprit,
      Collection<Revision> before,
      double noise) {
    var machines = new ArrayList<OnMachine>();
    for (int machine : machines(evidence, variant)) {
      var here =
          new OnMachine(
              level(evidence, machine, Purpose.OPTIONS, Set.of(variant)),
              level(evidence, machine, Purpose.PROOF, Set.of(culprit)),
              level(evidence, machine, Purpose.PROOF, before));
      if (here.isWhole()) {
        machines.add(here);
      }
    }
    double boots = machines.stream().mapToInt(machine -> machine.variant().boots()).sum();
    double change = 0;
    double back = 0;
    for (OnMachine machine : machines) {
      double weight = machine.variant().boots() / boots;
      change += weight * machine.change();
      back += weight * machine.back();
    }
    if (change == 0) {
      return Optional.empty();
    }
    double share = back / change;
    double variance = 0;
    for (OnMachine machine : machines) {
      double weight = machine.variant().boots() / boots;
      variance +=
          weight
              * weight
              * (1.0 / machine.variant().boots()
                  + (1 - share) * (1 - share) / machine.culprit().boots()
                  + share * share / machine.before().boots());
    }
    double error = QUANTILE * noise * Math.sqrt(variance) / Math.abs(change);
    return Optional.of(new Recovered(share, share - error, share + error));
  }

  private static int[] machines(List<Evidence> evidence, Revision revision) {
    return evidence.stream()
        .mapToInt(each ->
            each instanceof Evidence.Measured boot && boot.revision().equals(revision)
                ? boot.machine()
                : -1)
        .filter(machine -> machine >= 0)
        .distinct()
        .toArray();
  }

  private static Level level(
      List<Evidence> evidence, int machine, Purpose purpose, Collection<Revision> revisions) {
    int boots = 0;
    double sum = 0;
    for (Evidence each : evidence) {
      if (each instanceof Evidence.Measured boot
          && boot.machine() == machine
          && boot.purpose() == purpose
          && revisions.contains(boot.revision())) {
        boots++;
        sum += boot.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      }
    }
    return new Level(boots, boots == 0 ? 0 : sum / boots);
  }

  /**
   * Boots of a variant that tell whether it gets back most of a change.
   *
   * @param noise as above
   * @param change the culprit's, on the log scale
   */
  static int bootsWanted(double noise, double change) {
    double perBoot = noise / Math.abs(change);
    return (int)
        Math.clamp(Math.ceil(perBoot * perBoot / (WANTED * WANTED)), LEAST_BOOTS, MOST_BOOTS);
  }
}
