package dev.halfspeed.search.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AncestorSumsTest {
  private static final long PLENTY = Long.MAX_VALUE / 2;

  @ParameterizedTest(name = "{0} steps, {1} intervals")
  @CsvSource({PLENTY + "," + PLENTY, "100," + PLENTY, PLENTY + ",10", "0,0"})
  void agreesWithTheSetsOfAncestors(long steps, long intervals) {
    for (long seed = 0; seed < 400; seed++) {
      int[][] parents = random(seed);
      double[] weights = weights(parents.length, seed);
      double[] sums = new AncestorSums(parents, steps, intervals).sums(weights);
      for (int candidate = 0; candidate < parents.length; candidate++) {
        double expected =
            Ancestry.ancestors(parents, candidate).stream().mapToDouble(i -> weights[i]).sum();
        assertThat(sums[candidate])
            .as("candidate %d of seed %d", candidate, seed)
            .isCloseTo(expected, within(1e-12 * expected));
      }
    }
  }

  @Test
  void countsEverySharedAncestorOnce() {
    // 3 and 4 both merge 1 and 2; 5 merges these, 0 is a root beside 1's.
    int[][] parents = {{}, {}, {1}, {1, 2}, {2, 1}, {3, 4, 0}, {5}};
    var sums = new AncestorSums(parents);
    assertThat(sums.sums(new double[] {1, 1, 1, 1, 1, 1, 1})).containsExactly(1, 1, 2, 3, 3, 6, 7);
    assertThat(sums.sums(new double[] {1, 2, 4, 8, 16, 32, 64}))
        .containsExactly(1, 2, 6, 14, 22, 63, 127);
  }

  @Test
  void smallWeightsAreNotLostBesideLargeOnes() {
    int[][] parents = {{}, {}, {0}, {1}, {2, 3}};
    assertThat(new AncestorSums(parents).sums(new double[] {1, 1e-200, 1, 1e-200, 0}))
        .containsExactly(1, 1e-200, 2, 2e-200, 2);
    assertThat(new AncestorSums(parents, 0, 0).sums(new double[] {1, 1e-200, 1, 1e-200, 0}))
        .containsExactly(1, 1e-200, 2, 2e-200, 2);
  }

  @Test
  void theArrayGivenIsFilled() {
    var sums = new AncestorSums(new int[][] {{}, {0}});
    double[] weights = {0.25, 0.5};
    double[] into = {9, 9};
    sums.sums(weights, into);
    assertThat(into).containsExactly(0.25, 0.75);
    assertThat(weights).containsExactly(0.25, 0.5);
    assertThatIllegalArgumentException().isThrownBy(() -> sums.sums(weights, weights));
    assertThatIllegalArgumentException().isThrownBy(() -> sums.sums(new double[1]));
    assertThatIllegalArgumentException().isThrownBy(() -> sums.sums(weights, new double[3]));
  }

  @Test
  void aLineMayBeLong() {
    int size = 100_000;
    int[][] parents = new int[size][];
    for (int child = 0; child < size; child++) {
      parents[child] = child == 0 ? new int[0] : new int[] {child - 1};
    }
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    assertThat(new AncestorSums(parents).sums(ones)[size - 1]).isEqualTo(size);
  }

  /** Two long lines that are merged again and again at their ends: each merge adds a whole line. */
  @Test
  void whatWouldTakeTooMuchMemoryIsNotKept() {
    int line = 3_000;
    List<int[]> parents = new ArrayList<>(List.of(new int[0], new int[0]));
    while (parents.size() < 2 * line) {
      parents.add(new int[] {parents.size() - 2});
    }
    int merges = 3_000;
    for (int merge = 0; merge < merges; merge++) {
      parents.add(new int[] {2 * line - 2, 2 * line - 1});
    }
    parents.add(IntStream.range(2 * line, 2 * line + merges).toArray());
    double[] ones = new double[parents.size()];
    Arrays.fill(ones, 1);
    double[] sums = new AncestorSums(parents.toArray(int[][]::new)).sums(ones);
    assertThat(sums[2 * line - 1]).isEqualTo(line);
    assertThat(Arrays.copyOfRange(sums, 2 * line, 2 * line + merges)).containsOnly(2 * line + 1.0);
    assertThat(sums[parents.size() - 1]).isEqualTo(parents.size());
  }

  /** One to three parents each, several roots, and whatever has no child below the last one. */
  private static int[][] random(long seed) {
    var random = new SplittableRandom(seed);
    int size = 1 + random.nextInt(seed % 10 == 0 ? 300 : 40);
    double mergeShare = random.nextDouble();
    double rootShare = random.nextDouble() * 0.1;
    int reach = 1 + random.nextInt(size);
    int[][] parents = new int[size][];
    var childless = new BitSet(size);
    for (int child = 0; child < size; child++) {
      var own = new BitSet(size);
      if (child == size - 1) {
        own.or(childless);
      } else if (child > 0 && random.nextDouble() >= rootShare) {
        int wanted = random.nextDouble() < mergeShare ? 2 + random.nextInt(2) : 1;
        for (int number = 0; number < wanted; number++) {
          own.set(Math.max(0, child - 1 - random.nextInt(reach)));
        }
      }
      childless.andNot(own);
      childless.set(child);
      int[] shuffled = own.stream().toArray();
      for (int place = shuffled.length - 1; place > 0; place--) {
        int other = random.nextInt(place + 1);
        int moved = shuffled[place];
        shuffled[place] = shuffled[other];
        shuffled[other] = moved;
      }
      parents[child] = shuffled;
    }
    return parents;
  }

  private static double[] weights(int size, long seed) {
    var random = new SplittableRandom(-seed);
    double[] weights = new double[size];
    for (int candidate = 0; candidate < size; candidate++) {
      weights[candidate] = random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextDouble(-9, 3));
    }
    return weights;
  }
}
