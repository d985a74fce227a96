package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PosteriorPartsTest {
  @Test
  void aShortRangeIsToldCommitByCommit() {
    AssessmentRecord.Posterior posterior =
        PosteriorParts.of(List.of(0.0, 0.001, 0.5, 0.25, 0.24, 0.001));
    assertThat(posterior.whole()).containsExactly(0.0, 0.001, 0.5, 0.25, 0.24, 0.001);
    assertThat(posterior.from()).isEqualTo(2);
    assertThat(posterior.until()).isEqualTo(5);
    assertThat(posterior.near()).containsExactly(0.5, 0.25, 0.24);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 199, 200, 201, 399, 100_003})
  void noCandidateIsLeftOut(int candidates) {
    List<Double> even = Collections.nCopies(candidates, 1.0 / candidates);
    AssessmentRecord.Posterior posterior = PosteriorParts.of(even);
    assertThat(posterior.whole()).hasSize(Math.min(candidates, PosteriorParts.MOST));
    assertThat(posterior.whole().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-3));
    assertThat(posterior.until() - posterior.from())
        .isBetween((int) (0.98 * candidates), candidates);
  }

  @Test
  void theStretchOfSuspectsIsToldFinely() {
    List<Double> one = new ArrayList<>(Collections.nCopies(100_000, 0.0));
    one.set(70_000, 0.6);
    one.set(70_099, 0.4);
    AssessmentRecord.Posterior posterior = PosteriorParts.of(one);
    assertThat(posterior.from()).isEqualTo(70_000);
    assertThat(posterior.until()).isEqualTo(70_100);
    assertThat(posterior.near()).hasSize(100).startsWith(0.6).endsWith(0.4);
  }
}
