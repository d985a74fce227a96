package dev.halfspeed.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule as a table: docs/adr/0014. */
final class FaultAttributionTest {
  @ParameterizedTest
  @CsvSource({
    // said, failures, has worked there, others there, elsewhere, verdict
    "COMMIT, 1, false, NOTHING, NOTHING, COMMIT",
    "COMMIT, 1, false, SUCCESS, FAILURE, COMMIT",
    "COMMIT, 1, false, NOTHING, SUCCESS, COMMIT_HERE",
    "COMMIT, 1, false, FAILURE, SUCCESS, COMMIT_HERE",
    "COMMIT, 1, false, FAILURE, NOTHING, MACHINE",
    "COMMIT, 1, true, NOTHING, NOTHING, OPEN",
    "COMMIT, 1, true, FAILURE, NOTHING, MACHINE",
    "COMMIT, 2, true, NOTHING, NOTHING, COMMIT",
    "MACHINE, 1, false, NOTHING, NOTHING, OPEN",
    "MACHINE, 1, false, SUCCESS, NOTHING, OPEN",
    "MACHINE, 1, false, FAILURE, NOTHING, MACHINE",
    "MACHINE, 1, false, NOTHING, SUCCESS, OPEN",
    "MACHINE, 1, false, NOTHING, FAILURE, COMMIT",
    "MACHINE, 1, true, NOTHING, FAILURE, OPEN",
    "MACHINE, 2, false, NOTHING, NOTHING, COMMIT",
    "MACHINE, 2, false, FAILURE, NOTHING, COMMIT",
    "MACHINE, 2, false, NOTHING, SUCCESS, COMMIT_HERE",
    "MACHINE, 2, true, NOTHING, NOTHING, OPEN",
    "MACHINE, 2, true, NOTHING, FAILURE, COMMIT",
    "MACHINE, 3, true, NOTHING, NOTHING, COMMIT"
  })
  void saysWhoseFaultItIs(
      FaultAttribution.Said said,
      int failures,
      boolean hasWorked,
      FaultAttribution.Seen others,
      FaultAttribution.Seen elsewhere,
      FaultAttribution.Verdict verdict) {
    assertThat(
            FaultAttribution.of(
                new FaultAttribution.Failure(said, failures, hasWorked, others, elsewhere)))
        .isEqualTo(verdict);
  }
}
