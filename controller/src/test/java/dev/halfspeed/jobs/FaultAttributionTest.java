package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule as a table: docs/adr/0014. */
final class FaultAttributionTest {
  @ParameterizedTest
  @CsvSource({
    // said, failures, has worked there, others there, elsewhere, verdict
    "UNKNOWN, 1, false, NOTHING, NOTHING, OPEN",
    "UNKNOWN, 1, false, SUCCESS, NOTHING, OPEN",
    "UNKNOWN, 1, false, FAILURE, NOTHING, MACHINE",
    "UNKNOWN, 1, false, NOTHING, SUCCESS, OPEN",
    "UNKNOWN, 1, false, NOTHING, FAILURE, COMMIT",
    "UNKNOWN, 1, true, NOTHING, FAILURE, OPEN",
    "UNKNOWN, 2, false, NOTHING, NOTHING, COMMIT",
    "UNKNOWN, 2, false, FAILURE, NOTHING, COMMIT",
    "UNKNOWN, 2, false, NOTHING, SUCCESS, COMMIT_HERE",
    "UNKNOWN, 2, true, NOTHING, NOTHING, OPEN",
    "UNKNOWN, 2, true, NOTHING, FAILURE, COMMIT",
    "UNKNOWN, 3, true, NOTHING, NOTHING, COMMIT",
    "MACHINE, 4, false, NOTHING, NOTHING, OPEN",
    "MACHINE, 4, false, FAILURE, NOTHING, MACHINE",
    "MACHINE, 1, false, NOTHING, FAILURE, COMMIT",
    "MACHINE, 5, false, NOTHING, NOTHING, COMMIT",
    "MACHINE, 5, true, NOTHING, NOTHING, OPEN",
    "MACHINE, 6, true, NOTHING, SUCCESS, COMMIT_HERE"
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
