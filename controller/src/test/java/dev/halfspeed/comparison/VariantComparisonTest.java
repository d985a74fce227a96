package dev.halfspeed.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is booted next, and what is said in the end. */
final class VariantComparisonTest {
  private static final Set<Integer> ALL = Set.of(0, 1, 2);

  private static final double NOISE = 0.01;

  private final SplittableRandom random = new SplittableRandom(1);

  private static ComparisonSettings settings(int variants, int boots) {
    return new ComparisonSettings(variants, 0.01, 0.99, boots, 7, Stakes.OF_FOUR);
  }

  private static ComparisonEvidence measured(BlockBoot boot, double... values) {
    return new ComparisonEvidence.Measured(boot, Arrays.stream(values).boxed().toList());
  }

  private static BlockBoot start(ComparisonStep step) {
    assertThat(step).isInstanceOf(ComparisonStep.Start.class);
    return ((ComparisonStep.Start) step).boot();
  }

  /** Boots on one machine until the comparison ends; the boots in their order. */
  private List<BlockBoot> play(VariantComparison comparison, double... levels) {
    return play(comparison, Set.of(0), levels);
  }

  private List<BlockBoot> play(
      VariantComparison comparison, Set<Integer> working, double... levels) {
    return playNoisy(comparison, working, NOISE, levels);
  }

  private List<BlockBoot> playNoisy(
      VariantComparison comparison, Set<Integer> working, double noise, double... levels) {
    var boots = new ArrayList<BlockBoot>();
    while (comparison.next(List.of(), 0, working) instanceof ComparisonStep.Start(BlockBoot boot)) {
      boots.add(boot);
      comparison.add(measured(boot, levels[boot.variant()] + noise * random.nextGaussian()));
    }
    return boots;
  }

  private static PairVerdict verdict(VariantComparison comparison, int first, int second) {
    return comparison.findings().pairs().stream()
        .filter(pair -> pair.first() == first && pair.second() == second)
        .findFirst()
        .orElseThrow()
        .verdict();
  }

  @Test
  void aBlockBootsEachVariantTwiceInAnOrderOfItsOwn() {
    var comparison = new VariantComparison(settings(3, 600));
    List<BlockBoot> boots = play(comparison, 5, 5, 5);
    var orders = new HashMap<List<Integer>, Integer>();
    for (int boot = 0; boot < 36; boot++) {
      assertThat(boots.get(boot).place()).isEqualTo(boot % 6);
      assertThat(boots.get(boot).block().number()).isEqualTo(boot / 6);
      orders.merge(boots.get(boot).block().order(), 1, Integer::sum);
    }
    assertThat(orders.keySet())
        .allSatisfy(order -> assertThat(order).containsExactlyInAnyOrder(0, 0, 1, 1, 2, 2))
        .hasSizeGreaterThan(3);
  }

  /** Every order comes as often as any other, or the bets would not be fair. */
  @Test
  void theLotIsFair() {
    Map<List<Integer>, Integer> orders = new HashMap<>();
    int blocks = 6000;
    for (int number = 0; number < blocks; number++) {
      Block block = Block.drawn(3, number % 4, number / 4, Set.of(0, 1));
      orders.merge(block.order(), 1, Integer::sum);
    }
    assertThat(orders).hasSize(6);
    assertThat(orders.values()).allSatisfy(count -> assertThat(count).isBetween(880, 1120));
  }

  @Test
  void whatIsTheSameIsSoonCalledSo() {
    var comparison = new VariantComparison(settings(2, 400));
    List<BlockBoot> boots = play(comparison, 7, 7);
    assertThat(verdict(comparison, 0, 1))
        .isInstanceOfSatisfying(
            PairVerdict.Same.class,
            same -> {
              assertThat(same.difference().lowFraction()).isBetween(-0.00995, 0.0);
              assertThat(same.difference().highFraction()).isBetween(0.0, 0.0101);
            });
    assertThat(boots).hasSizeLessThan(200);
    assertThat(comparison.findings().isDecided()).isTrue();
    assertThat(comparison.findings().bootsToGo()).hasValue(0);
    assertThat(comparison.findings().boots()).isEqualTo(boots.size());
  }

