package dev.halfspeed.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ProfileComparisonTest {
  private static ProfiledBoot boot(double work, String... lines) {
    return new ProfiledBoot(FoldedStacks.parse(String.join("\n", lines)), work);
  }

  private static SymbolDifference of(ProfileFindings findings, String symbol) {
    return findings.symbols().stream()
        .filter(each -> each.symbol().equals(symbol))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFunctionThatTakesMoreIsToldApart() {
    ProfileFindings findings =
        new ProfileComparison(
                List.of(
                    boot(200, "p;main;work 800", "p;main;slow 20", "swapper;do_idle_[k] 180"),
                    boot(200, "p;main;work 810", "p;main;slow 18", "swapper;do_idle_[k] 172")),
                List.of(
                    boot(100, "p;main;work 400", "p;main;slow 410", "swapper;do_idle_[k] 190"),
                    boot(100, "p;main;work 395", "p;main;slow 420", "swapper;do_idle_[k] 185")))
            .findings();
    assertThat(findings.firstBoots()).isEqualTo(2);
    assertThat(findings.firstSamples()).isEqualTo(1648);
    assertThat(findings.firstIdle()).isCloseTo(0.176, within(0.001));
    assertThat(findings.tested()).isEqualTo(3);
    assertThat(findings.dispersion()).isEqualTo(1);
    SymbolDifference slow = of(findings, "slow");
    assertThat(slow.isClear()).isTrue();
    assertThat(slow.self().first()).isCloseTo(0.023, within(0.001));
    assertThat(slow.self().second()).isCloseTo(0.511, within(0.001));
    assertThat(slow.self().low()).isBetween(0.44, slow.self().difference());
    assertThat(slow.self().high()).isBetween(slow.self().difference(), 0.54);
    // 19 samples of 1000 at 200 a second are 415 of 1000 at 100: 43.7 times the time for each.
    assertThat(slow.self().forWork()).isCloseTo(43.7, within(0.5));
    // Its share falls, its work does not change.
    SymbolDifference work = of(findings, "work");
    assertThat(work.self().difference()).isNegative();
    assertThat(work.self().forWork()).isCloseTo(0.99, within(0.01));
    assertThat(of(findings, "main").isClear()).isFalse();
    assertThat(findings.clear()).isEqualTo(2);
    assertThat(findings.symbols().getLast().symbol()).isEqualTo("main");
  }

  @Test
  void oneBootASideHasTheIntervalOfCountingAlone() {
    ProfileFindings findings =
        new ProfileComparison(
                List.of(boot(1, "p;a 900", "p;b 100")), List.of(boot(1, "p;a 700", "p;b 300")))
            .findings();
    ShareDifference b = of(findings, "b").self();
    double error = Math.sqrt(0.1 * 0.9 / 1000 + 0.3 * 0.7 / 1000);
    assertThat(b.high() - b.difference()).isCloseTo(1.96 * error, within(1e-4));
    // What boots of one kernel differ in is not known.
    assertThat(b.isClear()).isFalse();
    assertThat(findings.clear()).isZero();
  }

  /** The boots of one side differ by as much as the two sides. */
  @Test
  void whatBootsDifferInIsNoDifferenceOfSides() {
    ProfileFindings findings =
        new ProfileComparison(
                List.of(
                    boot(1, "p;a 500", "p;b 400", "p;c 100"),
                    boot(1, "p;a 700", "p;b 200", "p;c 100")),
                List.of(
                    boot(1, "p;a 700", "p;b 220", "p;c 80"),
                    boot(1, "p;a 800", "p;b 100", "p;c 100")))
            .findings();
    assertThat(findings.dispersion()).isGreaterThan(10);
    assertThat(findings.clear()).isZero();
    assertThat(of(findings, "b").self().low()).isLessThan(-0.3);
  }

  /** Boots of one kernel, with more functions than a bisection has boots. */
  @Test
  void equalSidesAreSeldomToldApart() {
    var random = new SplittableRandom(20);
    int told = 0;
    for (int trial = 0; trial < 200; trial++) {
      ProfileFindings findings =
          new ProfileComparison(
                  List.of(sampled(random), sampled(random)),
                  List.of(sampled(random), sampled(random)))
              .findings();
      assertThat(findings.tested()).isGreaterThan(50);
      told += findings.clear() > 0 ? 1 : 0;
    }
    assertThat(told).isLessThan(10);
  }

  /** A function that boots of one kernel differ in by far more than counting does. */
  @Test
  void theIntervalOfAFunctionThatScattersHoldsTheTruth() {
    var random = new SplittableRandom(8);
    int held = 0;
    for (int trial = 0; trial < 400; trial++) {
      ShareDifference found =
          of(
                  new ProfileComparison(
                          List.of(scattered(random), scattered(random)),
                          List.of(scattered(random), scattered(random)))
                      .findings(),
                  "moody")
              .self();
      held += found.low() <= 0 && found.high() >= 0 ? 1 : 0;
    }
    assertThat(held).isGreaterThanOrEqualTo(370);
  }

  private static ProfiledBoot scattered(SplittableRandom random) {
    long moody = Math.round(20_000 + 3000 * random.nextGaussian());
    var lines = new StringBuilder("p;moody " + moody + "\n");
    for (int function = 0; function < 200; function++) {
      long expected = (100_000 - moody) / 200;
      lines
          .append("p;f" + function + " ")
          .append(Math.round(expected + Math.sqrt((double) expected) * random.nextGaussian()))
          .append('\n');
    }
    return boot(1, lines.toString());
  }

  @Test
  void rareStacksThatWerePutTogetherAreNoFunction() {
    List<ProfiledBoot> cut =
        Collections.nCopies(2, boot(1, "p;a 600", "p;b 300", "[others];[others] 100"));
    ProfileFindings findings =
        new ProfileComparison(Collections.nCopies(2, boot(1, "p;a 700", "p;b 300")), cut)
            .findings();
    assertThat(findings.symbols())
        .extracting(SymbolDifference::symbol)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(findings.firstOthers()).isZero();
    assertThat(findings.secondOthers()).isEqualTo(0.1);
  }

  private static ProfiledBoot sampled(SplittableRandom random) {
    var lines = new StringBuilder();
    for (int sample = 0; sample < 1000; sample++) {
      // Few functions have most of the time.
      lines.append("p;f").append((int) (100 * Math.pow(random.nextDouble(), 3))).append(" 1\n");
    }
    return boot(1, lines.toString());
  }

  @Test
  void aFunctionThatOnlyOneSideHasIsToldApartWithoutARatio() {
    ProfileFindings findings =
        new ProfileComparison(
                Collections.nCopies(2, boot(2, "p;a 1000")),
                Collections.nCopies(2, boot(1, "p;a 700", "p;planted 300")))
            .findings();
    SymbolDifference planted = findings.symbols().getFirst();
    assertThat(planted.symbol()).isEqualTo("planted");
    assertThat(planted.isClear()).isTrue();
    assertThat(planted.self().forWork()).isNaN();
    assertThat(planted.self().low()).isPositive();
  }

  @Test
  void aSideNeedsAProfile() {
    assertThatThrownBy(() -> new ProfileComparison(List.of(), List.of(boot(1, "p;a 1"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> boot(1, "swapper;do_idle 4"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
