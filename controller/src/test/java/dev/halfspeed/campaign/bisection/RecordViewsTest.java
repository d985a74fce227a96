package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.OptionsView;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RecordViewsTest {
  /** As rows hold it. */
  private static final String CULPRIT =
      """
      {"kind":"culprit","commits":[{"id":"c3","subject":"three","index":3}],"confidence":0.99,\
      "effect":{"fraction":-0.2,"low":-0.21,"high":-0.19},"share":0.7,\
      "proof":{"culpritValues":[80.0,81.0],"parentValues":[100.0],"logLikelihoodRatio":9.5,\
      "revertRecovered":0.95,"parents":[{"id":"c2","subject":"two","index":2}],\
      "options":{"changed":[{"symbol":"A","before":"n","after":"y","area":"preemption"}],\
      "isAll":true,"trials":[{"by":"SETTINGS","restored":["A"],"arguments":["a=off"],\
      "values":[99.0],"recovered":{"share":0.96,"low":0.9,"high":1.02},\
      "obstacle":null},{"by":"DEFINITIONS","restored":[],"arguments":[],\
      "values":[],"recovered":null,"obstacle":"UNBUILDABLE"}]}},\
      "others":[{"commit":{"id":"c1","subject":"one","index":1},"confidence":0.98,\
      "effect":{"fraction":-0.1,"low":-0.11,"high":-0.09},"share":0.3,\
      "proof":{"culpritValues":[90.0],"parentValues":[101.0],"logLikelihoodRatio":8.0,\
      "revertRecovered":null,"parents":[],"options":null}}],\
      "words":"It is c3.","withoutProfile":"lab1 has no perf"}\
      """;

  @Test
  void anEndingIsShownAsItIsKept() {
    BisectionEnding kept = RowJson.read(CULPRIT, BisectionEnding.class);
    assertThat(RowJson.write(kept)).isEqualTo(CULPRIT);
    assertThat(RecordViews.ending(kept))
        .isEqualTo(
            new BisectionView.Ending(
                "culprit",
                List.of(new BisectionView.Commit("c3", "three", 3)),
                0.99,
                new BisectionView.Change(-0.2, -0.21, -0.19),
                0.7,
                new BisectionView.Proof(
                    List.of(80.0, 81.0),
                    List.of(100.0),
                    9.5,
                    0.95,
                    List.of(new BisectionView.Commit("c2", "two", 2)),
                    new OptionsView(
                        List.of(new OptionsView.Changed("A", "n", "y", "preemption")),
                        true,
                        List.of(
                            new OptionsView.Trial(
                                OptionsView.By.SETTINGS,
                                List.of("A"),
                                List.of("a=off"),
                                List.of(99.0),
                                new OptionsView.Recovered(0.96, 0.9, 1.02, true, false),
                                null),
                            new OptionsView.Trial(
                                OptionsView.By.DEFINITIONS,
                                List.of(),
                                List.of(),
                                List.of(),
                                null,
                                "UNBUILDABLE")))),
                List.of(
                    new BisectionView.Culprit(
                        new BisectionView.Commit("c1", "one", 1),
                        0.98,
                        new BisectionView.Change(-0.1, -0.11, -0.09),
                        0.3,
                        new BisectionView.Proof(
                            List.of(90.0), List.of(101.0), 8.0, null, List.of(), null))),
                "It is c3.",
                "lab1 has no perf"));
  }

  @Test
  void whatEarlierVersionsDidNotKeepIsAbsent() {
    BisectionEnding kept =
        RowJson.read(
            """
            {"kind":"culprit","commits":[{"id":"c3","subject":"three","index":3}],
             "confidence":0.99,"effect":null,"share":null,
             "proof":{"culpritValues":[],"parentValues":[],"logLikelihoodRatio":9.5,
              "revertRecovered":null},"words":"It is c3."}
            """,
            BisectionEnding.class);
    BisectionView.Ending view = RecordViews.ending(kept);
    assertThat(view.others()).isEmpty();
    assertThat(view.withoutProfile()).isNull();
    assertThat(Objects.requireNonNull(view.proof()).parents()).isNull();
    assertThat(Objects.requireNonNull(view.proof()).options()).isNull();
  }

  /** Rows of earlier versions have the verdicts on a share beside it. */
  @Test
  void aShareIsJudgedByItsFigures() {
    for (String verdicts : List.of("", ",\"most\":true,\"nothing\":false")) {
      var kept =
          RowJson.read(
              "{\"share\":0.96,\"low\":0.9,\"high\":1.02" + verdicts + "}",
              BisectionEnding.Recovered.class);
      assertThat(kept.coversMost()).isTrue();
      assertThat(kept.coversNothing()).isFalse();
    }
    assertThat(new BisectionEnding.Recovered(0.1, -0.1, 0.3).coversNothing()).isTrue();
    assertThat(new BisectionEnding.Recovered(0.9, 0.4, 1.4).coversMost()).isFalse();
  }

  @Test
  void anAssessmentIsShownAsItIsKept() {
    AssessmentRecord kept =
        RowJson.read(
            """
            {"phase":"searching","remaining":12,"entropyBits":3.5,"none":0.001,
             "effect":{"fraction":-0.2,"low":-0.21,"high":-0.19},"noise":0.01,
             "forecast":{"boots":{"expected":14.2,"low":11.0,"high":17.4},"calibrationBoots":1.0,
              "searchBoots":8.2,"proofBoots":5.0,"builds":7.0,
              "seconds":{"expected":312.0,"low":242.0,"high":382.0},"machineSeconds":600.0,
              "success":0.97,"resolvable":0.02},
             "suspects":[],"regimes":[],
             "posterior":{"whole":[0.1,0.9],"from":1,"until":2,"near":[0.9]}}
            """,
            AssessmentRecord.class);
    assertThat(RecordViews.forecast(Objects.requireNonNull(kept.forecast())))
        .isEqualTo(
            new BisectionView.Forecast(
                new BisectionView.Span(14.2, 11.0, 17.4),
                1,
                8.2,
                5,
                7,
                new BisectionView.Span(312, 242, 382),
                600.0,
                0.97,
                0.02));
    assertThat(RecordViews.posterior(Objects.requireNonNull(kept.posterior())))
        .isEqualTo(new BisectionView.Posterior(List.of(0.1, 0.9), 1, 2, List.of(0.9)));
  }
}