  @Test
  void aLossIsToldWithItsSizeAndSide() {
    var comparison = new VariantComparison(settings(2, 400));
    List<BlockBoot> boots = play(comparison, 7, 7 + Math.log(0.95));
    assertThat(verdict(comparison, 0, 1))
        .isInstanceOfSatisfying(
            PairVerdict.Different.class,
            different -> {
              assertThat(different.difference().lowFraction()).isLessThan(-0.05);
              assertThat(different.difference().highFraction()).isBetween(-0.05, 0.0);
              assertThat(different.difference().fraction()).isBetween(-0.06, -0.04);
            });
    assertThat(boots).hasSizeLessThan(30);
  }

  /** Neighbours in a cloud can make boots differ by a quarter, whatever difference matters. */
  @Test
  void whatStandsOutOfALargeNoiseIsSoonTold() {
    var comparison = new VariantComparison(settings(2, 400));
    List<BlockBoot> boots = playNoisy(comparison, Set.of(0), 0.25, 7, 7 + Math.log(10));
    assertThat(verdict(comparison, 0, 1)).isInstanceOf(PairVerdict.Different.class);
    assertThat(boots).hasSizeLessThanOrEqualTo(32);
  }

  /** The first block is laid by a guess of the noise, which may be far too small. */
  @Test
  void theDifferenceIsThatOfAllBlocksAlike() {
    int found = 0;
    for (int seed = 0; seed < 100; seed++) {
      var comparison =
          new VariantComparison(new ComparisonSettings(2, 0.01, 0.99, 400, seed, Stakes.OF_FOUR));
      playNoisy(comparison, Set.of(0), 0.25, 7, 7 + Math.log(0.8));
      if (verdict(comparison, 0, 1) instanceof PairVerdict.Different(Difference difference)) {
        assertThat(difference.fraction()).as("seed %d", seed).isBetween(-0.4, -0.05);
        found++;
      }
    }
    assertThat(found).isGreaterThan(95);
  }

  /** An emulated machine can repeat to the last digit. */
  @Test
  void valuesWithoutNoiseAreEnoughSoon() {
    var comparison = new VariantComparison(settings(2, 400));
    while (comparison.next(List.of(), 0, ALL) instanceof ComparisonStep.Start(BlockBoot boot)) {
      comparison.add(measured(boot, 3));
    }
    assertThat(verdict(comparison, 0, 1)).isInstanceOf(PairVerdict.Same.class);
    assertThat(comparison.findings().boots()).isLessThanOrEqualTo(20);
  }

  @Test
  void whatIsDecidedIsBootedNoMore() {
    var comparison = new VariantComparison(settings(3, 600));
    List<BlockBoot> boots = play(comparison, 7, 7, 6);
    assertThat(boots.getLast().block().order()).containsExactlyInAnyOrder(0, 0, 1, 1);
    assertThat(boots.stream().filter(boot -> boot.variant() == 2)).hasSizeLessThan(16);
    assertThat(verdict(comparison, 0, 1)).isInstanceOf(PairVerdict.Same.class);
    assertThat(verdict(comparison, 0, 2)).isInstanceOf(PairVerdict.Different.class);
    assertThat(verdict(comparison, 1, 2)).isInstanceOf(PairVerdict.Different.class);
  }

  @Test
  void aVariantThatCanNotBeTestedIsLeftOutAndTheOthersGoOn() {
    var comparison = new VariantComparison(settings(3, 600));
    BlockBoot first = start(comparison.next(List.of(), 0, ALL));
    comparison.add(measured(first, 1));
    int broken = (first.variant() + 1) % 3;
    comparison.add(new ComparisonEvidence.Untestable(broken));
    List<BlockBoot> boots = play(comparison, 1, 1, 1);
    assertThat(boots).noneMatch(boot -> boot.variant() == broken);
    assertThat(comparison.findings().pairs())
        .filteredOn(pair -> pair.verdict() instanceof PairVerdict.Untested)
        .hasSize(2)
        .allMatch(pair -> pair.first() == broken || pair.second() == broken);
    assertThat(comparison.findings().isDecided()).isTrue();
  }

