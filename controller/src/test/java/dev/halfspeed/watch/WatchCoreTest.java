package dev.halfspeed.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import dev.halfspeed.store.watch.WatchPointStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What watches decide without a clock, a repository or a lab. */
final class WatchCoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static Tip tag(String name, int hour) {
    return new Tip(name, true, "%040x".formatted(name.hashCode()), name, at(hour));
  }

  private static Tip branch(String name) {
    return new Tip(name, false, "%040x".formatted(name.hashCode()), name, at(0));
  }

  private static Instant at(int hour) {
    return Instant.EPOCH.plusSeconds(3600L * hour);
  }

  private static WatchPointRecord point(long number, String line) {
    return new WatchPointRecord(
        number, "w", line, "%040x".formatted(number), 0, "n" + number, "", NOW, "r", NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "v6.13, v*",
    "v6.13-rc2, v*",
    "v6.12.3, v6.12.y",
    "v6.12.4-rc1, v6.12.y",
    "v5.4.300, v5.4.y",
    "next-20260101, v*"
  })
  void aTagContinuesItsLine(String name, String line) {
    assertThat(Sightings.line(Requests.tags("v*"), tag(name, 0))).isEqualTo(line);
  }

  @Test
  void refsComeInTheirOrderAndATagBelongsToTheFirstThatItFits() {
    List<Tip> tips =
        List.of(
            tag("v6.2", 5),
            tag("v6.1", 3),
            tag("v6.2-rc1", 4),
            tag("w1", 1),
            branch("master"),
            branch("stable/6.1"),
            branch("stable/6.2"));
    List<WatchRequest.Ref> refs =
        List.of(
            Requests.branch("stable/*"),
            Requests.tags("v*-rc*"),
            Requests.tags("v*"),
            Requests.rebuilt("master", "stable/6.2"));
    assertThat(Sightings.of(refs, Set.of("v6.1"), tips))
        .extracting(sighting -> sighting.tip().name(), Sightings.Sighting::line, s -> s.isRebuilt())
        .containsExactly(
            tuple("stable/6.1", "stable/6.1", false),
            tuple("stable/6.2", "stable/6.2", false),
            tuple("v6.2-rc1", "v*-rc*", false),
            tuple("v6.2", "v*", false),
            tuple("master", "master", true));
    assertThat(Sightings.known(refs, 1, tips)).containsExactly("v6.1", "v6.2-rc1");
    assertThat(Sightings.known(refs, 9, tips)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void thinningKeepsTheNewestAndSpreadsTheOthers(long seed) {
    var random = new SplittableRandom(seed);
    List<WatchPointRecord> waiting = new ArrayList<>();
    int most = 4 + random.nextInt(8);
    // Points come one by one, and after each the backlog is thinned.
    for (long number = 1; number <= 200; number++) {
      waiting.add(point(number, "master"));
      for (Thinning.Drop drop : Thinning.of(waiting, most, Set.of())) {
        waiting.remove(drop.point());
        assertThat(drop.reason()).contains("master", "--backlog");
      }
      assertThat(waiting).hasSizeLessThanOrEqualTo(most);
      assertThat(waiting.getLast().sequence()).isEqualTo(number);
    }
    long widest = waiting.getFirst().sequence();
    for (int i = 1; i < waiting.size(); i++) {
      widest = Math.max(widest, waiting.get(i).sequence() - waiting.get(i - 1).sequence());
    }
    // Evenly would be 200 / most; halving again and again gives no more than twice of that.
    assertThat(widest).as("seed " + seed).isLessThanOrEqualTo(3L * 200 / most);
  }

  @Test
  void onlyTheNewestOfARebuiltTreeWaits() {
    List<WatchPointRecord> waiting =
        List.of(point(1, "next"), point(2, "master"), point(3, "next"), point(4, "next"));
    assertThat(Thinning.of(waiting, 8, Set.of("next")))
        .extracting(drop -> drop.point().sequence())
        .containsExactly(1L, 3L);
  }

  @Test
  void aBudgetHasRoomForWhatFitsBesideWhatIsUnderWay() {
    Duration limit = Duration.ofHours(8);
    List<Duration> costs = List.of(Duration.ofHours(1), Duration.ofHours(2));
    assertThat(new Budget(limit, Duration.ZERO, costs, 0).room()).isEqualTo(4);
    assertThat(new Budget(limit, Duration.ofHours(3), costs, 1).room()).isEqualTo(1);
    assertThat(new Budget(limit, Duration.ofHours(7), costs, 0).room()).isZero();
    assertThat(new Budget(limit, Duration.ZERO, List.of(), 0).room()).isEqualTo(1);
    assertThat(new Budget(limit, Duration.ZERO, List.of(), 1).room()).isZero();
    assertThat(new Budget(limit, limit, List.of(), 0).room()).isZero();
  }

  /** The first point has more to build; a machine may be slow for a day. */
  @Test
  void aPointThatTookMoreThanTheBudgetIsAnExceptionUntilAllDo() {
    Duration limit = Duration.ofHours(4);
    List<Duration> one = List.of(Duration.ofHours(9));
    assertThat(new Budget(limit, Duration.ZERO, one, 0).room()).isEqualTo(1);
    assertThat(new Budget(limit, Duration.ZERO, one, 1).room()).isZero();
    assertThat(new Budget(limit, limit, one, 0).room()).isZero();
    assertThat(new Budget(limit, Duration.ZERO, one, 0).least()).isEmpty();
    List<Duration> later = List.of(Duration.ofHours(2), Duration.ofHours(9), Duration.ofHours(1));
    assertThat(new Budget(limit, Duration.ZERO, later, 0).room()).isEqualTo(2);
    assertThat(new Budget(limit, Duration.ZERO, later, 0).least()).isEmpty();
    List<Duration> all = List.of(Duration.ofHours(6), Duration.ofHours(5), Duration.ofHours(9));
    assertThat(new Budget(limit, Duration.ZERO, all, 0).room()).isZero();
    assertThat(new Budget(limit, Duration.ZERO, all, 0).least()).contains(Duration.ofHours(5));
  }

  @Test
  void anEventThatAStateDoesntAllowIsAnError() {
    for (PointState state : PointState.values()) {
      for (WatchPointEventRecord.Kind kind : WatchPointEventRecord.Kind.values()) {
        boolean allowed =
            switch (state) {
              case WAITING -> kind != WatchPointEventRecord.Kind.MEASURED;
              case STARTED -> kind != WatchPointEventRecord.Kind.STARTED;
              case MEASURED, FAILED, DROPPED -> false;
            };
        if (allowed) {
          assertThat(state.after(kind).name()).isEqualTo(kind.name());
        } else {
          assertThatThrownBy(() -> state.after(kind)).isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  private static Agenda.Situation situation(
      WatchRequest request, WatchState state, List<WatchPointStore.OpenPoint> open) {
    return new Agenda.Situation(
        request,
        new WatchDetail("r", "", List.of(), 2),
        state,
        open,
        Duration.ZERO,
        List.of(Duration.ofHours(1)));
  }

  private static WatchState state(WatchEventRecord.Kind... kinds) {
    var events = new ArrayList<WatchEventRecord>();
    for (WatchEventRecord.Kind kind : kinds) {
      events.add(new WatchEventRecord("w", NOW.minusSeconds(60), kind, "", "why"));
    }
    return WatchState.of(events);
  }

  private static List<WatchPointStore.OpenPoint> waiting(int points) {
    return IntStream.rangeClosed(1, points)
        .mapToObj(
            number -> new WatchPointStore.OpenPoint(point(number, "master"), Optional.empty()))
        .toList();
  }

  @Test
  void whatIsDueFollowsFromRowsAndTime() {
    WatchRequest request = Requests.of("w", "linux", Requests.branch("master"));
    Agenda fresh = Agenda.of(situation(request, state(), waiting(5)), NOW);
    assertThat(fresh.isLookDue()).isTrue();
    // The lab has two machines.
    assertThat(fresh.starts()).extracting(WatchPointRecord::sequence).containsExactly(1L, 2L);
    Agenda looked =
        Agenda.of(situation(request, state(WatchEventRecord.Kind.LOOKED), waiting(5)), NOW);
    assertThat(looked.isLookDue()).isFalse();
    assertThat(
            Agenda.of(situation(request, state(WatchEventRecord.Kind.LOOKED), List.of()), at(0))
                .isLookDue())
        .as("a look in the future is no look")
        .isTrue();
    assertThat(
            Agenda.of(
                    situation(
                        request,
                        state(WatchEventRecord.Kind.LOOKED, WatchEventRecord.Kind.RUN_NOW),
                        List.of()),
                    NOW)
                .isLookDue())
        .isTrue();
    Agenda paused =
        Agenda.of(situation(request, state(WatchEventRecord.Kind.PAUSED), waiting(5)), NOW);
    assertThat(paused.starts()).isEmpty();
    assertThat(paused.isLookDue()).isFalse();
    Agenda removed =
        Agenda.of(situation(request, state(WatchEventRecord.Kind.REMOVED), waiting(5)), NOW);
    assertThat(removed.drops()).hasSize(5);
    assertThat(removed.starts()).isEmpty();
  }

  @Test
  void aWatchWhoseTimeIsOverWaitsForNothingAndBeginsNothing() {
    WatchRequest request = Requests.of("w", "linux", NOW, Requests.branch("master"));
    Agenda.Situation over = situation(request, state(WatchEventRecord.Kind.LOOKED), waiting(3));
    Instant later = NOW.plus(Duration.ofDays(3));
    assertThat(Agenda.of(over, later).drops()).hasSize(3);
    assertThat(Agenda.of(over, later).isLookDue()).isFalse();
    assertThat(Agenda.pause(over, later, Duration.ofHours(6))).isEqualTo(Duration.ofHours(6));
    assertThat(Agenda.pause(over, NOW.minusSeconds(30), Duration.ofHours(6)))
        .as("its end is not slept through")
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theStateOfAWatchIsThatOfItsEvents() {
    assertThat(state(WatchEventRecord.Kind.PAUSED, WatchEventRecord.Kind.RESUMED).phase())
        .isEqualTo(WatchState.Phase.ACTIVE);
    assertThat(state(WatchEventRecord.Kind.REMOVED, WatchEventRecord.Kind.RESUMED).phase())
        .isEqualTo(WatchState.Phase.REMOVED);
    assertThat(state(WatchEventRecord.Kind.FAULT).fault()).contains("why");
    assertThat(state(WatchEventRecord.Kind.LOOKED).lookFault()).contains("why");
    assertThat(state(WatchEventRecord.Kind.FAULT, WatchEventRecord.Kind.WELL).fault()).isEmpty();
    assertThat(state(WatchEventRecord.Kind.RUN_NOW, WatchEventRecord.Kind.LOOKED).wantsLook())
        .isFalse();
  }

  /** Over many made points the ratio is right on average, and so is its variance. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aPointsValueHasTheRightMeanAndVariance(long seed) {
    var random = new SplittableRandom(seed);
    double sigma = 0.01;
    double shift = 0.02;
    int points = 2000;
    double sum = 0;
    double squares = 0;
    double variances = 0;
    for (int i = 0; i < points; i++) {
      double drift = random.nextGaussian();
      var boots = new ArrayList<PointResult.Boot>();
      for (int boot = 0; boot < 8; boot++) {
        boolean isNew = boot % 2 == 0;
        double block = boot < 4 ? drift : -drift;
        double log = 5 + block + (isNew ? shift : 0) + sigma * random.nextGaussian();
        boots.add(new PointResult.Boot("m", boot < 4 ? "0" : "1", isNew, Map.of("tps", log)));
      }
      PointValues.Value value =
          PointValues.of(
                  new PointResult(
                      true,
                      "",
                      Duration.ZERO,
                      "e",
                      List.of(new PointResult.Metric("tps", "1/s", true)),
                      boots))
              .getFirst();
      assertThat(value.boots()).isEqualTo(8);
      sum += value.ratio();
      squares += (value.ratio() - shift) * (value.ratio() - shift);
      variances += value.ratioVariance();
    }
    double expected = sigma * sigma / 2;
    assertThat(sum / points).as("seed " + seed).isBetween(shift - 0.001, shift + 0.001);
    assertThat(squares / points).isBetween(0.85 * expected, 1.15 * expected);
    assertThat(variances / points).isBetween(0.9 * expected, 1.1 * expected);
  }

  @Test
  void aMetricWithoutTwoBootsOfAKernelHasNoValue() {
    List<PointResult.Boot> boots =
        List.of(
            new PointResult.Boot("m", "0", false, Map.of("tps", 5.0)),
            new PointResult.Boot("m", "0", true, Map.of("tps", 5.1)),
            new PointResult.Boot("m", "1", true, Map.of("tps", 5.1)));
    assertThat(
            PointValues.of(
                new PointResult(
                    true,
                    "",
                    Duration.ZERO,
                    "e",
                    List.of(
                        new PointResult.Metric("tps", "1/s", true),
                        new PointResult.Metric("errors", "1", false)),
                    boots)))
        .isEmpty();
  }
}
