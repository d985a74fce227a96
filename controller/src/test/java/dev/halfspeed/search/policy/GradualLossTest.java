package dev.halfspeed.search.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.posterior.Posterior;
import dev.halfspeed.search.posterior.Posteriors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes of a loss over a chain of 64 commits, every second of which was booted twice. */
final class GradualLossTest {
  private static final int COMMITS = 64;
  private static final double NOISE = 0.01;
  private static final double LOSS = 0.2;

  /** What the first commits after the good end up to one of them have lost, of all. */
  private static double ramp(int commit) {
    return Math.clamp((commit - 20) / 20.0, 0.0, 1.0);
  }

  private static CandidateDag chain() {
    int[][] parents = new int[COMMITS][];
    for (int commit = 0; commit < COMMITS; commit++) {
      parents[commit] = commit == 0 ? new int[0] : new int[] {commit - 1};
    }
    return CandidateDag.of(parents);
  }

  private static Optional<Conclusion.Gradual> found(
      long seed, int machines, IntToDoubleFunction part) {
    var random = new SplittableRandom(seed);
    var boots = new ArrayList<Evidence>();
    for (int commit = -1; commit < COMMITS; commit += 2) {
      Revision revision = commit < 0 ? new Revision.Good() : new Revision.Candidate(commit);
      boolean isEnd = commit < 0 || commit == COMMITS - 1;
      for (int boot = 0; boot < (isEnd ? 6 : 2); boot++) {
        int machine = boot % machines;
        // Machines of one lab, half as fast as each other.
        double level = 7 - machine * Math.log(2);
        boots.add(
            new Evidence.Measured(
                revision,
                machine,
                "image" + commit,
                isEnd ? Purpose.CALIBRATION : Purpose.SEARCH,
                List.of(
                    level - LOSS * part.applyAsDouble(commit) + NOISE * random.nextGaussian())));
      }
    }
    // In the order of the history it might be a machine that gets slower with time.
    Collections.shuffle(boots, new Random(seed));
    Posterior posterior = Posteriors.of(chain(), boots, new Reproducer.Metric());
    return GradualLoss.in(posterior, 0.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStretchIsFoundWithItsSizeAndItsCourse(int machines) {
    List<Conclusion.Gradual> all =
        IntStream.range(0, 8)
            .mapToObj(seed -> found(seed, machines, GradualLossTest::ramp))
            .flatMap(Optional::stream)
            .toList();
    // Where it is not told yet, more boots would tell.
    assertThat(all)
        .hasSizeGreaterThan(6)
        .allSatisfy(gradual -> {
          assertThat(gradual.after()).isBetween(18, 23);
          assertThat(gradual.last()).isBetween(37, 42);
          assertThat(gradual.effect().log()).isCloseTo(-LOSS, within(0.03));
          assertThat(gradual.effect().high() - gradual.effect().low()).isBetween(0.005, 0.06);
          assertThat(gradual.course())
              .hasSizeBetween(5, 12)
              .allSatisfy(each ->
                  assertThat(each.measured()).isCloseTo(ramp(each.candidate()), within(0.15)));
        });
  }

  @Test
  void oneToThreeStepsAreNoStretch() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(found(seed, 1, commit -> commit >= 30 ? 1 : 0)).isEmpty();
      assertThat(found(seed, 1, commit -> commit >= 44 ? 1 : commit >= 20 ? 0.5 : 0)).isEmpty();
      assertThat(
              found(
                  seed,
                  1,
                  commit -> commit >= 52 ? 1 : commit >= 30 ? 0.7 : commit >= 16 ? 0.4 : 0))
          .isEmpty();
    }
  }

  @Test
  void nothingIsNoStretch() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(found(seed, 1, commit -> 0)).isEmpty();
    }
  }

  @Test
  void whatPassesOrFailsHasNoShape() {
    var passFail = new Reproducer.PassFail(Optional.empty(), Optional.empty());
    Posterior posterior = Posteriors.of(chain(), List.of(), passFail);
    assertThat(GradualLoss.in(posterior, 0.01)).isEmpty();
  }
}
