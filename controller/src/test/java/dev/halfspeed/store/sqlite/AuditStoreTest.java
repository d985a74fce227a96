package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.store.Store;
import dev.halfspeed.store.access.AuditRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuditStoreTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  private static AuditRecord row(int minutes, String by) {
    return new AuditRecord(
        0, NOON.plusSeconds(60L * minutes), by, "admin", "::1", "POST", "/" + minutes, 200);
  }

  @Test
  void theNewestAreReadByTimeAndByWhoSentThem() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("halfspeed.db"))) {
      // The clock was ahead, and was set back.
      store.audit().append(List.of(row(0, "ann"), row(90, "ann"), row(10, "bob")));
      store.audit().append(List.of(row(30, "ann"), row(40, "bob")));
      assertThat(paths(store, Instant.EPOCH, "", Long.MAX_VALUE))
          .containsExactly("/40", "/30", "/10", "/90", "/0");
      assertThat(paths(store, NOON.plusSeconds(1800), "", Long.MAX_VALUE))
          .containsExactly("/40", "/30", "/90");
      assertThat(paths(store, NOON.plusSeconds(1800), "ann", Long.MAX_VALUE))
          .containsExactly("/30", "/90");
      assertThat(paths(store, NOON.plusSeconds(1), "", 4)).containsExactly("/10", "/90");
      assertThat(paths(store, NOON.plusSeconds(9000), "", Long.MAX_VALUE)).isEmpty();
    }
  }

  private static List<String> paths(Store store, Instant since, String by, long before) {
    return store.audit().newest(since, by, before, 10).stream().map(AuditRecord::path).toList();
  }

  /** However long the log is, no more of it is read than is asked for. */
  @ParameterizedTest
  @CsvSource({
    "false, true, SEARCH audit USING INDEX audit_principal (principal=? AND sequence<?)",
    "true, false, SEARCH audit USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
    "true, false, SEARCH audit USING COVERING INDEX audit_at (at>?)",
    "false, false, SEARCH audit USING INTEGER PRIMARY KEY (rowid<?)"
  })
  void eachConditionHasItsIndex(boolean isSince, boolean isBy, String step) throws Exception {
    Path file = folder.resolve("halfspeed.db");
    SqliteStore.open(file).close();
    var plan = new ArrayList<String>();
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        ResultSet rows =
            database
                .createStatement()
                .executeQuery(
                    "EXPLAIN QUERY PLAN "
                        + SqliteAudit.newest(isSince, isBy).replaceAll(":(\\w+)", "'2'"))) {
      while (rows.next()) {
        plan.add(rows.getString("detail"));
      }
    }
    assertThat(plan).contains(step);
  }
}
