package dev.halfspeed.search.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RunFilterTest {
  private static final List<List<Double>> QUIET =
      List.of(
          List.of(7.00, 7.01, 6.99, 7.02, 6.98),
          List.of(7.01, 7.00, 7.02, 6.99, 7.00),
          List.of(6.99, 7.01));

  private static RunFilter filter(boolean worseIsLess) {
    return RunFilter.of(QUIET, 0, worseIsLess);
  }

  @Test
  void aRunFarFromTheOthersOfItsBootIsLeftOut() {
    assertThat(filter(true).undisturbed(List.of(7.0, 5.0, 7.02, 6.99)))
        .containsExactly(7.0, 7.02, 6.99);
    assertThat(filter(true).undisturbed(List.of(7.0, 9.0, 7.02))).containsExactly(7.0, 7.02);
  }

  @Test
  void ofTwoTheWorseOneWasDisturbed() {
    assertThat(filter(true).undisturbed(List.of(5.0, 7.0))).containsExactly(7.0);
    assertThat(filter(false).undisturbed(List.of(5.0, 7.0))).containsExactly(5.0);
  }

  @Test
  void usualRunsAreKept() {
    QUIET.forEach(runs -> assertThat(filter(true).undisturbed(runs)).isSameAs(runs));
    assertThat(filter(true).undisturbed(List.of(5.0))).containsExactly(5.0);
  }

  @Test
  void aHandfulOfRunsSaysNothingOfTheOthers() {
    List<Double> runs = List.of(7.0, 5.0, 7.0);
    assertThat(RunFilter.of(List.of(runs), 0, true).undisturbed(runs)).isSameAs(runs);
  }

  /** Runs that are all alike, as by an instruction clock, have no noise to measure by. */
  @Test
  void withoutNoiseNothingIsFar() {
    List<Double> same = List.of(7.0, 7.0, 7.0, 7.0, 7.0, 7.0);
    assertThat(RunFilter.of(List.of(same), 0, true).undisturbed(List.of(7.0, 6.9, 7.0)))
        .containsExactly(7.0, 6.9, 7.0);
  }
}
