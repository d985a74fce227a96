package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A change that is some hundred times as large as the noise, whose boots once looked like outliers
 * to the search for what it leaves unexplained: that went on for 70 boots after the proof.
 */
final class HugeChangeTest {
  private static final int COMMITS = 6;

  /** Round trips in a second on real kernels, by the instruction clock. */
  private static final List<Boot> MEASURED =
      List.of(
          new Boot("bad", Purpose.CALIBRATION, 644.297),
          new Boot("good", Purpose.CALIBRATION, 3213.083),
          new Boot("good", Purpose.CALIBRATION, 3208.420),
          new Boot("bad", Purpose.CALIBRATION, 652.742),
          new Boot("good", Purpose.CALIBRATION, 3212.241),
          new Boot("bad", Purpose.CALIBRATION, 652.068),
          new Boot("good", Purpose.CALIBRATION, 3211.453),
          new Boot("bad", Purpose.CALIBRATION, 653.892),
          new Boot("good", Purpose.CALIBRATION, 3201.882),
          new Boot("bad", Purpose.CALIBRATION, 646.024),
          new Boot("bad", Purpose.CALIBRATION, 650.327),
          new Boot("good", Purpose.CALIBRATION, 3206.925),
          new Boot("good", Purpose.CALIBRATION, 3208.191),
          new Boot("bad", Purpose.CALIBRATION, 635.767),
          new Boot("bad", Purpose.CALIBRATION, 642.291),
          new Boot("good", Purpose.CALIBRATION, 3206.315),
          new Boot("culprit", Purpose.SEARCH, 648.870),
          new Boot("culprit", Purpose.PROOF, 654.131),
          new Boot("good", Purpose.PROOF, 3207.899),
          new Boot("good", Purpose.PROOF, 3210.915),
          new Boot("culprit", Purpose.PROOF, 647.741),
          new Boot("revert", Purpose.REVERT, 3212.772));

  private record Boot(String of, Purpose purpose, double trips) {
    Evidence.Measured evidence() {
      return new Evidence.Measured(
          switch (of) {
            case "good" -> new Revision.Good();
            case "bad" -> new Revision.Candidate(COMMITS - 1);
            case "revert" -> new Revision.Revert(0);
            default -> new Revision.Candidate(0);
          },
          0,
          of,
          purpose,
          List.of(Math.log(trips)));
    }
  }

  @Test
  void nothingIsLeftToLookForOnceItsCulpritIsProved() {
    var evidence = new ArrayList<Evidence>();
    MEASURED.forEach(boot -> evidence.add(boot.evidence()));
    CandidateDag dag = TestDags.chain(COMMITS);
    var search = new BayesianSearch(dag, Prior.uniform(dag), new Settings(0.99, 200, 1));

    Assessment assessment = search.assess(evidence, 1);

    assertThat(assessment.phase()).isEqualTo(Assessment.Phase.CONCLUDED);
    assertThat(assessment.top(1).getFirst().candidate()).isZero();
    assertThat(assessment.effect().orElseThrow().fraction()).isBetween(-0.80, -0.79);
  }

  /**
   * The same with a parent that is the same kernel as its own parent (numbers of a program, with an
   * exec-number recipe): once the revert had agreed, the search went back to its calibration.
   */
  @Test
  void aParentThatChangedNothingDoesNotPutAProvedCulpritInDoubt() {
    var evidence = new ArrayList<Evidence>();
    evidence.add(boot(new Revision.Good(), "good", Purpose.CALIBRATION, 17517.6));
    evidence.add(boot(new Revision.Candidate(15), "bad", Purpose.CALIBRATION, 2410.5));
    evidence.add(boot(new Revision.Candidate(15), "bad", Purpose.CALIBRATION, 2410.7));
    evidence.add(boot(new Revision.Good(), "good", Purpose.CALIBRATION, 17515.5));
    evidence.add(boot(new Revision.Candidate(7), "7", Purpose.SEARCH, 2410.2));
    evidence.add(boot(new Revision.Candidate(2), "2", Purpose.SEARCH, 17529.3));
    evidence.add(boot(new Revision.Candidate(5), "5 and 6", Purpose.SEARCH, 17518.2));
    evidence.add(boot(new Revision.Candidate(7), "7", Purpose.PROOF, 2409.2));
    evidence.add(boot(new Revision.Candidate(6), "5 and 6", Purpose.PROOF, 17539.6));
    evidence.add(boot(new Revision.Candidate(7), "7", Purpose.PROOF, 2416.3));
    evidence.add(boot(new Revision.Candidate(6), "5 and 6", Purpose.PROOF, 17571.6));
    evidence.add(boot(new Revision.Revert(7), "revert", Purpose.REVERT, 17534.9));
    CandidateDag dag = TestDags.chain(16);
    var search = new BayesianSearch(dag, Prior.uniform(dag), new Settings(0.99, 200, 1));

    Assessment assessment = search.assess(evidence, 1);

    assertThat(assessment.phase()).isEqualTo(Assessment.Phase.CONCLUDED);
    assertThat(assessment.top(1).getFirst().candidate()).isEqualTo(7);
  }

  private static Evidence boot(Revision revision, String image, Purpose purpose, double value) {
    return new Evidence.Measured(revision, 0, image, purpose, List.of(Math.log(value)));
  }
}
