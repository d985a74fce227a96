package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.campaign.CampaignFilter;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.CampaignRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteDataSource;

/** Lists of campaigns, in a store of ten thousand. */
final class CampaignListTest {
  private static final int MANY = ManyCampaigns.MANY;
  private static final int PAGE = 50;
  private static final int STEPS = 1_000;

  @TempDir private static Path folder;
  private static final AtomicLong steps = new AtomicLong();
  private static SqliteStore store;

  @BeforeAll
  static void fill() throws Exception {
    Path file = folder.resolve("store.db");
    ManyCampaigns.fill(file);
    var config = new HikariConfig();
    config.setDataSource(new CountingSource(file));
    store =
        new SqliteStore(FileClaim.on(file), file, new HikariDataSource(config), WriteWatch.NONE);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  /** Counts how much SQLite does, in thousands of its instructions. */
  private static final class CountingSource extends SQLiteDataSource {
    CountingSource(Path file) {
      setUrl("jdbc:sqlite:" + file);
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      ProgressHandler.setHandler(
          connection,
          STEPS,
          new ProgressHandler() {
            @Override
            protected int progress() {
              steps.incrementAndGet();
              return 0;
            }
          });
      return connection;
    }
  }

  private static CampaignFilter filter(
      Set<CampaignRecord.Kind> kinds, String state, String owner, String commit, String text) {
    return new CampaignFilter(
        kinds, state, owner, "", "", commit, text, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static final CampaignFilter ALL =
      filter(EnumSet.allOf(CampaignRecord.Kind.class), "", "", "", "");

  private static List<CampaignRow> list(CampaignFilter filter) {
    return store.campaigns().list(filter, CampaignFilter.Order.NEWEST, 0, PAGE);
  }

  @Test
  void allKindsAreInOneListTheNewestFirst() {
    assertThat(store.campaigns().count(ALL)).isEqualTo(MANY);
    List<CampaignRow> rows = list(ALL);
    assertThat(rows).hasSize(PAGE);
    assertThat(rows)
        .extracting(CampaignRow::id)
        .startsWith("k10000", "k9999", "k9998", "k9997")
        .endsWith("k9951");
    assertThat(rows.getFirst().machine()).isEqualTo("lab-1");
    assertThat(rows.get(1).candidates()).isEqualTo(99);
    assertThat(rows.get(3).variants()).isEqualTo("[\"a \u201cb\u201d\",\"new\"]");
    assertThat(rows.get(3).metric()).isEqualTo("iops");
    assertThat(rows.get(3).repository()).isEqualTo("/linux");
    assertThat(store.campaigns().list(ALL, CampaignFilter.Order.OLDEST, MANY - 1, PAGE))
        .extracting(CampaignRow::id)
        .containsExactly("k10000");
    assertThat(store.campaigns().list(ALL, CampaignFilter.Order.LAST_ENDED, MANY - 1, PAGE))
        .extracting(CampaignRow::id)
        .containsExactly("k2");
  }

  @Test
  void aPageReadsTheIndexAndItsOwnRows() {
    long all = steps(() -> list(ALL));
    long last =
        steps(() -> store.campaigns().list(ALL, CampaignFilter.Order.NEWEST, MANY - PAGE, PAGE));
    long narrow =
        steps(() ->
            list(filter(EnumSet.allOf(CampaignRecord.Kind.class), "concluded", "ann", "", "")));
    long counted = steps(() -> store.campaigns().count(ALL));
    long choices = steps(() -> store.campaigns().choices());
    // The newest page ends the reading of the index; others read it up to their place.
    assertThat(all).isLessThan(20);
    assertThat(List.of(last, narrow, counted)).allMatch(each -> each < 30L * MANY / STEPS);
    assertThat(choices).isLessThan(4 * 30L * MANY / STEPS);
  }

  private static long steps(Runnable question) {
    long before = steps.get();
    question.run();
    return steps.get() - before;
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 10000",
    "open, '', 5500",
    "ended, '', 4500",
    "concluded, '', 4500",
    "running, ann, 250",
    "'', watch mainline, 2500",
    "nonsense, '', 0"
  })
  void listsAreFiltered(String state, String owner, int count) {
    assertThat(
            store
                .campaigns()
                .count(filter(EnumSet.allOf(CampaignRecord.Kind.class), state, owner, "", "")))
        .isEqualTo(count);
  }

  @Test
  void kindsRepositoriesRecipesAndPrioritiesFilter() {
    assertThat(store.campaigns().count(filter(Set.of(CampaignRecord.Kind.CHECK), "", "", "", "")))
        .isEqualTo(MANY / 4);
    assertThat(store.campaigns().count(ALL.between(-999, 0))).isEqualTo(3 * MANY / 4);
    var linux =
        new CampaignFilter(
            Set.of(CampaignRecord.Kind.COMPARISON), "", "", "/linux", "fio", "", "", -1000, 0);
    assertThat(store.campaigns().count(linux)).isEqualTo(MANY / 4);
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef01, k2, TRIED",
    "abc, k2, TRIED",
    "fee1000003, k3, CULPRIT",
    "000c2dd0, k3, END",
    "00081ee0, k2, END",
    "00040fb0, k1, VARIANT",
    "00103cc0, k4, CHECKED"
  })
  void aCommitLeadsToItsCampaigns(String commit, String id, String role) {
    var filter = filter(EnumSet.allOf(CampaignRecord.Kind.class), "", "", commit, "");
    assertThat(steps(() -> assertThat(store.campaigns().count(filter)).isPositive()))
        .isLessThan(60L * MANY / STEPS);
    assertThat(list(filter))
        .filteredOn(row -> row.id().equals(id))
        .extracting(CampaignRow::roles)
        .containsExactly(role);
  }

  @Test
  void textIsFoundWhereverPeopleReadIt() {
    assertThat(list(filter(EnumSet.allOf(CampaignRecord.Kind.class), "", "", "", "number K9002")))
        .isEmpty();
    assertThat(list(filter(EnumSet.allOf(CampaignRecord.Kind.class), "", "", "", "number K8998")))
        .extracting(CampaignRow::message)
        .containsExactly("Culprit of Number k8998");
    assertThat(list(filter(EnumSet.allOf(CampaignRecord.Kind.class), "", "", "", "v7.4242")))
        .extracting(CampaignRow::id)
        .containsExactly("k4242");
    assertThat(list(filter(EnumSet.allOf(CampaignRecord.Kind.class), "", "", "", "%"))).isEmpty();
  }

  @Test
  void choicesAreWhatThereIs() {
    var choices = store.campaigns().choices();
    assertThat(choices.states()).containsExactly("concluded", "running");
    assertThat(choices.owners()).containsExactly("ann", "bob", "watch mainline");
    assertThat(choices.repositories()).containsExactly("/linux", "/stable");
    assertThat(choices.recipes()).containsExactly("fio", "pgbench");
  }
}
