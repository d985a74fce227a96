package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.store.regression.RegressionEventRecord;
import dev.halfspeed.store.regression.RegressionStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegressionStoreTest {
  @TempDir private Path folder;

  private static RegressionEventRecord event(String regression, int number) {
    return new RegressionEventRecord(
        regression, number, regression + "/" + number, Rows.START, "ada", "Held", "{}");
  }

  @Test
  void eventsAreReadOnInTheOrderInWhichTheyCame() throws Exception {
    List<RegressionEventRecord> kept =
        List.of(event("r1", 1), event("r2", 1), event("r1", 2), event("r2", 2));
    try (SqliteStore store = SqliteStore.open(folder.resolve("halfspeed.db"))) {
      RegressionStore regressions = store.regressions();
      for (RegressionEventRecord event : kept) {
        assertThat(regressions.add(event)).isTrue();
        // One that is refused takes no place.
        assertThat(regressions.add(event)).isFalse();
      }
      assertThat(regressions.eventsAfter("")).isEqualTo(kept);
      assertThat(regressions.eventsAfter("r2/1")).isEqualTo(kept.subList(2, 4));
      assertThat(regressions.eventsAfter("r2/2")).isEmpty();
    }
  }
}
