package dev.halfspeed.configs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Conclusion;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search for options, in simulated worlds of more than two hundred. */
final class OptionSearchTest {
  private static final int OPTIONS = 240;
  private static final double HALF = Math.log(2);
  private static final double NOISE = 0.03;

  private static double loss(BitSet set, double size, int... all) {
    for (int option : all) {
      if (!set.get(option)) {
        return 0;
      }
    }
    return size;
  }

  private static OptionConclusion.Carrier only(SimulatedOptions.Outcome outcome) {
    assertThat(outcome.conclusion()).isInstanceOf(OptionConclusion.Carried.class);
    var carried = (OptionConclusion.Carried) outcome.conclusion();
    assertThat(carried.carriers()).hasSize(1);
    return carried.carriers().getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 117, 239})
  void theOneOption(int culprit) {
    var outcome =
        new SimulatedOptions(OPTIONS, NOISE, culprit, set -> loss(set, HALF, culprit)).run();
    var carrier = only(outcome);
    assertThat(carrier.groups()).containsExactly(culprit);
    assertThat(carrier.share()).isGreaterThan(0.8);
    assertThat(carrier.proof().revertRecovered().orElseThrow()).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aPairThatDoesSoOnlyTogether(long seed) {
    var outcome = new SimulatedOptions(OPTIONS, NOISE, seed, set -> loss(set, HALF, 40, 200)).run();
    var carrier = only(outcome);
    assertThat(carrier.groups()).containsExactly(40, 200);
    assertThat(carrier.proof().revertRecovered().orElseThrow()).isGreaterThan(0.9);
  }

  @Test
  void threeTogether() {
    var outcome =
        new SimulatedOptions(OPTIONS, NOISE, 1, set -> loss(set, HALF, 3, 90, 91))
            .restarting()
            .run();
    assertThat(only(outcome).groups()).containsExactly(3, 90, 91);
  }

  @Test
  void twoThatMatterIndependently() {
    var outcome =
        new SimulatedOptions(OPTIONS, 0.01, 1, set -> loss(set, 0.4, 30) + loss(set, 0.3, 130))
            .run();
    assertThat(only(outcome).groups()).containsExactly(30, 130);
  }

  @Test
  void twoEachOfWhichIsEnough() {
    var outcome =
        new SimulatedOptions(
                OPTIONS, NOISE, 1, set -> Math.max(loss(set, HALF, 30), loss(set, HALF, 130)))
            .run();
    var carried = (OptionConclusion.Carried) outcome.conclusion();
    assertThat(carried.carriers())
        .extracting(OptionConclusion.Carrier::groups)
        .containsExactly(List.of(30), List.of(130));
  }

  @Test
  void noDifference() {
    var outcome = new SimulatedOptions(OPTIONS, NOISE, 1, set -> 0).run();
    assertThat(((OptionConclusion.Ended) outcome.conclusion()).conclusion())
        .isInstanceOf(Conclusion.NotReproduced.class);
  }

  /** Option 200 exists only where 150 is on; without it, asking for it changes nothing. */
  @Test
  void anOptionThatDropsOutWithoutAnother() {
    var outcome =
        new SimulatedOptions(OPTIONS, NOISE, 1, set -> loss(set, HALF, 200))
            .closed(set -> {
              if (!set.get(150)) {
                set.clear(200);
              }
              return set;
            })
            .run();
    assertThat(only(outcome).groups()).containsExactly(150, 200);
  }

  @Test
  void configurationsThatDoNotBuildAreSkipped() {
    var outcome =
        new SimulatedOptions(OPTIONS, NOISE, 1, set -> loss(set, HALF, 100))
            .building(set -> !(set.get(99) && !set.get(103)))
            .run();
    var carrier = only(outcome);
    assertThat(carrier.groups()).contains(100);
    assertThat(carrier.groups().size()).isLessThan(6);
    assertThat(carrier.because()).isPresent();
  }

  @Test
  void aSingleOptionThatDiffers() {
    var outcome = new SimulatedOptions(1, NOISE, 1, set -> loss(set, HALF, 0)).run();
    assertThat(only(outcome).groups()).containsExactly(0);
  }
}
