package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.SeriesValueRecord;
import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import dev.halfspeed.store.watch.WatchRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of series, points and alarms, as pages read them. */
final class SeriesReadingTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final SeriesRecord TPS =
      new SeriesRecord("s1", "w", "main", 0, "e", "m", "tps", "1/s", true);
  private static final SeriesRecord LATENCY =
      new SeriesRecord("s2", "w", "main", 0, "e", "m", "latency", "ms", false);

  @TempDir private Path folder;
  private Store store;

  @BeforeEach
  void fill() throws Exception {
    store = QuickStores.shared().open(folder.resolve("store.db"), WriteWatch.NONE);
    store.watches().add(new WatchRecord("w", "w", "", START, "{}", "{}"));
    store
        .watchPoints()
        .look(
            IntStream.range(0, 6).mapToObj(SeriesReadingTest::point).toList(),
            new WatchEventRecord("w", START, WatchEventRecord.Kind.LOOKED, "", ""));
    for (int place = 0; place < 5; place++) {
      long sequence = place + 1L;
      if (place > 0) {
        store
            .watchPoints()
            .add(
                new WatchPointEventRecord(
                    sequence,
                    at(place),
                    WatchPointEventRecord.Kind.STARTED,
                    "c" + place,
                    "",
                    null));
      }
      store
          .watchPoints()
          .settle(
              new WatchPointEventRecord(
                  sequence, at(place), WatchPointEventRecord.Kind.MEASURED, null, "", null),
              place == 0 ? List.of(TPS) : List.of(TPS, LATENCY),
              place == 0
                  ? List.of(value("s1", sequence, place))
                  : List.of(value("s1", sequence, place), value("s2", sequence, -place)));
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Instant at(int place) {
    return START.plus(Duration.ofDays(place));
  }

  private static WatchPointRecord point(int place) {
    return new WatchPointRecord(
        0, "w", "main", "commit" + place, 0, "main", "s", at(place), "r", at(place));
  }

  private static SeriesValueRecord value(String series, long point, double ratio) {
    return new SeriesValueRecord(0, series, point, START, ratio, 1, 0, 1, 4);
  }

  private List<Double> ratios(Instant from, Instant until, int limit) {
    return store.series().values("s1", from, until, limit).stream()
        .map(each -> each.value().ratio())
        .toList();
  }

  @Test
  void aPartHasItsFirstMomentAndNotItsLast() {
    assertThat(ratios(at(1), at(3), 9)).containsExactly(1.0, 2.0);
    assertThat(ratios(START, at(9), 2)).containsExactly(3.0, 4.0);
    assertThat(ratios(at(7), at(9), 9)).isEmpty();
    assertThat(store.series().values("s1", START, at(2), 9))
        .extracting(SeriesStore.MeasuredPoint::campaign)
        .containsExactly(Optional.empty(), Optional.of("c1"));
  }

  @Test
  void aSeriesIsSummedUpByItsCountAndItsNewestValue() {
    List<SeriesStore.SeriesSummary> all = store.series().summaries("w");
    assertThat(all).extracting(SeriesStore.SeriesSummary::series).containsExactly(TPS, LATENCY);
    assertThat(all).extracting(SeriesStore.SeriesSummary::values).containsExactly(5, 4);
    assertThat(all.getFirst().last()).isEqualTo(store.series().values("s1").getLast());
    assertThat(all.getLast().last().value().ratio()).isEqualTo(-4);
    assertThat(store.series().summaries("other")).isEmpty();
  }

  @Test
  void whenACommitWasSeenIsKnownOnItsSeriesLineOnly() {
    assertThat(store.series().seenAt("s1", "commit3")).contains(at(3));
    assertThat(store.series().seenAt("s1", "commit9")).isEmpty();
    assertThat(store.series().seenAt("none", "commit3")).isEmpty();
  }

  @Test
  void pointsAreReadFromAnyPlace() {
    assertThat(store.watchPoints().before("w", 4, 2))
        .extracting(history -> history.point().sequence())
        .containsExactly(3L, 2L);
    assertThat(store.watchPoints().last("w", 1))
        .singleElement()
        .satisfies(history -> assertThat(history.events()).isEmpty());
  }

  private static AlarmRecord alarm(String key, Instant at, String series) {
    return new AlarmRecord(
        key,
        at,
        "watch w",
        "watch w",
        series,
        AlarmRecord.Kind.LOSS,
        "/r",
        "",
        new AlarmRecord.Workload("r", null, Map.of(), "defconfig", List.of(), null),
        "",
        "tps",
        "",
        List.of(new AlarmRecord.Gap("a", "b", 1)),
        -0.1,
        -0.2,
        0,
        null,
        null,
        "");
  }

  @Test
  void alarmsAreFoundByTheirSeriesAndSinceAMoment() {
    for (int place = 0; place < 4; place++) {
      store.alarms().add(alarm("k" + place, at(place), place % 2 == 0 ? "s1" : "s1 reference"));
    }
    assertThat(store.alarms().ofSeries(List.of("s1")))
        .extracting(AlarmRecord::key)
        .containsExactly("k0", "k2");
    assertThat(store.alarms().ofSeries(List.of("s1", "s1 reference"))).hasSize(4);
    assertThat(store.alarms().ofSeries(List.of())).isEmpty();
    assertThat(store.alarms().since(at(1), 2))
        .extracting(AlarmRecord::key)
        .containsExactly("k3", "k2");
    assertThat(store.alarms().since(at(2), 9)).hasSize(2);
  }
}
