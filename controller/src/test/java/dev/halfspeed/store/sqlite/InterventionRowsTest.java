package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of what people did to campaigns. */
final class InterventionRowsTest {
  private static final List<Act> ACTS =
      List.of(
          new Act.Pause(),
          new Act.Resume(),
          new Act.Prioritize(-7),
          new Act.Budget(300, null),
          new Act.Budget(null, 3600L),
          new Act.Remeasure("candidate 7", "a".repeat(40), 12),
          new Act.Exclude("b1-3", 1, 2),
          new Act.Exclude("b1-3", 1, null),
          new Act.Mark("candidate 7", "a".repeat(40), Intervention.Verdict.BAD),
          new Act.Undo(1));

  @TempDir private Path folder;

  @Test
  void eachComesBackAsItWasKeptWithItsNumberUntilTheCampaignHasEnded() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("halfspeed.db"))) {
      store.campaigns().insert(Rows.bisection("b1"));
      for (Act act : ACTS) {
        assertThat(store.interventions().append("b1", Rows.START, "ann", act, "why"))
            .hasValue(ACTS.indexOf(act) + 1);
      }
      assertThat(store.interventions().all("b1"))
          .hasSameSizeAs(ACTS)
          .allSatisfy(each ->
              assertThat(each)
                  .isEqualTo(
                      new Intervention(
                          each.number(), Rows.START, "ann", ACTS.get(each.number() - 1), "why")));
      assertThat(store.interventions().all("b2")).isEmpty();
      assertThat(store.interventions().append("b2", Rows.START, "ann", new Act.Pause(), "why"))
          .isEmpty();
      store.campaigns().end("b1", "CANCELLED", Rows.START, "over", null);
      assertThat(store.interventions().append("b1", Rows.START, "ann", new Act.Pause(), "why"))
          .isEmpty();
      assertThat(store.interventions().all("b1")).hasSameSizeAs(ACTS);
    }
  }

  @Test
  void aCampaignEndsAfterAllThatItsEndingTakesIntoAccount() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("halfspeed.db"))) {
      store.campaigns().insert(Rows.bisection("b1"));
      store.campaigns().insert(Rows.bisection("b2"));
      store.interventions().append("b1", Rows.START, "ann", new Act.Pause(), "why");
      assertThat(store.campaigns().endAfter(0, "b1", "CONCLUDED", Rows.START, "over", null))
          .isFalse();
      assertThat(store.campaigns().find("b1").orElseThrow().endedAt()).isNull();
      assertThat(store.campaigns().endAfter(1, "b1", "CONCLUDED", Rows.START, "over", null))
          .isTrue();
      assertThat(store.campaigns().endAfter(1, "b1", "CONCLUDED", Rows.START, "again", null))
          .isFalse();
      assertThat(store.campaigns().endAfter(0, "b2", "CONCLUDED", Rows.START, "over", null))
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE intervention SET reason = 'other'", "DELETE FROM intervention"})
  void rowsAreOnlyAdded(String statement) throws Exception {
    Path file = folder.resolve("halfspeed.db");
    try (Store store = SqliteStore.open(file)) {
      store.campaigns().insert(Rows.bisection("b1"));
      store.interventions().append("b1", Rows.START, "ann", new Act.Pause(), "why");
      try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement changing = raw.createStatement()) {
        assertThatThrownBy(() -> changing.executeUpdate(statement))
            .hasMessageContaining("interventions are only added");
      }
    }
  }

  /** The list tells it without reading each campaign's rows. */
  @Test
  void aListTellsWhatIsPaused() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("halfspeed.db"))) {
      store.campaigns().insert(Rows.bisection("b1"));
      assertThat(isPausedAfter(store, new Act.Pause())).isTrue();
      assertThat(isPausedAfter(store, new Act.Resume())).isFalse();
      assertThat(isPausedAfter(store, new Act.Undo(2))).isTrue();
      assertThat(isPausedAfter(store, new Act.Undo(1))).isFalse();
      assertThat(isPausedAfter(store, new Act.Pause())).isTrue();
      store.campaigns().end("b1", "CANCELLED", Rows.START, "over", null);
      assertThat(isPaused(store)).isFalse();
    }
  }

  private static boolean isPausedAfter(Store store, Act act) {
    store.interventions().append("b1", Rows.START, "ann", act, "why");
    boolean isPaused = isPaused(store);
    assertThat(isPaused).isEqualTo(Interventions.of(store, "b1").isPaused());
    return isPaused;
  }

  private static boolean isPaused(Store store) {
    return store.campaigns().summaries(CampaignRecord.Kind.BISECTION).getFirst().paused();
  }
}
