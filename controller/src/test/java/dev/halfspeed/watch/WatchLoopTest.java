package dev.halfspeed.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.halfspeed.Seeds;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days of watching with real rows, a made lab and made repositories, under a virtual clock. */
final class WatchLoopTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  @TempDir private static Path shared;
  private static QuickStores stores;

  @BeforeAll
  static void setUp() throws IOException, Problem {
    stores = QuickStores.create(Files.createDirectories(shared.resolve("stores")));
  }

  private static WatchWorld world(long seed, int hoursACommit, WatchRequest... requests)
      throws IOException {
    return new WatchWorld(
        stores,
        Files.createTempDirectory(shared, "seed" + seed + "-"),
        seed,
        List.of(requests),
        hoursACommit);
  }

  /** No kernel was measured twice for one watch, and every campaign has its point. */
  private static void assertOnce(WatchWorld world, List<String> watches) throws Problem {
    Map<String, Long> orders =
        world.campaigns().campaigns().values().stream()
            .map(MadeCampaigns.Made::order)
            .collect(
                Collectors.groupingBy(
                    order -> order.owner() + " " + order.commit() + " " + order.workload().recipe(),
                    Collectors.counting()));
    assertThat(orders.values()).allMatch(count -> count == 1);
    var known = new ArrayList<String>();
    for (String watch : watches) {
      for (WatchPointStore.PointHistory point : world.points(watch)) {
        PointState.of(point.events());
        point.events().stream()
            .filter(event -> event.campaign() != null)
            .forEach(event -> known.add(event.campaign()));
      }
    }
    assertThat(known).containsAll(world.campaigns().campaigns().keySet());
  }

  @Test
  void eachNewTipIsMeasuredOnceAndAStepRaisesOneAlarm() throws Exception {
    WatchWorld world = world(1, 6, Requests.of("mainline", "linux", Requests.branch("master")));
    String bad = MadeRepositories.id("linux", 8);
    world
        .campaigns()
        .tell(order -> order.commit().compareTo(bad) >= 0 ? Math.log(0.8) : Math.log(1.001));
    world.play(DAY.multipliedBy(4).minus(HALF_AN_HOUR));
    assertOnce(world, List.of("mainline"));
    List<WatchPointStore.PointHistory> points = world.points("mainline");
    assertThat(points).hasSize(16);
    assertThat(points.stream().filter(each -> PointState.of(each.events()) == PointState.MEASURED))
        .hasSizeGreaterThanOrEqualTo(15);
    List<AlarmRecord> alarms = world.alarms();
    assertThat(alarms)
        .extracting(AlarmRecord::kind, AlarmRecord::metric)
        .containsExactlyInAnyOrder(
            tuple(AlarmRecord.Kind.LOSS, "tps"), tuple(AlarmRecord.Kind.LOSS, "latency_mean"));
    AlarmRecord alarm = alarms.getFirst();
    assertThat(alarm.bad()).isEqualTo(bad);
    assertThat(alarm.good()).isEqualTo(MadeRepositories.id("linux", 7));
    assertThat(alarm.source()).isEqualTo("watch mainline");
    assertThat(alarm.principal()).isEqualTo("watch mainline");
    assertThat(requireNonNull(alarm.after()) / requireNonNull(alarm.before()))
        .isBetween(0.78, 0.82);
  }

  @Test
  void tagsAreMeasuredFromTheWatchOnAndARebuiltTreeWithItsOwnBase() throws Exception {
    WatchWorld world =
        world(
            2,
            6,
            Requests.of("tags", "linux", Requests.tags("v*")),
            Requests.of("next", "linux", Requests.rebuilt("next", "master")));
    world.play(DAY.multipliedBy(5).minus(HALF_AN_HOUR));
    assertOnce(world, List.of("tags", "next"));
    assertThat(world.points("tags"))
        .extracting(point -> point.point().name())
        .containsExactly("v6.3", "v6.2", "v6.1");
    assertThat(world.points("next"))
        .isNotEmpty()
        .allSatisfy(point -> assertThat(Long.parseLong(point.point().reference(), 16)).isNotZero())
        .extracting(point -> point.point().reference())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aRepositoryThatIsGoneIsAFaultUntilItIsBack(long seed) throws Exception {
    WatchWorld world = world(seed, 6, Requests.of("mainline", "linux", Requests.branch("master")));
    world.repositories().isGone(30, 50);
    world.play(Duration.ofHours(40));
    assertThat(faults(world)).containsExactly("FAULT there is no folder linux; mount it");
    world.play(Duration.ofHours(40));
    assertThat(faults(world)).containsExactly("FAULT there is no folder linux; mount it", "WELL ");
    assertOnce(world, List.of("mainline"));
    assertThat(world.points("mainline").size()).isGreaterThan(8);
  }

  private static List<String> faults(WatchWorld world) throws Problem {
    return world.read(store ->
        store.watches().history(store.watches().all().getFirst().id(), 100).stream()
            .map(event -> event.kind() + " " + event.reason())
            .toList());
  }

  @Test
  void aLabThatRefusesIsAskedAgain() throws Exception {
    WatchWorld world = world(3, 6, Requests.of("mainline", "linux", Requests.branch("master")));
    world.campaigns().refuses(2);
    world.campaigns().breaks(5);
    world.play(DAY.multipliedBy(4));
    assertOnce(world, List.of("mainline"));
    assertThat(
            world.points("mainline").stream()
                .map(point -> PointState.of(point.events()))
                .filter(state -> state == PointState.FAILED))
        .hasSize(3);
  }

  /**
   * Killed once in two days: at the first and the last of each write and begin, and at a middle one
   * with {@code -Dhalfspeed.seeds=many}.
   */
  @Test
  void aControllerThatDiesAnywhereMeasuresNothingTwiceAndLosesNothing() throws Exception {
    WatchRequest request = Requests.of("mainline", "linux", Requests.branch("master"));
    WatchWorld whole = stepped(request);
    whole.play(DAY.multipliedBy(2).minus(HALF_AN_HOUR));
    assertSteps(whole, 0);
    assertThat(whole.touched())
        .anyMatch("before begin"::equals)
        .anyMatch(what -> what.startsWith("after settle point"))
        .anyMatch(what -> what.startsWith("before keep the alarm"))
        .anyMatch(what -> what.startsWith("after mark series"));
    for (int touch : touches(whole)) {
      WatchWorld world = stepped(request);
      world.dieAt(touch);
      world.play(DAY.multipliedBy(2).minus(HALF_AN_HOUR));
      assertSteps(world, 1);
    }
  }

  /** The first and the last touch of each name, and a middle one. */
  private static Set<Integer> touches(WatchWorld world) {
    var places = new TreeMap<String, List<Integer>>();
    for (int touch = 0; touch < world.touched().size(); touch++) {
      places
          .computeIfAbsent(
              world.touched().get(touch).replaceAll("[0-9a-f]{8,}.*|\\d+", "#"),
              ignored -> new ArrayList<>())
          .add(touch);
    }
    return places.values().stream()
        .flatMap(all ->
            Stream.of(all.getFirst(), all.getLast(), all.get(all.size() / 2))
                .limit(Seeds.count(2, 3)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static WatchWorld stepped(WatchRequest request) throws IOException {
    WatchWorld world = world(4, 4, request);
    String bad = MadeRepositories.id("linux", 4);
    world.campaigns().tell(order -> order.commit().compareTo(bad) >= 0 ? Math.log(0.8) : 0);
    return world;
  }

  private static void assertSteps(WatchWorld world, int deaths) throws Problem {
    assertThat(world.deaths()).isEqualTo(deaths);
    assertOnce(world, List.of("mainline"));
    assertThat(world.points("mainline")).hasSize(12);
    assertThat(world.alarms())
        .hasSize(2)
        .allSatisfy(alarm -> assertThat(alarm.bad()).isEqualTo(MadeRepositories.id("linux", 4)));
    world.read(store -> {
      String id = store.watches().all().getFirst().id();
      assertThat(store.series().all(id)).hasSize(2);
      store
          .series()
          .all(id)
          .forEach(series ->
              assertThat(store.series().values(series.id()).size())
                  .isEqualTo(store.watchPoints().count(id, WatchPointEventRecord.Kind.MEASURED)));
      return true;
    });
  }

  /**
   * Ten days of four watches, and thirty with {@code -Dhalfspeed.seeds=many}: far more than their
   * budgets can measure, with a lab that refuses, a repository that goes away, and a controller
   * that dies now and then.
   */
  @ParameterizedTest
  @ValueSource(longs = 11)
  void aMonthKeepsItsBudgetsAndItsQueues(long seed) throws Exception {
    int days = Seeds.count(10, 30);
    List<WatchRequest> requests =
        List.of(
            Requests.of("a", "linux", Requests.branch("master"), Requests.tags("v*")),
            Requests.of("b", "linux", Requests.rebuilt("next", "master")),
            Requests.of("c", "stable", Requests.branch("master")),
            Requests.of("d", "other", Requests.branch("m*"), Requests.tags("v6.*")));
    WatchWorld world = world(seed, 1, requests.toArray(WatchRequest[]::new));
    world.campaigns().refuses(7);
    world.campaigns().breaks(9);
    world.repositories().isGone(200, 230);
    world.dieOften(0.002);
    world.play(DAY.multipliedBy(days));
    assertThat(world.deaths()).isPositive();
    assertOnce(world, List.of("a", "b", "c", "d"));
    int dropped = 0;
    for (WatchRequest request : requests) {
      for (int day = 0; day < days; day++) {
        Duration used =
            world
                .campaigns()
                .used(
                    "watch " + request.name(),
                    DAY.multipliedBy(day).toNanos(),
                    DAY.multipliedBy(day + 1L).toNanos());
        // A point may take longer than any before it: by less than half an hour here.
        assertThat(used).isLessThan(Duration.ofHours(9));
      }
      List<WatchPointStore.PointHistory> points = world.points(request.name());
      long waiting =
          points.stream()
              .filter(point -> PointState.of(point.events()) == PointState.WAITING)
              .count();
      assertThat(waiting).isLessThanOrEqualTo(2L * request.backlog());
      for (WatchPointStore.PointHistory point : points) {
        if (PointState.of(point.events()) == PointState.DROPPED) {
          dropped++;
          assertThat(point.events().getLast().reason()).isNotBlank();
        }
      }
    }
    assertThat(dropped).isGreaterThan(16 * days);
    assertThat(world.campaigns().campaigns()).hasSizeGreaterThan(20 * days);
  }
}
