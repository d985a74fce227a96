package dev.halfspeed.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RecoveredShareTest {
  private static Difference between(double estimate, double low, double high) {
    return new Difference(Math.log1p(estimate), Math.log1p(low), Math.log1p(high));
  }

  @Test
  void halfOfALossIsAHalf() {
    RecoveredShare share =
        RecoveredShare.of(between(0.4, 0.35, 0.45), between(0.2, 0.15, 0.25), true).orElseThrow();
    assertThat(share.share()).isCloseTo(0.5, within(1e-12));
    assertThat(share.low()).isCloseTo(0.15 / 0.45, within(1e-12));
    assertThat(share.high()).isCloseTo(0.25 / 0.35, within(1e-12));
  }

  @Test
  void ofAMetricThatIsBetterLowTheSameHolds() {
    RecoveredShare share =
        RecoveredShare.of(between(-0.4, -0.45, -0.35), between(0.1, 0.05, 0.15), false)
            .orElseThrow();
    assertThat(share.share()).isCloseTo(-0.25, within(1e-12));
    assertThat(share.low()).isCloseTo(-0.15 / 0.35, within(1e-12));
    assertThat(share.high()).isCloseTo(-0.05 / 0.45, within(1e-12));
  }

  @Test
  void ofALossThatIsNotShownThereIsNoShare() {
    assertThat(RecoveredShare.of(between(0.01, -0.01, 0.03), between(0.2, 0.1, 0.3), true))
        .isEmpty();
  }

  @Test
  void aGoodOneThatIsWorseHasNoLead() {
    Difference less = between(-0.3, -0.35, -0.25);
    Difference more = between(0.3, 0.25, 0.35);
    assertThat(RecoveredShare.of(less, more, true)).isEmpty();
    assertThat(RecoveredShare.of(more, less, false)).isEmpty();
  }

  @Test
  void theTrueShareIsInsideWhereBothDifferencesAre() {
    var random = new SplittableRandom(1);
    for (int world = 0; world < 2000; world++) {
      double loss = random.nextDouble(0.02, 1.5) * (random.nextBoolean() ? 1 : -0.6);
      double gain = random.nextDouble(-0.5, 1.5);
      RecoveredShare.of(around(random, loss), around(random, gain), loss > 0)
          .ifPresent(
              share -> assertThat(gain / loss).isBetween(share.low() - 1e-9, share.high() + 1e-9));
    }
  }

  private static Difference around(SplittableRandom random, double fraction) {
    double log = Math.log1p(fraction);
    double low = log - random.nextDouble(0.2);
    double high = log + random.nextDouble(0.2);
    return new Difference(random.nextDouble(low, high), low, high);
  }
}
