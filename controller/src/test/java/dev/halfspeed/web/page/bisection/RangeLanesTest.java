package dev.halfspeed.web.page.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.RangeGraphView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches as lanes: geometry alone. */
final class RangeLanesTest {
  private static final Pattern END = Pattern.compile("[HL]([-0-9.]+)(?: ([-0-9.]+))?(?=M|$)");

  private static RangeGraphView.Commit commit(int index, boolean isMainLine, Integer... parents) {
    return new RangeGraphView.Commit(
        index, String.format("%040x", index), List.of(parents), isMainLine);
  }

  private static RangePlot.Lanes lanes(RangeGraphView graph) {
    return RangeLanes.of(graph, position -> 100 + 10.0 * position, 76, 400).orElseThrow();
  }

  @Test
  void aBranchLiesBelowTheMainLineFromWhereItBeganToItsMerge() {
    var graph =
        new RangeGraphView(
            "b1",
            5,
            0,
            List.of(
                commit(0, true),
                commit(1, true, 0),
                commit(2, false, 0),
                commit(3, false, 2),
                commit(4, true, 1, 3)),
            List.of(new RangeGraphView.Merge(4, String.format("%040x", 4), 2, 2, 3)));
    RangePlot.Lanes lanes = lanes(graph);
    // The merge, and where its branch began: each an edge between the lanes.
    assertThat(lanes.edges())
        .contains("M140.0 406.5L132.0 419.5H130.0", "M120.0 419.5H108.0L100.0 406.5")
        .contains("M100.0 406.5H90.0");
    assertThat(lanes.merges())
        .singleElement()
        .satisfies(merge ->
            assertThat(merge.words()).contains("number 5", "2 commits came in by it, from 3 to 4"));
    assertThat(lanes.height()).isEqualTo(26);
  }

  @Test
  void aStraightRangeHasNoLanes() {
    var graph =
        new RangeGraphView("b1", 2, 0, List.of(commit(0, true), commit(1, true, 0)), List.of());
    assertThat(RangeLanes.of(graph, position -> position, 0, 0)).isEmpty();
  }

  @Test
  void whatComesFromBeforeTheStretchBeginsAtItsBorder() {
    var graph =
        new RangeGraphView(
            "b1",
            40,
            20,
            List.of(commit(20, true, 19), commit(21, false, 7), commit(22, true, 20, 21)),
            List.of());
    RangePlot.Lanes lanes =
        RangeLanes.of(graph, position -> 100 + 10.0 * (position - 20), 76, 400).orElseThrow();
    assertThat(lanes.edges()).contains("M110.0 419.5H76.0", "M100.0 406.5H76.0");
    assertThat(lanes.merges().getFirst().words()).contains("number 23").doesNotContain("came in");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyEdgeEndsAtACommitOrAtABorderAndNoCommitLiesOnAnother(long seed) {
    var random = new Random(seed);
    var commits = new ArrayList<RangeGraphView.Commit>();
    for (int index = 0; index < 120; index++) {
      var parents = new ArrayList<Integer>();
      for (int wanted = index == 0 ? 0 : 1 + random.nextInt(2); wanted > 0; wanted--) {
        int parent = Math.max(0, index - 1 - random.nextInt(6));
        if (!parents.contains(parent)) {
          parents.add(parent);
        }
      }
      commits.add(commit(index, false, parents.toArray(Integer[]::new)));
    }
    RangePlot.Lanes lanes = lanes(new RangeGraphView("b1", 120, 0, commits, List.of()));
    var ends = END.matcher(lanes.edges());
    int edges = 0;
    while (ends.find()) {
      double at = Double.parseDouble(ends.group(1));
      assertThat(at == 90 || (at >= 100 && at % 10 == 0)).as(ends.group()).isTrue();
      edges++;
    }
    assertThat(edges)
        .isEqualTo(1 + commits.stream().mapToInt(commit -> commit.parents().size()).sum());
    assertThat(lanes.height()).isLessThanOrEqualTo(130);
    assertThat(lanes.note()).contains("in this stretch");
  }
}
