package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.campaign.bisection.BisectionEnding.Recovered;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecoveryEstimateTest {
  private static final Revision CULPRIT = new Revision.Candidate(3);
  private static final Revision PARENT = new Revision.Candidate(2);
  private static final Revision VARIANT = new Revision.CounterVariant(3, Revision.PutBack.SETTINGS);

  private final List<Evidence> evidence = new ArrayList<>();

  private void booted(Revision revision, int machine, Purpose purpose, double... values) {
    for (double value : values) {
      evidence.add(new Evidence.Measured(revision, machine, "image", purpose, List.of(value)));
    }
  }

  private Optional<Recovered> share(double noise) {
    return RecoveryEstimate.of(evidence, VARIANT, CULPRIT, List.of(PARENT), noise);
  }

  @Test
  void eachMachineIsComparedWithItself() {
    booted(CULPRIT, 0, Purpose.PROOF, 1.0, 1.2);
    booted(PARENT, 0, Purpose.PROOF, 2.1);
    booted(VARIANT, 0, Purpose.OPTIONS, 1.85);
    // A machine that is twice as fast, and where nobody booted the parent.
    booted(CULPRIT, 1, Purpose.PROOF, 5.0);
    booted(VARIANT, 1, Purpose.OPTIONS, 5.1);
    Recovered share = share(0).orElseThrow();
    assertThat(share.share()).isCloseTo(0.75, within(1e-9));
    assertThat(share.low()).isEqualTo(share.share());
  }

  @Test
  void bootsOfTheSearchAreNoPartOfIt() {
    booted(CULPRIT, 0, Purpose.SEARCH, 0.1);
    booted(CULPRIT, 0, Purpose.PROOF, 1.0);
    booted(PARENT, 0, Purpose.PROOF, 2.0);
    assertThat(share(0.1)).isEmpty();
    booted(VARIANT, 0, Purpose.OPTIONS, 1.5);
    assertThat(share(0.1).orElseThrow().share()).isCloseTo(0.5, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void theIntervalHoldsTheTruthAsOftenAsItSays(double truth) {
    var random = new Random(7);
    int inside = 0;
    int rounds = 4000;
    for (int round = 0; round < rounds; round++) {
      evidence.clear();
      for (int boot = 0; boot < 3; boot++) {
        booted(CULPRIT, 0, Purpose.PROOF, 0.02 * random.nextGaussian());
        booted(PARENT, 0, Purpose.PROOF, 0.2 + 0.02 * random.nextGaussian());
        booted(VARIANT, 0, Purpose.OPTIONS, truth * 0.2 + 0.02 * random.nextGaussian());
      }
      Recovered share = share(0.02).orElseThrow();
      inside += share.low() <= truth && truth <= share.high() ? 1 : 0;
    }
    assertThat((double) inside / rounds).isBetween(0.935, 0.965);
  }

  @Test
  void noisierBootsAreMore() {
    assertThat(RecoveryEstimate.bootsWanted(0.001, -0.5)).isEqualTo(2);
    assertThat(RecoveryEstimate.bootsWanted(0.02, -0.08)).isEqualTo(4);
    assertThat(RecoveryEstimate.bootsWanted(0.1, -0.05)).isEqualTo(6);
    assertThat(RecoveryEstimate.bootsWanted(0, -0.05)).isEqualTo(2);
  }
}
