package dev.halfspeed.report.bisection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.report.bisection.MeasuredCommits.Side;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a commit's own boots say. */
final class MeasuredCommitsTest {
  private static final int CANDIDATES = 10;

  private final MeasuredView bisection = new MeasuredView(CANDIDATES, index -> "c" + index);

  /** A boot of one run; candidate -1 is the good end. */
  private void boot(int index, String machine, double value, @Nullable String disturbance) {
    bisection.boot(index, machine, disturbance, value);
  }

  private void boot(int index, double value) {
    bisection.boot(index, value);
  }

  private MeasuredCommits measured(@Nullable Double noise) {
    return MeasuredCommits.of(bisection.noise(noise).view());
  }

  private MeasuredCommits.Measured measured(int index, @Nullable Double noise) {
    return measured(noise).commits().stream()
        .filter(commit -> commit.position() == index)
        .findFirst()
        .orElseThrow();
  }

  private Side side(int index, @Nullable Double noise) {
    return measured(index, noise).side();
  }

  @ParameterizedTest
  @CsvSource({
    "1001, GOOD",
    "985, GOOD",
    "950, UNCLEAR",
    "915, BAD",
    "899, BAD",
    "1100, GOOD",
    "800, BAD"
  })
  void aCommitIsOnTheSideThatExplainsItBetter(double value, Side side) {
    boot(-1, 1000);
    boot(CANDIDATES - 1, 900);
    boot(4, value);
    assertThat(side(4, 0.015)).isEqualTo(side);
  }

  @Test
  void whatIsFarFromBothEndsIsBetweenThem() {
    boot(-1, 1000);
    boot(CANDIDATES - 1, 800);
    boot(4, 900);
    assertThat(side(4, 0.005)).isEqualTo(Side.BETWEEN);
    assertThat(side(4, 0.05)).isEqualTo(Side.UNCLEAR);
  }

  /** A fast machine's value of a bad commit is no good one. */
  @Test
  void aBootIsComparedWithTheGoodEndOnItsOwnMachine() {
    boot(-1, "slow", 1000, null);
    boot(CANDIDATES - 1, "slow", 900, null);
    boot(-1, "fast", 1110, null);
    boot(CANDIDATES - 1, "fast", 999, null);
    boot(4, "fast", 1000, null);
    assertThat(side(4, 0.01)).isEqualTo(Side.BAD);
  }

  @Test
  void disturbedBootsAreNoEvidence() {
    boot(-1, 1000);
    boot(-1, "lab1", 10, "others");
    boot(CANDIDATES - 1, 900);
    boot(4, "lab1", 900, "others");
    MeasuredCommits measured = measured(0.01);
    assertThat(measured.good().orElseThrow().mean()).isCloseTo(1000, within(1e-6));
    assertThat(measured.good().orElseThrow().boots()).isEqualTo(1);
    assertThat(measured.commits())
        .extracting(MeasuredCommits.Measured::position)
        .containsExactly(9);
    assertThat(measured.boots()).hasSize(4);
  }

  @Test
  void withoutNoiseOrAnEndNothingIsToldApart() {
    boot(4, 900);
    assertThat(side(4, 0.01)).isEqualTo(Side.UNCLEAR);
    boot(-1, 1000);
    boot(CANDIDATES - 1, 900);
    assertThat(side(4, null)).isEqualTo(Side.UNCLEAR);
    // Two boots of each end tell the noise.
    boot(-1, 1002);
    boot(CANDIDATES - 1, 901);
    assertThat(side(4, null)).isEqualTo(Side.BAD);
  }

  @Test
  void aCommitThatGaveANumberAfterAllIsNotSkipped() {
    bisection.failed(3, "unbuildable").failed(4, "unbootable").failed(5, "infrastructure");
    bisection.failed(6, "reproducer failed");
    boot(4, 900);
    assertThat(skips()).containsExactly("c3 unbuildable: why", "c6 reproducer failed: why");
  }

  private List<String> skips() {
    return measured(0.01).skips().stream()
        .map(skip -> skip.commit().id() + " " + skip.outcome() + ": " + skip.message())
        .toList();
  }

