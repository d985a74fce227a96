package dev.halfspeed.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which commits are candidates, and in which order. */
final class HistoryTest {
  private static LabMessage.Commit commit(String id, String... parents) {
    return new LabMessage.Commit(id, List.of(parents), null);
  }

  private static List<String> ids(History history) {
    return IntStream.range(0, history.dag().size()).mapToObj(history::id).toList();
  }

  @Test
  void candidatesAreWhatBadHasAndNoGoodOneHas() throws Exception {
    var commits =
        new ArrayList<>(
            List.of(
                commit("root"),
                commit("v1", "root"),
                commit("a", "v1"),
                commit("b", "a"),
                commit("topic1", "root"),
                commit("topic2", "topic1"),
                commit("merge", "b", "topic2"),
                commit("tip", "merge"),
                commit("elsewhere", "v1")));
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(commits, new Random(seed));
      History history = History.of(commits, List.of("v1"), "tip");
      assertThat(ids(history))
          .containsExactlyInAnyOrder("a", "b", "topic1", "topic2", "merge", "tip")
          .endsWith("merge", "tip");
      assertThat(history.goodEnd()).isEqualTo("v1");
      History two = History.of(commits, List.of("topic1", "a"), "tip");
      assertThat(ids(two)).containsExactlyInAnyOrder("b", "topic2", "merge", "tip");
      assertThat(two.goodEnd()).isEqualTo("topic1");
      assertThat(ids(History.of(commits, List.of("topic2"), "merge")))
          .containsExactlyInAnyOrder("v1", "a", "b", "merge");
    }
  }

  @Test
  void aRangeWithoutItsGoodEndIsEnough() throws Exception {
    History history =
        History.of(
            List.of(commit("c", "b"), commit("b", "a", "x"), commit("x", "y")), List.of("a"), "c");
    assertThat(ids(history)).containsExactlyInAnyOrder("x", "b", "c");
    assertThat(history.goodEnd()).isEqualTo("a");
  }

  @Test
  void theMergeBaseStandsInForAGoodCommitBesideTheRange() throws Exception {
    var commits =
        List.of(
            commit("base"), commit("good", "base"), commit("bad1", "base"), commit("bad", "bad1"));
    History history = History.of(commits, List.of("good"), "bad");
    assertThat(ids(history)).containsExactly("bad1", "bad");
    assertThat(history.goodEnd()).isEqualTo("base");
  }

  @Test
  void weightsOfTheLabGoOverTheUsualOnes() throws Exception {
    History history =
        History.of(
            List.of(
                new LabMessage.Commit("a", List.of("good"), 3.0),
                commit("b", "good"),
                commit("c", "a", "b")),
            List.of("good"),
            "c");
    Prior prior = history.prior(0.2);
    assertThat(prior.none()).isEqualTo(0.2);
    double[] weights = IntStream.range(0, 3).mapToDouble(prior::weight).toArray();
    assertThat(weights[ids(history).indexOf("a")]).isEqualTo(3);
    assertThat(weights[ids(history).indexOf("b")]).isEqualTo(1);
    assertThat(weights[ids(history).indexOf("c")]).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void aCircleIsNoHistory() {
    assertThatThrownBy(() ->
            History.of(
                List.of(commit("c", "b"), commit("b", "a", "d"), commit("d", "c")),
                List.of("a"),
                "c"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("its own ancestor");
  }

  @Test
  void aLongLineDoesNotOverflow() throws Exception {
    LabMessage.Commit[] commits = new LabMessage.Commit[100_000];
    Arrays.setAll(commits, index -> commit("c" + (index + 1), "c" + index));
    History history = History.of(Arrays.asList(commits), List.of("c0"), "c100000");
    assertThat(history.dag().size()).isEqualTo(100_000);
    assertThat(history.id(0)).isEqualTo("c1");
    assertThat(history.named("#0 or #99999, not #100000")).isEqualTo("c1 or c100000, not #100000");
  }
}
