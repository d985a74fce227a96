package dev.halfspeed.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ComparisonNarratorTest {
  private final ComparisonNarrator narrator = new ComparisonNarrator();

  @Test
  void eachThingIsToldOnce() {
    assertThat(narrator.tell(Comparisons.started(), Views.at(0)))
        .containsExactly(
            "[   0:00] comparison k7c1d2e3:",
            "[   0:00]   A: aaaaaaaaaa Linux 6.12",
            "[   0:00]   B: bbbbbbbbbb Linux 6.13 (transparent_hugepage=never)",
            "[   0:00] recipe pgbench-simple-update, metric tps in 1/s (higher is better),"
                + " confidence 99 %, differences from 1 % on matter");
    assertThat(narrator.tell(Comparisons.going(9), Views.at(20))).isEmpty();
    assertThat(narrator.tell(Comparisons.going(12), Views.at(40)))
        .containsExactly(
            "[   0:40] 12 boots, about 48 to go; B against A: -0.6 % (-2.1 to 0.9 %), undecided");
    assertThat(narrator.tell(Comparisons.going(19), Views.at(60))).isEmpty();
    assertThat(narrator.tell(Comparisons.decided(), Views.at(80)))
        .containsExactly("[   1:20] 62 boots; B against A: -4.8 % (-5.7 to -3.9 %), different");
    assertThat(narrator.tell(Comparisons.decided(), Views.at(200))).isEmpty();
  }

  @Test
  void aVariantThatCantBeTestedIsNamedOnce() {
    narrator.tell(Comparisons.started(), Views.at(0));
    assertThat(narrator.tell(Comparisons.untested(), Views.at(9)))
        .containsExactly(
            "[   0:09] B can't be tested: it does not build: a.c:1: error: no.",
            "[   0:09] 0 boots; B against A: not tested");
    assertThat(narrator.tell(Comparisons.untested(), Views.at(10))).isEmpty();
  }

  @Test
  void thatItIsPausedIsToldOnceAndThatItGoesOn() {
    narrator.tell(Comparisons.going(9), Views.at(0));
    assertThat(narrator.tell(Comparisons.paused(Comparisons.going(9)), Views.at(9)))
        .containsExactly("[   0:09] paused by ann: the lab moves");
    assertThat(narrator.tell(Comparisons.paused(Comparisons.going(9)), Views.at(10))).isEmpty();
    assertThat(narrator.tell(Comparisons.going(9), Views.at(11)))
        .containsExactly("[   0:11] it goes on");
  }

  @Test
  void longSilenceIsBrokenByASignOfLife() {
    narrator.tell(Comparisons.started(), Views.at(0));
    assertThat(narrator.tell(Comparisons.started(), Views.at(29))).isEmpty();
    assertThat(narrator.tell(Comparisons.started(), Views.at(30)))
        .containsExactly(
            "[   0:30] still at 0 boots: local building for 25 s (compile 812 of about 1,500),"
                + " aaaaaaaaaa Linux 6.12");
    assertThat(narrator.tell(Comparisons.started(), Views.at(59))).isEmpty();
  }
}
