package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.regression.AlarmStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlarmStoreTest {
  @TempDir private Path folder;
  private SqliteStore store;
  private AlarmStore alarms;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(folder.resolve("halfspeed.db"));
    alarms = store.alarms();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anAlarmComesBackAsItWasKept() {
    AlarmRecord watched = alarm("a1", "nightly/master/tps");
    AlarmRecord told = alarm("a2", null);
    assertThat(alarms.add(watched)).isTrue();
    assertThat(alarms.add(told)).isTrue();
    assertThat(alarms.all()).containsExactly(watched, told);
    assertThat(alarms.allAfter("a1")).containsExactly(told);
    assertThat(alarms.allAfter("a2")).isEmpty();
    assertThat(alarms.find("a2")).contains(told);
    assertThat(alarms.find("a3")).isEmpty();
    assertThat(watched.good()).isEqualTo("c1");
    assertThat(watched.bad()).isEqualTo("c3");
  }

  @Test
  void whoRaisedItIsKeptAndEmptyInRowsFromBefore() throws Exception {
    Path file = folder.resolve("old.db");
    Flyway.configure()
        .dataSource("jdbc:sqlite:" + file, null, null)
        .locations("classpath:db/migration")
        .javaMigrations(new CampaignRows())
        .target("34")
        .load()
        .migrate();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.executeUpdate(
          """
          INSERT INTO alarm (key, at, source, series, kind, repository, branch, recipe,
            workload_json, machine_class, metric, unit, gaps_json, change, lower, upper, words)
          VALUES ('a0', '2026-03-01T10:00:00Z', 'otava', NULL, 'LOSS', '/linux', 'master', 'pgbench',
            '{"recipe":"pgbench","parameters":{},"configBase":"defconfig","configFragments":[]}',
            'm1', 'tps', 'tps', '[{"from":"c1","to":"c2","weight":1.0}]', -0.07, -0.09, -0.05, '')
          """);
    }
    try (SqliteStore old = SqliteStore.open(file)) {
      AlarmRecord now = alarm("a1", null);
      assertThat(old.alarms().add(now)).isTrue();
      assertThat(old.alarms().all())
          .extracting(AlarmRecord::key, AlarmRecord::source, AlarmRecord::principal)
          .containsExactly(tuple("a0", "otava", ""), tuple("a1", "watch nightly", "ada"));
      assertThat(old.alarms().find("a1")).contains(now);
    }
  }

  @Test
  void whatIsToldTwiceIsKeptOnce() {
    AlarmRecord first = alarm("a1", "nightly/master/tps");
    assertThat(alarms.add(first)).isTrue();
    assertThat(alarms.add(alarm("a1", "another"))).isFalse();
    assertThat(alarms.all()).containsExactly(first);
  }

  @Test
  void anAlarmNeedsAGapAndANumber() {
    assertThatThrownBy(() -> new AlarmRecord.Gap("c1", "c2", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alarm("a1", null, List.of(), -0.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> alarm("a1", null, List.of(new AlarmRecord.Gap("c1", "c2", 1)), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static AlarmRecord alarm(String key, @Nullable String series) {
    return alarm(
        key,
        series,
        List.of(new AlarmRecord.Gap("c1", "c2", 0.25), new AlarmRecord.Gap("c2", "c3", 0.75)),
        -0.07);
  }

  private static AlarmRecord alarm(
      String key, @Nullable String series, List<AlarmRecord.Gap> gaps, double change) {
    return new AlarmRecord(
        key,
        Rows.START,
        series == null ? "ada" : "watch nightly",
        "watch nightly",
        series,
        AlarmRecord.Kind.LOSS,
        "/linux",
        "master",
        new AlarmRecord.Workload(
            "pgbench", null, Map.of("clients", "8"), "defconfig", List.of("/kvm.config"), null),
        "m1",
        "tps",
        "tps",
        gaps,
        change,
        -0.09,
        -0.05,
        series == null ? null : 2_410.5,
        series == null ? null : 2_250.0,
        "");
  }
}