  @Test
  void withoutTwoThatCanBeTestedThereIsNothingToDo() {
    var comparison = new VariantComparison(settings(2, 600));
    BlockBoot boot = start(comparison.next(List.of(), 0, ALL));
    comparison.add(new ComparisonEvidence.Untestable(1));
    assertThat(comparison.useless(List.of(boot))).containsExactly(boot);
    assertThat(comparison.next(List.of(), 0, ALL)).isInstanceOf(ComparisonStep.Finish.class);
    assertThat(verdict(comparison, 0, 1)).isInstanceOf(PairVerdict.Untested.class);
  }

  @Test
  void aBootThatWasLostIsAskedForAgain() {
    var comparison = new VariantComparison(settings(2, 600));
    BlockBoot first = start(comparison.next(List.of(), 0, ALL));
    assertThat(start(comparison.next(List.of(), 0, ALL))).isEqualTo(first);
    BlockBoot second = start(comparison.next(List.of(first), 0, ALL));
    assertThat(second).isEqualTo(new BlockBoot(first.block(), 1));
    comparison.add(measured(second, 1));
    assertThat(start(comparison.next(List.of(), 0, ALL))).isEqualTo(first);
  }

  @Test
  void eachMachineHasItsOwnBlocks() {
    var comparison = new VariantComparison(settings(2, 600));
    BlockBoot here = start(comparison.next(List.of(), 0, ALL));
    BlockBoot there = start(comparison.next(List.of(here), 1, ALL));
    assertThat(here.machine()).isZero();
    assertThat(there.machine()).isOne();
    assertThat(there.place()).isZero();
    comparison.add(measured(there, 1));
    assertThat(start(comparison.next(List.of(here), 1, ALL)))
        .isEqualTo(new BlockBoot(there.block(), 1));
  }

  /** Machines of other speeds and noise say the same. */
  @Test
  void machinesNeedNotBeAlike() {
    var comparison = new VariantComparison(settings(2, 1000));
    double[] levels = {4, 9, 6};
    double[] noise = {0.003, 0.01, 0.03};
    var underWay = new ArrayList<BlockBoot>();
    boolean goesOn = true;
    while (goesOn) {
      goesOn = false;
      for (int machine = 0; machine < levels.length; machine++) {
        if (comparison.next(underWay, machine, ALL)
            instanceof ComparisonStep.Start(BlockBoot boot)) {
          underWay.add(boot);
          goesOn = true;
        }
      }
      Collections.reverse(underWay);
      for (BlockBoot boot : underWay) {
        int machine = boot.machine();
        double value = levels[machine] + noise[machine] * random.nextGaussian();
        comparison.add(measured(boot, value - (boot.variant() == 1 ? 0.02 : 0)));
      }
      underWay.clear();
    }
    assertThat(verdict(comparison, 0, 1))
        .isInstanceOfSatisfying(
            PairVerdict.Different.class,
            different -> assertThat(different.difference().log()).isBetween(-0.03, -0.01));
    assertThat(comparison.findings().boots()).isLessThan(100);
  }

  /** A budget of one block, with room for what a machine had measured that is lost. */
  @Test
  void aBlockWhoseMachineIsAwayIsNotWaitedFor() {
    var comparison = new VariantComparison(settings(2, 7));
    for (int place = 0; place < 3; place++) {
      comparison.add(measured(start(comparison.next(List.of(), 1, ALL)), 1));
    }
    assertThat(comparison.next(List.of(), 0, ALL)).isInstanceOf(ComparisonStep.Await.class);
    assertThat(play(comparison, Set.of(0, 2), 1, 1)).hasSize(4);
    // It is back, and too late.
    assertThat(comparison.next(List.of(), 1, ALL)).isInstanceOf(ComparisonStep.Finish.class);
    assertThat(comparison.findings().boots()).isEqualTo(7);
  }

