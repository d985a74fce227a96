package dev.halfspeed.search.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.TestDags;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StepComparisonTest {
  private static final double NOISE = 0.03;
  private static final int CULPRIT = 4;
  private static final CandidateDag DAG = TestDags.chain(8);

  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Evidence> boots = new ArrayList<>();

  private void boot(int commit, Purpose purpose, double shift, double badNoise) {
    boolean bad = commit >= CULPRIT;
    Revision revision = commit < 0 ? new Revision.Good() : new Revision.Candidate(commit);
    double value =
        7
            + NOISE * (bad ? badNoise : 1) * random.nextGaussian()
            - (bad ? 3 * NOISE : 0)
            - shift * NOISE;
    boots.add(new Evidence.Measured(revision, 0, revision.toString(), purpose, List.of(value)));
  }

  private double logRatio(int culprit, int parent) {
    Judgement judgement = Posteriors.of(DAG, boots, new Reproducer.Metric()).judgement();
    return judgement
        .step(new Revision.Candidate(culprit), new Revision.Candidate(parent), judgement)
        .logRatio();
  }

  /** Thirty noises of a change of regime are neither a step nor the end of one. */
  @Test
  void bootsOfDifferentRegimesAreNotCompared() {
    for (int round = 0; round < 6; round++) {
      boot(-1, Purpose.CALIBRATION, 0, 1);
      boot(7, Purpose.CALIBRATION, 0, 1);
    }
    for (int round = 0; round < 4; round++) {
      boot(CULPRIT, Purpose.PROOF, 0, 1);
    }
    for (int round = 0; round < 6; round++) {
      boot(-1, Purpose.CALIBRATION, 30, 1);
      boot(7, Purpose.CALIBRATION, 30, 1);
      boot(CULPRIT, Purpose.PROOF, 30, 1);
      boot(CULPRIT - 1, Purpose.PROOF, 30, 1);
    }
    assertThat(logRatio(CULPRIT, CULPRIT - 1)).isGreaterThan(5.29);
  }

  /** Boots with the regression that are twice as noisy prove it by that too. */
  @Test
  void whereTheSidesAreNotAsNoisyTheScatterTells() {
    for (int round = 0; round < 16; round++) {
      boot(-1, Purpose.CALIBRATION, 0, 2.5);
      boot(7, Purpose.CALIBRATION, 0, 2.5);
      boot(CULPRIT - 1, Purpose.SEARCH, 0, 2.5);
      boot(CULPRIT, Purpose.SEARCH, 0, 2.5);
    }
    var metric =
        Posteriors.of(DAG, boots, new Reproducer.Metric()).metric().orElseThrow().noiseBelief();
    assertThat(metric.best().scale().slowSide()).isEqualTo(2);
    for (int round = 0; round < 12; round++) {
      boot(CULPRIT, Purpose.PROOF, 0, 2.5);
      boot(CULPRIT - 1, Purpose.PROOF, 0, 2.5);
      boot(CULPRIT - 2, Purpose.PROOF, 0, 2.5);
    }
    assertThat(logRatio(CULPRIT, CULPRIT - 1)).isGreaterThan(5.29);
    assertThat(logRatio(CULPRIT - 1, CULPRIT - 2)).isNegative();
  }

  /** One boot of a side of two that was far slower says nothing for or against the step. */
  @Test
  void anOutlierAmongTwoBootsOfASideDoesNotDenyTheStep() {
    for (int round = 0; round < 8; round++) {
      boot(-1, Purpose.CALIBRATION, 0, 1);
      boot(7, Purpose.CALIBRATION, 0, 1);
      boot(CULPRIT - 1, Purpose.SEARCH, 0, 1);
      boot(CULPRIT, Purpose.SEARCH, 0, 1);
    }
    boot(CULPRIT, Purpose.PROOF, 0, 1);
    boot(CULPRIT, Purpose.PROOF, 0, 1);
    boot(CULPRIT - 1, Purpose.PROOF, 0, 1);
    double without = logRatio(CULPRIT, CULPRIT - 1);
    boot(CULPRIT - 1, Purpose.PROOF, 40, 1);
    assertThat(without).isPositive();
    assertThat(logRatio(CULPRIT, CULPRIT - 1)).isCloseTo(without, within(0.1));
  }
}
