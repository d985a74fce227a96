package dev.halfspeed.campaign.bisection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Sought;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How conclusions are told. */
final class EndingsTest {
  private static final CommitLine COMMIT = new CommitLine("c0ffee", "subject");
  private static final Resolved RESOLVED =
      new Resolved(
          Resolved.VERSION,
          COMMIT,
          COMMIT,
          COMMIT,
          4,
          "tiny",
          Map.of(),
          "tps",
          "1/s",
          true,
          "tinyconfig",
          "settings",
          List.of("lab1"),
          Map.of(),
          List.of(),
          Sought.REGRESSION,
          null);

  /** A chain of three and a merge of its last two. */
  private static final CandidateDag DAG = CandidateDag.of(new int[][] {{}, {0}, {0}, {1, 2}});

  private final Endings endings = endings(CulpritFindings.NONE);

  private static Endings endings(CulpritFindings findings) {
    return new Endings(
        RESOLVED,
        0.99,
        SearchBudget.ofBoots(20),
        index -> new CommitLine("commit" + index, "subject " + index),
        DAG,
        findings);
  }

  @Test
  void everyCulpritIsNamedWithItsShareAndItsOwnProof() {
    Conclusion.Culprit further = culprit(0, -0.1, 0.3, List.of());
    List<Evidence> evidence =
        List.of(
            proof(new Revision.Candidate(3), 800),
            proof(new Revision.Candidate(1), 900),
            proof(new Revision.Candidate(2), 901),
            proof(new Revision.Candidate(0), 902),
            proof(new Revision.Good(), 1000));
    BisectionEnding ending = endings.of(culprit(3, -0.2, 0.65, List.of(further)), evidence, null);
    assertThat(ending.commits()).extracting(BisectionEnding.Commit::id).containsExactly("commit3");
    assertThat(ending.share()).isEqualTo(0.65);
    assertThat(rounded(requireNonNull(ending.proof()).culpritValues())).containsExactly(800L);
    assertThat(rounded(requireNonNull(ending.proof()).parentValues())).containsExactly(900L, 901L);
    BisectionEnding.Culprit other = ending.others().getFirst();
    assertThat(ending.others()).hasSize(1);
    assertThat(other.commit().id()).isEqualTo("commit0");
    assertThat(other.share()).isEqualTo(0.3);
    assertThat(other.effect().fraction()).isCloseTo(Math.expm1(-0.1), within(1e-9));
    assertThat(rounded(other.proof().culpritValues())).containsExactly(902L);
    assertThat(rounded(other.proof().parentValues())).containsExactly(1000L);
    assertThat(ending.words())
        .contains("commit3 (\"subject 3\") changed tps by -18.1 %")
        .contains("It explains 65.0 % of the whole change.")
        .contains("commit0 (\"subject 0\") changed tps by -9.5 %")
        .contains("It explains 30.0 % of the whole change.")
        .doesNotContain("another culprit");
  }

  @Test
  void aCulpritThatOnlyMovesFunctionsSaysSo() {
    Endings moved = endings(new CulpritFindings(_ -> Optional.empty(), _ -> true));
    assertThat(moved.of(culprit(3, -0.2, 0.97, List.of()), List.of(), null).words())
        .endsWith(
            "the change comes from the layout, which any other commit may move as well, and"
                + " not from what this one does.");
    assertThat(endings.of(culprit(3, -0.2, 0.97, List.of()), List.of(), null).words())
        .doesNotContain("layout");
  }

  @Test
  void whatIsLeftUnexplainedIsSaid() {
    assertThat(endings.of(culprit(3, -0.2, 0.4, List.of()), List.of(), null).words())
        .endsWith("It explains 40.0 % of the whole change: there is another culprit in the range.");
    Conclusion.Culprit further = culprit(1, -0.1, 0.2, List.of());
    assertThat(endings.of(culprit(3, -0.2, 0.4, List.of(further)), List.of(), null).words())
        .endsWith(" Together they explain 60.0 %: there is another culprit in the range.");
    assertThat(endings.of(culprit(3, -0.2, 0.97, List.of()), List.of(), null).words())
        .doesNotContain("explains")
        .endsWith("confirm it.");
  }

  /** A proof, or the budget, may end the search before that. */
  @Test
  void aCulpritThatIsLessProbableThanAskedSaysSo() {
    Conclusion.Culprit doubtful = culprit(3, 0.98999, -0.2, 0.97, List.of());
    assertThat(endings.of(doubtful, List.of(), null).words())
        .endsWith(
            " It is stated with 98.9 %, less than the 99 % asked for, since its proof ends the"
                + " search, and boots before it leave room for another commit.");
    List<Evidence> spent = Collections.nCopies(20, proof(new Revision.Good(), 1000));
    assertThat(endings.of(doubtful, spent, null).words())
        .endsWith("asked for, since the budget of 20 boots is used up: raise --max-boots.");
    Conclusion.Culprit further = culprit(1, 0.9, -0.1, 0.3, List.of());
    Conclusion.Culprit sure = culprit(3, 0.997, -0.2, 0.6, List.of(further));
    assertThat(endings.of(sure, List.of(), null).words())
        .containsOnlyOnce("less than the 99 % asked for")
        .contains("It explains 30.0 % of the whole change. It is stated with 90.0 %");
    assertThat(endings.of(culprit(3, 0.99, -0.2, 0.97, List.of()), List.of(), null).words())
        .doesNotContain("asked for");
  }

