package dev.halfspeed.search.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.TestDags;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.Posterior;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RegimesTest {
  private static final double NOISE = 0.03;

  private static Observations observations(int boots, int change, double shift) {
    return new Observations(
        TestDags.chain(8).ancestry(),
        evidence(boots, change, shift),
        new Reproducer.Metric(),
        List.of());
  }

  /** Ends in turns on one machine; from a boot on all of them are so much lower. */
  private static List<Evidence> evidence(int boots, int change, double shift) {
    var random = new SplittableRandom(change);
    var evidence = new ArrayList<Evidence>();
    for (int boot = 0; boot < boots; boot++) {
      boolean good = boot % 4 == 0 || boot % 4 == 3;
      Revision revision = good ? new Revision.Good() : new Revision.Candidate(7);
      double value =
          7 + NOISE * random.nextGaussian() - (good ? 0 : 0.06) - (boot < change ? 0 : shift);
      evidence.add(
          new Evidence.Measured(
              revision, 0, revision.toString(), Purpose.CALIBRATION, List.of(value)));
    }
    return evidence;
  }

  @Test
  void aChangeIsSuggestedWhereItIs() {
    for (double shift : new double[] {-1, -0.3, 0.3, 1}) {
      for (int change = 2; change < 9; change++) {
        List<Regimes> found = Regimes.suggested(observations(10, change, shift), NOISE);
        int at = change;
        assertThat(found)
            .as("change at %d by %s", change, shift)
            .anyMatch(regimes -> !regimes.isAfter(0, at - 1) && regimes.isAfter(0, at));
      }
    }
  }

  @Test
  void noiseAloneSuggestsLittle() {
    int suggested = 0;
    for (int seed = 0; seed < 50; seed++) {
      suggested += Regimes.suggested(observations(12, 100 + seed, 0), NOISE).size();
    }
    assertThat(suggested).isLessThan(20);
  }

  /** Four machines in turns, the ends on each: too few boots of one to show it by itself. */
  @Test
  void aChangeOfAllMachinesIsSuggestedByThemTogether() {
    var random = new SplittableRandom(1);
    var evidence = new ArrayList<Evidence>();
    for (int boot = 0; boot < 24; boot++) {
      boolean good = boot / 4 % 2 == 0;
      Revision revision = good ? new Revision.Good() : new Revision.Candidate(7);
      double value =
          7 + NOISE * random.nextGaussian() - (good ? 0 : 0.06) - (boot < 14 ? 0 : 2.5 * NOISE);
      evidence.add(
          new Evidence.Measured(
              revision, boot % 4, revision.toString(), Purpose.CALIBRATION, List.of(value)));
    }
    var observations =
        new Observations(
            TestDags.chain(8).ancestry(), evidence, new Reproducer.Metric(), List.of());
    assertThat(Regimes.suggested(observations, NOISE))
        .filteredOn(Regimes::isOfAll)
        .anySatisfy(regimes ->
            assertThat(regimes.changeOf(0).orElseThrow() + regimes.changeOf(3).orElseThrow())
                .isBetween(6, 8));
  }

  /** What the ends gave before is forgotten, but for their difference. */
  @Test
  void levelAndEffectAreThoseOfTheNewRegime() {
    Observations observations = observations(16, 6, 1);
    var judgement =
        Posterior.of(
                TestDags.chain(8).ancestry(),
                new double[] {1, 1, 1, 1, 1, 1, 1, 1},
                0.1,
                observations,
                new Reproducer.Metric(),
                List.of(),
                null)
            .judgement();
    assertThat(judgement.effect().orElseThrow().log()).isBetween(-0.12, -0.02);
    assertThat(judgement.noise()).isLessThan(0.06);
    assertThat(judgement.none()).isLessThan(0.5);
  }

  @Test
  void aChangeThatIsAsGoodAsCertainIsTold() {
    CandidateDag dag = TestDags.chain(8);
    var search = new BayesianSearch(dag, Prior.uniform(dag), new Settings(0.99, 200, 1));
    assertThat(search.assess(evidence(16, 6, 0.5), 1).regimes())
        .singleElement()
        .satisfies(regime -> {
          assertThat(regime.machine()).isZero();
          assertThat(regime.boot()).isEqualTo(7);
          assertThat(regime.log()).isBetween(-0.6, -0.4);
        });
    assertThat(search.assess(evidence(16, 6, 0), 1).regimes()).isEmpty();
    assertThat(search.assess(List.of(), 1).regimes()).isEmpty();
  }
}
