package dev.halfspeed.configs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /**
   * Of chains only those build whose length is in the list: in the second round two sets are left
   * that the search can't tell apart, and what it needs beside them is looked for all the same.
   */
  @Test
  void aRoundThatEndsWithOpenSuspectsIsNotTheLast() {
    Set<Integer> lengths = Set.of(0, 8, 10, 12, 16);
    var outcome =
        new SimulatedOptions(16, 0.01, 2, set -> loss(set, 0.4, 2) + loss(set, 0.2, 11))
            .building(
                set -> set.length() == set.cardinality() && lengths.contains(set.cardinality()))
            .run();
    var carrier = only(outcome);
    assertThat(carrier.groups()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(carrier.because().orElseThrow()).contains("further boots would say next to nothing");
  }

  @Test
  void aCarrierHoldsWhereNothingElseIsFoundBesideIt() {
    var proof = new Conclusion.Proof(9, 4, 4, Optional.of(0.6));
    var carrier =
        new OptionConclusion.Carrier(
            List.of(30), 0.99, new Effect(-0.4, -0.42, -0.38), 0.8, proof, Optional.empty());
    var rounds =
        List.of(
            SearchRound.Start.first(),
            new SearchRound.Start(List.of(30), List.of(), 0, Optional.empty()),
            new SearchRound.Start(List.of(), List.of(carrier), 0, Optional.empty()));
    var outcome =
        new SimulatedOptions(OPTIONS, NOISE, 1, set -> loss(set, HALF, 30)).after(rounds).run();
    assertThat(only(outcome)).isEqualTo(carrier);
  }

  /** Two thirds and a third of a loss: in the third round the other one has all that is left. */
  @Test
  void theShareOfALaterCarrierIsOfTheWholeChange() {
    var proof = new Conclusion.Proof(9, 4, 4, Optional.of(0.6));
    var first =
        new OptionConclusion.Carrier(
            List.of(30), 0.99, new Effect(-0.4, -0.42, -0.38), 2.0 / 3, proof, Optional.empty());
    var rounds =
        List.of(
            SearchRound.Start.first(),
            new SearchRound.Start(List.of(), List.of(first), 0, Optional.empty()));
    var outcome =
        new SimulatedOptions(OPTIONS, 0.01, 1, set -> loss(set, 0.4, 30) + loss(set, 0.2, 130))
            .after(rounds)
            .run();
    var carriers = ((OptionConclusion.Carried) outcome.conclusion()).carriers();
    assertThat(carriers.getLast().groups()).containsExactly(130);
    assertThat(carriers.getLast().share()).isBetween(0.25, 0.42);
  }

  @Test
  void reasonsNameOptionsNotNumbers() {
    var outcome =
        new SimulatedOptions(OPTIONS, NOISE, 1, set -> loss(set, HALF, 100))
            .building(set -> !(set.get(80) && !set.get(120)))
            .run();
    var suspects =
        (Conclusion.Suspects) ((OptionConclusion.Ended) outcome.conclusion()).conclusion();
    assertThat(suspects.reason()).contains("CONFIG_O80=y").doesNotContain("#");
  }

  @Test
  void withoutTheBadEndNothingHasAPartInAnything() {
    var outcome =
        new SimulatedOptions(3, NOISE, 1, set -> loss(set, HALF, 1))
            .building(set -> set.cardinality() < 3)
            .run();
    var ended = (OptionConclusion.Ended) outcome.conclusion();
    assertThat(ended.found()).isEmpty();
    assertThat(((Conclusion.Suspects) ended.conclusion()).reason()).contains("does not build");
  }

  @Test
  void aSingleOptionThatDiffers() {
    var outcome = new SimulatedOptions(1, NOISE, 1, set -> loss(set, HALF, 0)).run();
    assertThat(only(outcome).groups()).containsExactly(0);
  }
}