  /** A failure is 0, which has no logarithm, and is a measurement as a pass is. */
  @Test
  void runsThatFailAreCounted() {
    bisection.passOrFail();
    bisection.boot(-1, 1, 1, 1, 1, 1, 1).boot(CANDIDATES - 1, 0, 0, 0, 0, 1, 0);
    bisection.boot(3, 1, 1, 1).boot(4, 0, 1).boot(5, 0, 0, 0).boot(6, "lab2", "others", 0.0, 0.0);
    MeasuredCommits measured = measured(null);
    assertThat(measured.skips()).isEmpty();
    assertThat(measured.boots()).allMatch(boot -> boot.fault() == null);
    assertThat(measured.good().orElseThrow().mean()).isEqualTo(1);
    MeasuredCommits.Level bad = measured.bad().orElseThrow();
    assertThat(bad.mean()).isCloseTo(1 / 6.0, within(1e-9));
    // Wilson's interval of 1 in 6.
    assertThat(bad.low()).isCloseTo(0.030, within(1e-3));
    assertThat(bad.high()).isCloseTo(0.564, within(1e-3));
    assertThat(measured.commits())
        .extracting(MeasuredCommits.Measured::position, MeasuredCommits.Measured::side)
        .containsExactly(
            tuple(3, Side.GOOD), tuple(4, Side.UNCLEAR), tuple(5, Side.BAD), tuple(9, Side.BAD));
    assertThat(measured(4, null).mean()).isEqualTo(0.5);
  }

  @Test
  void passesAreTheBadEndOfAnImprovement() {
    bisection.passOrFail().improvement();
    bisection.boot(-1, 0, 0, 0, 0).boot(CANDIDATES - 1, 1, 1, 1, 1).boot(4, 1, 1, 1, 1);
    assertThat(side(4, null)).isEqualTo(Side.BAD);
  }

  @Test
  void oneRunOfEachEndTellsNothingApart() {
    bisection.passOrFail().boot(-1, 1).boot(4, 0);
    assertThat(measured(4, null).expected()).isNull();
    bisection.boot(CANDIDATES - 1, 0);
    assertThat(side(4, null)).isEqualTo(Side.UNCLEAR);
  }

  /** The slow machine has booted the good end more often, the fast one the bad end. */
  private void unevenEnds() {
    for (int boot = 0; boot < 3; boot++) {
      boot(-1, "slow", 1000, null);
      boot(CANDIDATES - 1, "fast", 1800, null);
    }
    boot(CANDIDATES - 1, "slow", 900, null);
    boot(-1, "fast", 2000, null);
  }

  @ParameterizedTest
  @CsvSource({
    "slow, 1000, GOOD",
    "slow, 900, BAD",
    "fast, 2000, GOOD",
    "fast, 1800, BAD",
    "fast, 1895, UNCLEAR"
  })
  void whatMachinesDifferByTurnsNoVerdict(String machine, double value, Side side) {
    unevenEnds();
    boot(4, machine, value, null);
    MeasuredCommits.Measured commit = measured(4, 0.02);
    assertThat(commit.side()).isEqualTo(side);
    MeasuredCommits.Expected expected = Objects.requireNonNull(commit.expected());
    double good = machine.equals("slow") ? 1000 : 2000;
    assertThat(expected.good()).isCloseTo(good, within(1e-6));
    assertThat(expected.bad()).isCloseTo(0.9 * good, within(1e-6));
  }

  @Test
  void theLevelsOfTheEndsDifferByTheChangeAlone() {
    unevenEnds();
    MeasuredCommits.Level good = measured(0.02).good().orElseThrow();
    MeasuredCommits.Level bad = measured(0.02).bad().orElseThrow();
    assertThat(good.mean()).isCloseTo(Math.sqrt(1000 * 2000), within(1e-6));
    assertThat(bad.mean() / good.mean()).isCloseTo(0.9, within(1e-9));
    assertThat(good.boots()).isEqualTo(4);
    // Least squares: the mean over 8 boots, and half of a difference that has the weight of 1.5.
    double deviation = 0.02 * Math.sqrt(1 / 8.0 + 0.25 / 1.5);
    assertThat(Math.log(good.high() / good.mean())).isCloseTo(1.96 * deviation, within(1e-9));
  }

