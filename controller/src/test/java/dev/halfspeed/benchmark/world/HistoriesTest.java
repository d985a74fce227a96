package dev.halfspeed.benchmark.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.benchmark.Worlds;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HistoriesTest {
  @ParameterizedTest
  @CsvSource({"git, 0.25", "git, 0.0772", "git, 0", "kernel, 0.0769", "kernel, 0.2"})
  void haveTheirSizeAndTheirMerges(String kind, double merges) {
    for (int size : new int[] {1, 2, 3, 10, 100, 20_000}) {
      var ground =
          new ScenarioHistory(
              Worlds.scenario(
                  "history: {kind: %s, commits: %d, merges: %s}".formatted(kind, size, merges)));
      assertThat(ground.size()).isEqualTo(size);
      if (size == 20_000) {
        long merged = 0;
        for (int commit = 0; commit < size; commit++) {
          merged += ground.parentsOf(commit).length > 1 ? 1 : 0;
        }
        // The pulls of a merge window are merges too, wanted or not.
        assertThat((double) merged / size).isCloseTo(merges, within(0.03));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"chain, 500", "git, 500", "kernel, 3000"})
  void sumsAreOverTheAncestors(String kind, int size) {
    var ground =
        new ScenarioHistory(
            Worlds.scenario("history: {kind: %s, commits: %d}".formatted(kind, size)));
    var random = new SplittableRandom(1);
    double[] weights = random.doubles(size).toArray();
    double[] sums = ground.sums().of(weights);
    for (int commit = 0; commit < size; commit += 7) {
      var ancestors = ground.dag().ancestorsOf(commit);
      assertThat(ground.sums().ancestors(commit)).isEqualTo(ancestors);
      assertThat(sums[commit])
          .isCloseTo(ancestors.stream().mapToDouble(each -> weights[each]).sum(), within(1e-9));
    }
  }
}