  @Test
  void theBudgetIsKeptAndNoBlockBegunThatHasNoRoom() {
    var comparison = new VariantComparison(settings(2, 10));
    BlockBoot here = start(comparison.next(List.of(), 0, ALL));
    BlockBoot there = start(comparison.next(List.of(here), 1, ALL));
    assertThat(comparison.next(List.of(here, there), 2, ALL))
        .isInstanceOf(ComparisonStep.Await.class);
    comparison.add(measured(there, 1));
    List<BlockBoot> boots = play(comparison, ALL, 1, 1);
    assertThat(boots).hasSize(4);
    // The other machine goes on with its block, which takes the rest.
    assertThat(comparison.next(List.of(), 0, ALL)).isInstanceOf(ComparisonStep.Await.class);
    for (int place = 1; place < 4; place++) {
      BlockBoot next = start(comparison.next(List.of(), 1, ALL));
      assertThat(next).isEqualTo(new BlockBoot(there.block(), place));
      comparison.add(measured(next, 1));
    }
    assertThat(comparison.next(List.of(), 0, ALL)).isInstanceOf(ComparisonStep.Finish.class);
    assertThat(verdict(comparison, 0, 1))
        .isInstanceOfSatisfying(
            PairVerdict.Undecided.class,
            undecided -> assertThat(undecided.bootsToGo().orElseThrow()).isPositive());
  }

  @Test
  void theSameEvidenceGivesTheSameAnswers() {
    var comparison = new VariantComparison(settings(4, 300));
    var again = new VariantComparison(settings(4, 300));
    while (comparison.next(List.of(), 0, ALL) instanceof ComparisonStep.Start(BlockBoot boot)) {
      assertThat(again.next(List.of(), 0, ALL)).isEqualTo(new ComparisonStep.Start(boot));
      ComparisonEvidence evidence =
          measured(boot, 0.004 * boot.variant() + NOISE * random.nextGaussian());
      comparison.add(evidence);
      again.add(evidence);
    }
    assertThat(again.findings()).isEqualTo(comparison.findings());
  }

  @Test
  void aSecondResultOfABootIsIgnored() {
    var comparison = new VariantComparison(settings(2, 300));
    BlockBoot boot = start(comparison.next(List.of(), 0, ALL));
    comparison.add(measured(boot, 1));
    comparison.add(measured(boot, 2));
    assertThat(comparison.findings().boots()).isOne();
    play(comparison, 1, 1);
    comparison.add(measured(boot, 2));
    assertThat(verdict(comparison, 0, 1)).isInstanceOf(PairVerdict.Same.class);
  }

  @Test
  void runsOfABootAreOneValueThatADisturbedRunDoesNotMove() {
    var boot = new BlockBoot(new Block(0, 0, List.of(0, 1)), 0);
    var evidence = new ComparisonEvidence.Measured(boot, List.of(1.01, 0.99, 1.0, -2.0, 1.005));
    assertThat(evidence.value()).isBetween(0.98, 1.01);
    assertThat(new ComparisonEvidence.Measured(boot, List.of(1.0, 2.0)).value()).isEqualTo(1.5);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new ComparisonSettings(1, 0.01, 0.99, 100, 1, Stakes.OF_FOUR))
        .hasMessageContaining("two variants");
    assertThatThrownBy(() -> new ComparisonSettings(2, 0, 0.99, 100, 1, Stakes.OF_FOUR))
        .hasMessageContaining("0.01 for 1 %");
    assertThatThrownBy(() -> new ComparisonSettings(2, 0.01, 1, 100, 1, Stakes.OF_FOUR))
        .hasMessageContaining("0.99");
    assertThatThrownBy(() -> new ComparisonSettings(3, 0.01, 0.99, 5, 1, Stakes.OF_FOUR))
        .hasMessageContaining("at least 6 boots");
    var comparison = new VariantComparison(settings(2, 100));
    assertThatThrownBy(() -> comparison.add(new ComparisonEvidence.Untestable(2)))
        .hasMessageContaining("variant 2");
    var boot = new BlockBoot(new Block(0, 0, List.of(0, 1, 1, 0)), 0);
    assertThatThrownBy(() -> measured(boot, Double.NaN)).hasMessageContaining("finite");
  }

  /** Nothing had come back of a block, so it was drawn anew, for other variants. */
  @Test
  void aLateResultOfABlockThatWasDrawnAnewIsIgnored() {
    var comparison = new VariantComparison(settings(2, 100));
    comparison.add(measured(new BlockBoot(new Block(0, 0, List.of(0, 1, 1, 0)), 0), 1));
    comparison.add(measured(new BlockBoot(new Block(0, 0, List.of(1, 1, 0, 0)), 1), 1));
    assertThat(comparison.findings().boots()).isOne();
    assertThat(start(comparison.next(List.of(), 0, ALL)).place()).isOne();
  }
}
