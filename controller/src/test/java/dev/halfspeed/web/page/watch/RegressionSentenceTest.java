package dev.halfspeed.web.page.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.regression.view.RegressionView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of a regression first. */
final class RegressionSentenceTest {
  private static final RegressionView.Commit COMMIT =
      new RegressionView.Commit("a".repeat(40), "slub: less", 0.9931, "b1", "proved");

  private static RegressionView view(
      String state,
      EventDetail.@Nullable Change change,
      RegressionView.@Nullable Commit culprit,
      RegressionView.@Nullable Commit fix) {
    return new RegressionView(
        "r1",
        state,
        Instant.EPOCH,
        Instant.EPOCH,
        change,
        new RegressionView.Between("g", "b", null),
        culprit,
        fix,
        List.of(),
        "",
        List.of(),
        List.of(
            new RegressionView.Alarm(
                "k",
                Instant.EPOCH,
                "watch w",
                "watch w",
                "LOSS",
                "/r",
                "main",
                "pgbench",
                "tps",
                "1/s",
                "rack1",
                "g",
                "b",
                -0.2,
                null,
                null)),
        List.of(),
        List.of());
  }

  @ParameterizedTest
  @EnumSource
  void everyStateIsASentence(State state) {
    assertThat(RegressionSentence.of(view(state.words(), null, COMMIT, COMMIT)))
        .startsWith("tps of pgbench changed by \u221220.0 % as the alarm says in main on rack1: ")
        .endsWith(".")
        .doesNotContain("null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "held|not confirmed yet, fresh boots of both sides are to tell",
        "bisecting|fresh boots confirmed it, its commit is being looked for",
        "culprit known|aaaaaaaaaa (slub: less) did it, which is 99 % sure and was proved",
        "without a culprit|fresh boots confirmed it, and no commit was found",
        "fixed|fixed, by a commit that is not known",
        "ignored|ignored by a person"
      })
  void itSaysHowSureAndWhatIsDone(String state, String words) {
    assertThat(
            RegressionSentence.of(
                view(state, new EventDetail.Change(-0.19, -0.2, -0.18), COMMIT, null)))
        .contains("changed by \u221219.0 % (95 %: \u221220.0 to \u221218.0 %)")
        .endsWith(": " + words + ".");
  }

  @Test
  void aPersonsWordIsNoProof() {
    var named = new RegressionView.Commit("a".repeat(40), "", null, null, "ada says so");
    assertThat(RegressionSentence.of(view("culprit known", null, named, null)))
        .endsWith("aaaaaaaaaa did it, as a person says.");
  }
}
