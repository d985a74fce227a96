package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions, of which only new ones are read. */
final class DecisionStepsTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path folder;
  private Store store;
  private DecisionSteps steps;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(folder.resolve("halfspeed.db"));
    steps = new DecisionSteps(store.campaigns());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatComesIsAddedToWhatWasThere() {
    begin("b1");
    assertThat(steps.of("b1")).isEmpty();
    decide("b1", 1, "first");
    decide("b1", 5, "second");
    assertThat(steps.of("b1"))
        .extracting(BisectionView.Step::why)
        .containsExactly("first", "second");
    decide("b1", 6, "third");
    assertThat(steps.of("b1")).isEqualTo(new DecisionSteps(store.campaigns()).of("b1")).hasSize(3);
  }

  @Test
  void eachBisectionHasItsOwnAlsoWhereThereAreMoreThanAreKept() {
    for (int number = 0; number < 20; number++) {
      begin("b" + number);
      decide("b" + number, 1, "of " + number);
    }
    for (int round = 0; round < 2; round++) {
      for (int number = 0; number < 20; number++) {
        assertThat(steps.of("b" + number))
            .extracting(BisectionView.Step::why)
            .containsExactly("of " + number);
      }
    }
  }

  private void begin(String id) {
    store
        .campaigns()
        .insert(
            CampaignRecord.begun(
                id,
                CampaignRecord.Kind.BISECTION,
                null,
                "experiment",
                START,
                "{}",
                "{}",
                "RUNNING"));
  }

  private void decide(String id, long number, String why) {
    store
        .campaigns()
        .appendDecision(
            new DecisionRecord(
                id, number, START, "m1", "boot", "candidate 3", "c3", "mm: x", why, "{}"));
  }
}