  /** A machine with one end alone has its offset from that, and the change from the others. */
  @Test
  void aMachineWithOneEndIsComparedThroughTheOthers() {
    unevenEnds();
    boot(CANDIDATES - 1, "third", 450, null);
    boot(4, "third", 500, null);
    assertThat(side(4, 0.02)).isEqualTo(Side.GOOD);
  }

  @Test
  void endsOnDifferentMachinesTellNothingApart() {
    boot(-1, "slow", 1000, null);
    boot(CANDIDATES - 1, "fast", 1800, null);
    boot(4, "slow", 1000, null);
    assertThat(measured(0.01).areEndsComparable()).isFalse();
    assertThat(measured(4, 0.01))
        .extracting(MeasuredCommits.Measured::side, MeasuredCommits.Measured::expected)
        .containsExactly(Side.UNCLEAR, null);
    boot(CANDIDATES - 1, "slow", 900, null);
    assertThat(measured(0.01).areEndsComparable()).isTrue();
    assertThat(side(4, 0.01)).isEqualTo(Side.GOOD);
  }

  @Test
  void aMachineWithoutAnEndTellsNothing() {
    boot(-1, 1000);
    boot(CANDIDATES - 1, 900);
    boot(4, "other", 900, null);
    assertThat(measured(4, 0.01).expected()).isNull();
    assertThat(side(4, 0.01)).isEqualTo(Side.UNCLEAR);
    boot(4, 1000);
    assertThat(measured(4, 0.01))
        .extracting(MeasuredCommits.Measured::side, MeasuredCommits.Measured::boots)
        .containsExactly(Side.GOOD, 1);
  }

  @Test
  void theMeanOfABootIsThatOfItsLogarithms() {
    bisection.boot(4, 500, 2000);
    assertThat(measured(0.01).boots().getFirst().mean().orElseThrow())
        .isCloseTo(1000, within(1e-9));
  }

  /** As for the search, to which such a boot is a failure of the reproducer. */
  @ParameterizedTest
  @ValueSource(doubles = {0, -3, Double.POSITIVE_INFINITY})
  void aBootWithARunWithoutALogarithmIsASkip(double value) {
    boot(-1, 1000);
    boot(CANDIDATES - 1, 900);
    bisection.boot(4, 1000, value);
    assertThat(measured(0.01).boots().getLast().mean()).isEmpty();
    assertThat(measured(0.01).commits())
        .extracting(MeasuredCommits.Measured::position)
        .containsExactly(9);
    assertThat(skips())
        .containsExactly(
            "c4 reproducer failed: tps is not a finite number above zero in every run: run 2 gave "
                + value);
  }

  @Test
  void aRunWithoutTheMetricLeavesTheOthers() {
    bisection.boot(4, Double.NaN, 900).boot(5, Double.NaN);
    assertThat(measured(4, 0.01).mean()).isCloseTo(900, within(1e-9));
    assertThat(skips()).containsExactly("c5 reproducer failed: the recipe gave no tps");
  }

  @Test
  void bandsAreOnTheLogScale() {
    Estimate band = measured(0.5).band(1000);
    assertThat(band.low() * band.high()).isCloseTo(1e6, within(1e-3));
    assertThat(band.high()).isCloseTo(1000 * Math.exp(0.98), within(1e-6));
    assertThat(measured(null).band(1000).high()).isCloseTo(1000, within(1e-9));
  }

  @Test
  void theGoodEndIsWhatIsMeasuredThere() {
    assertThat(measured(null).goodEnd().id()).isEqualTo("c-1");
    bisection.good("asked");
    assertThat(measured(null).goodEnd().id()).isEqualTo("c-1");
    assertThat(CulpritMail.of(bisection.boot(-1, 1000).culprit(4, 3).view()))
        .contains("good         1,000 tps, mean of 1 boot: c-1 (\"change -1\")")
        .doesNotContain("boot: asked");
  }
}
