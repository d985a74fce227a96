package dev.halfspeed.campaign.bisection;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a culprit's change that one of its variants gets back, against the proof's fresh
 * boots of the culprit and its parents on the same machines.
 *
 * @param part 1 where it gets back all, 0 where nothing
 * @param low end of its 95 % interval; {@code part} where the noise is not known
 * @param high likewise
 */
record RecoveredShare(double part, double low, double high) {
  private static final double QUANTILE = 1.96;

  /** The standard error that is asked for: an eighth of the way from nothing to all. */
  private static final double WANTED = 0.125;

  private static final int LEAST_BOOTS = 2;
  private static final int MOST_BOOTS = 6;

  /** What was measured of all three on one machine: means of boots on the log scale. */
  private record OnMachine(Level variant, Level culprit, Level before) {
    double gap() {
      return before.mean() - culprit.mean();
    }

    double back() {
      return variant.mean() - culprit.mean();
    }
  }

  private record Level(int boots, double mean) {}

  /**
   * Of the boots on those machines that have measured all three, weighted by the variant's boots.
   * The interval follows from the noise of a boot by the delta method (G. Casella, R. Berger,
   * Statistical Inference, 5.5.4): the share s = (v - c) / (p - c) has the variance noise^2 (1 /
   * n_v + (1 - s)^2 / n_c + s^2 / n_p) / (p - c)^2.
   *
   * @param noise standard deviation of one boot on the log scale; 0 where it is not known
   * @return empty where no machine has all three, or these do not differ
   */
  static Optional<RecoveredShare> of(
      List<Evidence> evidence,
      Revision variant,
      Revision culprit,
      Collection<Revision> before,
      double noise) {
    List<OnMachine> machines =
        evidence.stream()
            .filter(each -> isOf(each, Set.of(variant), Purpose.OPTIONS))
            .map(each -> ((Evidence.Measured) each).machine())
            .distinct()
            .map(machine -> onMachine(evidence, machine, variant, culprit, before))
            .filter(Objects::nonNull)
            .toList();
    double boots = machines.stream().mapToInt(machine -> machine.variant().boots()).sum();
    double gap = 0;
    double back = 0;
    for (OnMachine machine : machines) {
      gap += machine.variant().boots() / boots * machine.gap();
      back += machine.variant().boots() / boots * machine.back();
    }
    if (machines.isEmpty() || gap == 0) {
      return Optional.empty();
    }
    double part = back / gap;
    double variance = 0;
    for (OnMachine machine : machines) {
      double weight = machine.variant().boots() / boots;
      variance +=
          weight
              * weight
              * (1.0 / machine.variant().boots()
                  + (1 - part) * (1 - part) / machine.culprit().boots()
                  + part * part / machine.before().boots());
    }
    double error = QUANTILE * noise * Math.sqrt(variance) / Math.abs(gap);
    return Optional.of(new RecoveredShare(part, part - error, part + error));
  }

  private static @Nullable OnMachine onMachine(
      List<Evidence> evidence,
      int machine,
      Revision variant,
      Revision culprit,
      Collection<Revision> before) {
    Level of = level(evidence, machine, Set.of(variant), Purpose.OPTIONS);
    Level with = level(evidence, machine, Set.of(culprit), Purpose.PROOF);
    Level without = level(evidence, machine, Set.copyOf(before), Purpose.PROOF);
    return of.boots() == 0 || with.boots() == 0 || without.boots() == 0
        ? null
        : new OnMachine(of, with, without);
  }

  private static Level level(
      List<Evidence> evidence, int machine, Set<Revision> revisions, Purpose purpose) {
    List<Double> means =
        evidence.stream()
            .filter(each -> isOf(each, revisions, purpose))
            .map(Evidence.Measured.class::cast)
            .filter(boot -> boot.machine() == machine)
            .map(boot ->
                boot.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow())
            .toList();
    return new Level(
        means.size(), means.stream().mapToDouble(Double::doubleValue).average().orElse(0));
  }

  private static boolean isOf(Evidence evidence, Set<Revision> revisions, Purpose purpose) {
    return evidence instanceof Evidence.Measured boot
        && boot.purpose() == purpose
        && revisions.contains(boot.revision());
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
