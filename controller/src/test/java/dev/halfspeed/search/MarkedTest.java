package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What somebody says of a commit, as the search takes it. */
final class MarkedTest {
  /** 0 to 3, one after the other, then 4 beside 3 on top of 1, and 5 that merges both. */
  private static final CandidateDag DAG =
      CandidateDag.of(new int[][] {{}, {0}, {1}, {2}, {1}, {3, 4}});

  private static final Search SEARCH =
      new BayesianSearch(DAG, Prior.uniform(DAG), new Settings(0.99, 100, 1));

  private static List<Evidence> measuredEnds() {
    var evidence = new ArrayList<Evidence>();
    for (int boot = 0; boot < 3; boot++) {
      evidence.add(end(new Revision.Good(), 0.001 * boot));
      evidence.add(end(new Revision.Candidate(5), -0.3 + 0.001 * boot));
    }
    return evidence;
  }

  private static List<Integer> suspects(Evidence... marks) {
    List<Evidence> evidence = measuredEnds();
    evidence.addAll(List.of(marks));
    List<Double> probabilities = SEARCH.assess(evidence, 1).probabilities();
    var left = new ArrayList<Integer>();
    for (int candidate = 0; candidate < probabilities.size(); candidate++) {
      if (probabilities.get(candidate) > 0) {
        left.add(candidate);
      }
    }
    return left;
  }

  private static Evidence end(Revision revision, double value) {
    return new Evidence.Measured(
        revision, 0, revision.toString(), Purpose.CALIBRATION, List.of(value));
  }

  private static Evidence mark(int candidate, boolean isBad) {
    return new Evidence.Marked(new Revision.Candidate(candidate), isBad);
  }

  private static final class Costs implements Slot.Costs {
    @Override
    public double buildSeconds(Revision revision) {
      return 1;
    }

    @Override
    public double bootSeconds() {
      return 1;
    }

    @Override
    public double runSeconds() {
      return 1;
    }
  }

  @Test
  void withoutAMarkAllAreSuspects() {
    assertThat(suspects()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void aGoodOneClearsAllBeforeItAndNothingBesideIt() {
    assertThat(suspects(mark(3, false))).containsExactly(4, 5);
  }

  @Test
  void aBadOneClearsAllThatIsNotBeforeIt() {
    assertThat(suspects(mark(3, true))).containsExactly(0, 1, 2, 3);
    assertThat(suspects(mark(3, true), mark(4, true))).containsExactly(0, 1);
  }

  @Test
  void betweenAGoodAndABadOneOneIsLeftAndIsStillToBeProved() {
    assertThat(suspects(mark(2, false), mark(3, true))).containsExactly(3);
  }

  /** The only one that is left builds the kernel that its parent builds: a mark must be wrong. */
  @Test
  void marksThatLeaveNoneAreNoProofThatTheEndsAreEqual() {
    List<Evidence> evidence = measuredEnds();
    evidence.addAll(List.of(mark(2, false), mark(3, true)));
    evidence.add(new Evidence.Built(new Revision.Candidate(2), "same"));
    evidence.add(new Evidence.Built(new Revision.Candidate(3), "same"));
    Decision decision =
        SEARCH.next(evidence, List.of(), new Slot(0, true, true, false, Set.of(), new Costs()));
    assertThat(decision).isInstanceOf(Decision.Conclude.class);
    Conclusion conclusion = ((Decision.Conclude) decision).conclusion();
    assertThat(conclusion).isInstanceOf(Conclusion.Suspects.class);
    var suspects = (Conclusion.Suspects) conclusion;
    assertThat(suspects.candidates()).containsExactlyInAnyOrder(0, 1, 2, 4, 5);
    assertThat(suspects.confidence()).isGreaterThan(0.98);
    assertThat(suspects.reason()).contains("marked by hand");
  }
}