  @Test
  void anImprovementIsNeverCalledARegression() {
    var improved =
        new Endings(
            new Resolved(
                Resolved.VERSION,
                COMMIT,
                new CommitLine("baseba5e", "base"),
                COMMIT,
                4,
                "tiny",
                Map.of(),
                "tps",
                "1/s",
                true,
                "tinyconfig",
                "settings",
                List.of("lab1"),
                Map.of(),
                List.of(),
                Sought.IMPROVEMENT,
                null),
            0.99,
            SearchBudget.ofBoots(20),
            index -> new CommitLine("commit" + index, "subject " + index),
            DAG,
            CulpritFindings.NONE);
    BisectionEnding ending = improved.of(culprit(3, -0.2, 0.97, List.of()), List.of(), null);
    assertThat(ending.words()).contains("commit3 (\"subject 3\") improved tps by +22.1 %");
    assertThat(requireNonNull(ending.effect()).low()).isCloseTo(Math.expm1(0.19), within(1e-9));
    assertThat(
            improved
                .of(
                    new Conclusion.NotReproduced(0.97, new Effect(-0.01, -0.02, 0.01), false),
                    List.of(),
                    null)
                .words())
        .startsWith(
            "The two ends do not differ in tps: +1.0 % (95 %: -1.0 % to +2.0 %), no improvement")
        .contains("if good itself is worse, the change lies")
        .doesNotContain("Swap");
    assertThat(
            improved
                .of(
                    new Conclusion.BelowNoiseFloor(new Effect(-0.01, -0.02, 0.01), 0.1, 300),
                    List.of(),
                    null)
                .words())
        .contains("the budget resolves a change of 10.5 % or more");
  }

  @Test
  void anEndThatIsBetterIsNoLossThatTakesMoreBoots() {
    assertThat(belowNoiseFloor(new Effect(-0.05, -0.12, 0.02)))
        .isEqualTo(
            "The ends differ by -4.9 % (95 %: -11.3 % to +2.0 %), too little for this noise: the"
                + " budget resolves a change of 1.8 % or more, and this one would take about 33"
                + " boots. Raise --max-boots, or lower the noise.");
    assertThat(belowNoiseFloor(new Effect(0.25, 0.18, 0.34)))
        .isEqualTo(
            "No regression is seen between the ends, +28.4 % (95 %: +19.7 % to +40.5 %), and one"
                + " that the noise may hide is smaller than the 1.8 % that the budget resolves."
                + " Raise --max-boots, or lower the noise. tps is better at the bad end than at the"
                + " good one. Swap the ends, or look for the improvement: --find improvement.");
  }

  private String belowNoiseFloor(Effect effect) {
    return endings.of(new Conclusion.BelowNoiseFloor(effect, 0.0182, 33), List.of(), null).words();
  }

  @Test
  void aShiftOfTheEnvironmentComesWithWhatIsLeftBetweenTheEnds() {
    var shift = new Conclusion.EnvironmentShift("the metric moved by 8 % on machine 0 after #2");
    BisectionEnding ending = endings.of(shift, List.of(), new MetricChange(-0.01, -0.02, 0.001));
    assertThat(ending.kind()).isEqualTo("environment shift");
    assertThat(requireNonNull(ending.effect()).fraction()).isEqualTo(-0.01);
    assertThat(ending.words())
        .startsWith("The metric moved by 8 % on machine lab1 after commit2. What is left")
        .contains(": -1.0 % (95 %: -2.0 % to +0.1 %).");
    assertThat(endings.of(shift, List.of(), null).effect()).isNull();
    assertThat(endings.of(shift, List.of(), null).words()).contains("after commit2. Look");
  }

  @Test
  void anEndingFromBeforeThereCouldBeSeveralHasNoFurtherCulprits() {
    String json =
        RowJson.write(endings.of(culprit(3, -0.2, 0.97, List.of()), List.of(), null))
            .replaceFirst(",\"others\":\\[]", "");
    assertThat(json).doesNotContain("others");
    assertThat(RowJson.read(json, BisectionEnding.class).others()).isEmpty();
  }

  private static Conclusion.Culprit culprit(
      int candidate, double log, double share, List<Conclusion.Culprit> others) {
    return culprit(candidate, 0.997, log, share, others);
  }

  private static Conclusion.Culprit culprit(
      int candidate, double confidence, double log, double share, List<Conclusion.Culprit> others) {
    return new Conclusion.Culprit(
        candidate,
        confidence,
        new Effect(log, log - 0.01, log + 0.01),
        share,
        new Conclusion.Proof(9, 3, 3, Optional.of(0.98)),
        others);
  }

  private static Evidence proof(Revision revision, double tps) {
    return new Evidence.Measured(revision, 0, "image", Purpose.PROOF, List.of(Math.log(tps)));
  }

  private static List<Long> rounded(List<Double> values) {
    return values.stream().map(Math::round).toList();
  }
}
