package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is kept of a decision. */
final class AssessmentRecordTest {
  private static final CandidateDag DAG = CandidateDag.of(new int[][] {{}, {0}, {1}, {2}});

  @Test
  void theForecastIsKeptWithItsTime() {
    var evidence = new ArrayList<Evidence>();
    for (double value : new double[] {7, 7.001, 7.002}) {
      evidence.add(boot(new Revision.Good(), "good", value));
      evidence.add(boot(new Revision.Candidate(3), "bad", value - 0.2));
    }
    Assessment seen =
        new BayesianSearch(DAG, Prior.uniform(DAG), new Settings(0.99, 100, 1)).assess(evidence, 1);
    AssessmentRecord record = record(seen, List.of(new Workload.Machine(30, 60)));
    AssessmentRecord.Forecast forecast = Objects.requireNonNull(record.forecast());
    double boots = forecast.boots().expected();
    assertThat(forecast.calibrationBoots()).isZero();
    assertThat(forecast.searchBoots() + forecast.proofBoots()).isCloseTo(boots, within(1e-9));
    assertThat(Objects.requireNonNull(forecast.machineSeconds()))
        .isCloseTo(60 * boots + 30 * forecast.builds(), within(1e-6));
    assertThat(Objects.requireNonNull(forecast.seconds()).expected())
        .isCloseTo(60 * boots + 30 * forecast.builds(), within(1e-6));
    assertThat(forecast.success()).isBetween(0.97, 1.0);
    assertThat(Objects.requireNonNull(forecast.resolvable())).isBetween(1e-5, 0.005);
    assertThat(RowJson.read(RowJson.write(record), AssessmentRecord.class)).isEqualTo(record);

    AssessmentRecord.Forecast timeless = Objects.requireNonNull(record(seen, List.of()).forecast());
    assertThat(timeless.boots()).isEqualTo(forecast.boots());
    assertThat(timeless.seconds()).isNull();
    assertThat(timeless.machineSeconds()).isNull();
  }

  @Test
  void recordsOfEarlierVersionsAreRead() {
    AssessmentRecord record =
        RowJson.read(
            """
            {"phase": "searching", "remaining": 12, "entropyBits": 3.5, "none": 0.001,
             "effect": {"fraction": -0.2, "low": -0.21, "high": -0.19}, "noise": 0.01,
             "bootsLeft": 11.5, "suspects": [
               {"candidate": 3, "commit": "c0ffee", "subject": "x", "probability": 0.1}]}
            """,
            AssessmentRecord.class);
    assertThat(record.remaining()).isEqualTo(12);
    assertThat(record.suspects()).hasSize(1);
    assertThat(record.forecast()).isNull();
  }

  private static final MetricScale SCALE = new MetricScale(true, Sought.REGRESSION);

  private static AssessmentRecord record(Assessment seen, List<Workload.Machine> machines) {
    return AssessmentRecord.of(
        seen, SCALE, index -> new CommitLine("c" + index, "commit " + index), machines);
  }

  private static Evidence boot(Revision revision, String image, double value) {
    return new Evidence.Measured(revision, 0, image, Purpose.CALIBRATION, List.of(value));
  }
}
