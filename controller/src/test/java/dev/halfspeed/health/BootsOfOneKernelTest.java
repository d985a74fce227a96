package dev.halfspeed.health;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What boots of one kernel tell of machines whose truth is known. */
final class BootsOfOneKernelTest {
  private static final int MACHINES = 4000;
  private static final int BOOTS = 12;
  private static final double NOISE = 0.01;
  private static final double WITHIN = 0.004;
  private static final long SEED = 42;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private List<List<Double>> boots(int count, IntToDoubleFunction level) {
    var boots = new ArrayList<List<Double>>();
    for (int boot = 0; boot < count; boot++) {
      double value = level.applyAsDouble(boot) + NOISE * random.nextGaussian();
      boots.add(
          List.of(value + WITHIN * random.nextGaussian(), value + WITHIN * random.nextGaussian()));
    }
    return boots;
  }

  private double part(java.util.function.BooleanSupplier seen) {
    int count = 0;
    for (int machine = 0; machine < MACHINES; machine++) {
      count += seen.getAsBoolean() ? 1 : 0;
    }
    return (double) count / MACHINES;
  }

  @Test
  void theIntervalsHoldTheTruthAsOftenAsTheySay() {
    double truth = Math.sqrt(NOISE * NOISE + WITHIN * WITHIN / 2);
    assertThat(
            part(() -> {
              Spread between = Noise.of(boots(BOOTS, boot -> 7)).between();
              return between.low() < truth && truth < between.high();
            }))
        .isCloseTo(0.95, within(0.012));
    assertThat(
            part(() -> {
              Spread inside = requireNonNull(Noise.of(boots(BOOTS, boot -> 7)).within());
              return inside.low() < WITHIN && WITHIN < inside.high();
            }))
        .isCloseTo(0.95, within(0.012));
    assertThat(
            part(() -> {
              Comparison alternate = AaTest.of(boots(BOOTS, boot -> 7)).alternate();
              return alternate.low() < 0 && 0 < alternate.high();
            }))
        .isCloseTo(0.95, within(0.012));
  }

  @Test
  void anEvenMachineIsRefusedAsSeldomAsIsSaid() {
    assertThat(
            part(() -> {
              AaTest same = AaTest.of(boots(BOOTS, boot -> 7));
              return same.alternates() || same.moves();
            }))
        .isBetween(AaTest.FALSE_ALARM, 3 * AaTest.FALSE_ALARM);
    // And is not put out of use for it: fresh boots do not show the same.
    assertThat(part(() -> isRefused(boots(2 * BOOTS, boot -> 7)))).isLessThan(0.0015);
    assertThat(
            part(() -> {
              Noise before = Noise.of(boots(BOOTS, boot -> 7));
              return Drift.isShown(Drift.of(before, boots(4, boot -> 7)));
            }))
        .isLessThan(3 * Drift.FALSE_ALARM);
  }

  /** As a whole check refuses a machine: the fresh half shows what the first did. */
  private static boolean isRefused(List<List<Double>> boots) {
    List<List<Double>> before = boots.subList(0, BOOTS);
    AaTest first = AaTest.of(before);
    return first.differs() && first.repeat(before, boots.subList(BOOTS, boots.size())).isPresent();
  }

  @Test
  void aMachineThatIsNotEvenIsFound() {
    double large = 3.5 * NOISE;
    assertThat(part(() -> AaTest.of(boots(BOOTS, boot -> boot % 2 * large)).alternates()))
        .isGreaterThan(0.95);
    assertThat(part(() -> AaTest.of(boots(BOOTS, boot -> boot < 6 ? 0 : large)).moves()))
        .isGreaterThan(0.95);
    // And refused once as many fresh boots show the same, also where it has settled at what it
    // became; not where it has come back.
    assertThat(part(() -> isRefused(boots(2 * BOOTS, boot -> boot % 2 * large))))
        .isGreaterThan(0.9);
    assertThat(part(() -> isRefused(boots(2 * BOOTS, boot -> boot < 6 ? 0 : large))))
        .isGreaterThan(0.9);
    assertThat(part(() -> isRefused(boots(2 * BOOTS, boot -> boot / 6 == 1 ? large : 0))))
        .isLessThan(0.01);
    // The whole change is told, not that between the first boots and the fresh ones.
    List<List<Double>> moved = boots(2 * BOOTS, boot -> boot < BOOTS / 2 ? 7 : 7.5);
    AaTest.Repeat repeat =
        AaTest.of(moved.subList(0, BOOTS))
            .repeat(moved.subList(0, BOOTS), moved.subList(BOOTS, 2 * BOOTS))
            .orElseThrow();
    assertThat(repeat.moves()).isTrue();
    assertThat(repeat.shown().difference()).isCloseTo(0.5, within(0.1));
    // Twice four boots, as a machine is checked again.
    assertThat(
            part(() -> {
              Noise before = Noise.of(boots(BOOTS, boot -> 7));
              Comparison first = Drift.of(before, boots(4, boot -> 7 - 4 * NOISE));
              Comparison fresh = Drift.of(before, boots(4, boot -> 7 - 4 * NOISE));
              return Drift.isShown(first) && Drift.isShown(fresh);
            }))
        .isGreaterThan(0.9);
  }

  @Test
  void aBootThatStandsOutIsNamedAndSeldomWhereThereIsNone() {
    assertThat(part(() -> OutlierBoot.of(boots(BOOTS, boot -> 7)).isPresent())).isLessThan(0.02);
    OutlierBoot astray = OutlierBoot.of(boots(BOOTS, boot -> boot == 3 ? 6.8 : 7)).orElseThrow();
    assertThat(astray.boot()).isEqualTo(4);
    assertThat(astray.difference()).isCloseTo(-0.2, within(0.05));
    assertThat(astray.noise()).isCloseTo(NOISE, within(0.7 * NOISE));
    // The real one that this was written for: a host that had no time for its guest.
    List<List<Double>> real =
        List.of(218.1, 218.1, 218.2, 212.5, 218.55, 217.9, 218.05, 218.2).stream()
            .map(tps -> List.of(Math.log(tps)))
            .toList();
    assertThat(OutlierBoot.of(real).orElseThrow().boot()).isEqualTo(4);
  }

  @Test
  void whatCanBeResolvedGrowsWithTheNoise() {
    double quiet = Resolution.of(0.001).orElseThrow();
    double loud = Resolution.of(0.02).orElseThrow();
    assertThat(quiet).isBetween(0.0008, 0.002);
    assertThat(loud / quiet).isCloseTo(20, within(1.0));
    assertThat(Resolution.of(0)).isEmpty();
  }

  @Test
  void aMachineThatRepeatsToTheLastDigitIsEven() {
    List<List<Double>> equal = List.of(List.of(1.0), List.of(1.0), List.of(1.0), List.of(1.0));
    Noise noise = Noise.of(equal);
    assertThat(noise.between().deviation()).isZero();
    assertThat(noise.within()).isNull();
    assertThat(noise.resolvable()).isEmpty();
    assertThat(AaTest.of(equal).alternates()).isFalse();
    assertThat(Drift.isShown(Drift.of(noise, List.of(List.of(1.00005))))).isFalse();
    assertThat(Drift.isShown(Drift.of(noise, List.of(List.of(1.01))))).isTrue();
  }

  @Test
  void tooFewBootsAreRefused() {
    assertThatThrownBy(() -> AaTest.of(boots(3, boot -> 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Noise.of(boots(1, boot -> 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
