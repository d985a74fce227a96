package dev.halfspeed.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.Seeds;
import dev.halfspeed.notify.NoticeChannel;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.lifecycle.Event;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.MadeAlarms;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.RegressionLog;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** 200 series over 30 days, with faults of the lab, and the program killed at writes. */
final class RegressionMonthTest {
  private static final int SERIES = 200;
  private static final int DAYS = 30;
  private static final int POINTS_A_DAY = 2;
  private static final int COMMITS_A_POINT = 10;
  private static final Duration STEP = Duration.ofMinutes(30);

  @TempDir private Path folder;

  /** What was made to happen. */
  private static final class Month {
    final MadeWorld world;
    final List<AlarmRecord> alarms = new ArrayList<>();
    final Map<Integer, Integer> fixes = new HashMap<>();
    final Set<String> real = new HashSet<>();
    private final SplittableRandom random;
    private final Instant start;
    private int number;

    /** One change each: two that cancel each other out are nothing between their ends. */
    private final Set<Integer> changed = new HashSet<>();

    Month(long seed, Instant start) {
      random = new SplittableRandom(seed);
      world = new MadeWorld(seed + 1);
      this.start = start;
      for (int each = 0; each < 25; each++) {
        change();
      }
      for (int each = 0; each < 12; each++) {
        int point = 3 + random.nextInt(DAYS * POINTS_A_DAY - 6);
        raise(random.nextInt(SERIES), point, AlarmRecord.Kind.LOSS, -0.02, false);
      }
      raise(7, 20, AlarmRecord.Kind.MACHINE, -0.05, false);
      alarms.sort(Comparator.comparing(AlarmRecord::at));
    }

    /** A commit that makes some series slower, and often one that makes them well again. */
    private void change() {
      int point = 2 + random.nextInt(DAYS * POINTS_A_DAY - 14);
      int commit = (point - 1) * COMMITS_A_POINT + 1 + random.nextInt(COMMITS_A_POINT);
      double log = -0.03 - 0.1 * random.nextDouble();
      boolean isFixed = random.nextInt(3) > 0;
      int fixPoint = point + 9 + random.nextInt(4);
      int fix = (fixPoint - 1) * COMMITS_A_POINT + 1 + random.nextInt(COMMITS_A_POINT);
      if (isFixed) {
        fixes.put(commit, fix);
      }
      int count = 1 + random.nextInt(6);
      for (int each = 0; each < count; each++) {
        int experiment = random.nextInt(SERIES / 2);
        if (!changed.add(experiment)) {
          continue;
        }
        world.effect(commit, experiment, log);
        raise(2 * experiment, point, AlarmRecord.Kind.LOSS, log, true);
        if (random.nextBoolean()) {
          raise(2 * experiment + 1, point, AlarmRecord.Kind.LOSS, log, true);
        }
        if (isFixed) {
          world.effect(fix, experiment, -log);
          raise(2 * experiment, fixPoint, AlarmRecord.Kind.GAIN, -log, true);
        }
      }
    }

    /** Detection needs one to five points; it is sure of the gap, or leaves three. */
    private void raise(int series, int point, AlarmRecord.Kind kind, double log, boolean isReal) {
      int later = 1 + random.nextInt(5);
      Instant at =
          start
              .plus(Duration.ofHours(12L * (point + later)))
              .plus(Duration.ofMinutes(random.nextInt(45)));
      int first = (point - 1) * COMMITS_A_POINT;
      int[] points =
          random.nextBoolean()
              ? new int[] {first, first + COMMITS_A_POINT}
              : new int[] {
                first - COMMITS_A_POINT, first, first + COMMITS_A_POINT, first + 2 * COMMITS_A_POINT
              };
      String key = "a" + ++number;
      alarms.add(MadeAlarms.alarm(key, at, series, kind, log, points));
      if (isReal) {
        real.add(key);
      }
    }
  }

  /** A seed, and how many writes there are to one at which the program is killed. */
  private static Stream<Arguments> months() {
    return Stream.of(Arguments.of(3L, 15), Arguments.of(2L, 40)).limit(Seeds.count(1, 2));
  }

  @ParameterizedTest
  @MethodSource("months")
  void aMonthIsToldOnceAndWholeWhateverHappens(long seed, int killedAtOneOf) throws Exception {
    var kills = new SplittableRandom(seed + 100);
    var month = new Month(seed, Instant.parse("2026-03-01T00:00:00Z"));
    try (var controller =
        new MadeController(
            QuickStores.create(folder),
            folder.resolve("halfspeed.db"),
            month.world,
            _ -> kills.nextInt(killedAtOneOf) == 0)) {
      live(controller, month);
      check(controller, month);
      assertThat(controller.kills()).isGreaterThan(50);
    }
  }

  private static void live(MadeController controller, Month month) throws Problem {
    int next = 0;
    Instant end = controller.now().plus(Duration.ofDays(DAYS + 10L));
    while (controller.now().isBefore(end)) {
      while (next < month.alarms.size() && !month.alarms.get(next).at().isAfter(controller.now())) {
        AlarmRecord alarm = month.alarms.get(next++);
        controller.live(regressions -> regressions.alarm(alarm));
      }
      controller.pass(STEP);
      assertThat(month.world.running()).isLessThanOrEqualTo(2);
    }
  }

  private static void check(MadeController controller, Month month) {
    Rows rows = new RegressionLog(controller.store(), controller::now).rows();
    var states = new TreeMap<State, Integer>();
    for (Regression regression : rows.regressions()) {
      states.merge(regression.state(), 1, Integer::sum);
      assertThat(regression.state())
          .as(regression.id())
          .isNotIn(State.DETECTED, State.HELD, State.CONFIRMED, State.BISECTING);
      regression
          .culprit()
          .ifPresent(culprit -> {
            int commit = MadeWorld.commit(culprit.commit().id());
            for (AlarmRecord alarm : rows.alarms(regression)) {
              if (alarm.key().equals(regression.confirmed().orElse(""))) {
                assertThat(month.world.does(commit, experiment(alarm)))
                    .as("%s is blamed for %s", commit, alarm)
                    .isTrue();
              }
            }
          });
      if (regression.state() == State.FIXED && regression.culprit().isPresent()) {
        var fixed = (EventDetail.Fixed) regression.last(EventDetail.Fixed.class).detail();
        if (fixed.by() != null) {
          assertThat(month.fixes.values()).contains(MadeWorld.commit(fixed.by().commit().id()));
        }
      }
    }
    nothingIsLost(rows, month);
    nobodyHearsAThingTwice(controller);
    assertThat(states.keySet()).contains(State.FIXED, State.MERGED);
  }

  private static int experiment(AlarmRecord alarm) {
    return Integer.parseInt(String.valueOf(alarm.series()).substring(1));
  }

  /** Each alarm is part of a regression, and each real one of a regression that was told of. */
  private static void nothingIsLost(Rows rows, Month month) {
    var owner = new HashMap<String, List<Regression>>();
    for (Regression regression : rows.regressions()) {
      regression
          .alarms()
          .forEach(alarm -> owner.computeIfAbsent(alarm, _ -> new ArrayList<>()).add(regression));
    }
    for (AlarmRecord alarm : month.alarms) {
      if (alarm.kind() == AlarmRecord.Kind.GAIN) {
        continue;
      }
      assertThat(owner).as("the owner of %s", alarm).containsKey(alarm.key());
      if (month.real.contains(alarm.key())) {
        assertThat(
                owner.getOrDefault(alarm.key(), List.of()).stream()
                    .anyMatch(RegressionMonthTest::isTold))
            .as(() -> "%s\n%s".formatted(alarm, last(owner.getOrDefault(alarm.key(), List.of()))))
            .isTrue();
      }
    }
  }

  private static boolean isTold(Regression regression) {
    return regression.events().stream()
        .anyMatch(event ->
            event.detail() instanceof EventDetail.Told(int _, NoticeKind noticeKind, int _)
                && noticeKind != NoticeKind.NOTHING);
  }

  private static String last(List<Regression> regressions) {
    return regressions.stream()
        .map(regression ->
            regression.events().stream()
                .skip(Math.max(0, regression.events().size() - 30))
                .map(Event::toString)
                .collect(Collectors.joining("\n")))
        .collect(Collectors.joining("\n\n"));
  }

  private static void nobodyHearsAThingTwice(MadeController controller) {
    assertThat(controller.store().notices().open()).isEmpty();
    Set<String> sent = new HashSet<>();
    for (NoticeAttemptRecord attempt : controller.store().notices().attempts()) {
      if (attempt.outcome() == NoticeAttemptRecord.Outcome.SENT) {
        assertThat(sent.add(attempt.notice())).isTrue();
      }
    }
    assertThat(controller.letters.keySet()).isEqualTo(sent);
    // Only who is killed between the server's answer and its row sends the same letter again.
    long again = controller.copies.values().stream().mapToInt(count -> count - 1).sum();
    assertThat(again).isLessThanOrEqualTo(controller.kills());
    var culprits = new HashMap<String, Integer>();
    for (NoticeChannel.Letter letter : controller.letters.values()) {
      if (letter.key().contains("/CULPRIT/")) {
        String fixes =
            letter.body().lines().filter(line -> line.startsWith("Fixes: ")).findFirst().orElse("");
        culprits.merge(fixes, 1, Integer::sum);
      }
    }
    assertThat(culprits).isNotEmpty();
    assertThat(culprits.values()).as("%s", culprits).allMatch(count -> count == 1);
  }

  /**
   * One regression from its alarm to its fix, with a kill at every third moment in turn; at each
   * with {@code -Dhalfspeed.seeds=many}.
   */
  @Test
  void oneRegressionIsToldTheSameWhereverTheProgramIsKilled() throws Exception {
    QuickStores stores = QuickStores.create(folder);
    Set<String> expected = Set.of();
    int moments = Integer.MAX_VALUE;
    int step = Seeds.count(3, 1);
    for (int killed = 0; killed <= moments; killed += step) {
      int at = killed;
      var world = new MadeWorld(11);
      world.effect(15, 0, -0.1);
      world.effect(95, 0, 0.1);
      try (var controller =
          new MadeController(
              stores, folder.resolve("kill-" + killed + ".db"), world, moment -> moment == at)) {
        Instant start = controller.now();
        for (int hour = 0; hour < 24 * 6; hour++) {
          if (hour == 1) {
            AlarmRecord loss =
                MadeAlarms.alarm("loss", start, 0, AlarmRecord.Kind.LOSS, -0.1, 10, 20);
            controller.live(regressions -> regressions.alarm(loss));
          }
          if (hour == 72) {
            AlarmRecord gain =
                MadeAlarms.alarm("gain", controller.now(), 0, AlarmRecord.Kind.GAIN, 0.1, 90, 100);
            controller.live(regressions -> regressions.alarm(gain));
          }
          controller.pass(Duration.ofHours(1));
        }
        if (killed == 0) {
          expected = Set.copyOf(controller.letters.keySet());
          moments = controller.moments();
          assertThat(expected)
              .anyMatch(key -> key.contains("/CULPRIT/"))
              .anyMatch(key -> key.contains("/FIXED/"));
        }
        // What a fault of the lab costs in time may move a digest to another day.
        assertThat(withoutDigests(controller.letters.keySet()))
            .as("killed at moment %d", killed)
            .isEqualTo(withoutDigests(expected));
        assertThat(controller.kills()).isLessThanOrEqualTo(1);
      }
    }
  }

  /** It is confirmed and told, but no commit is looked for. */
  @Test
  void aWatchThatMayNotBisectIsToldWithoutACulprit() throws Exception {
    var world = new MadeWorld(11);
    world.effect(15, 0, -0.1);
    try (var controller =
        new MadeController(
            QuickStores.create(folder),
            folder.resolve("none.db"),
            world,
            ignored -> false,
            alarm -> alarm.source().equals("watch nightly") ? 0 : 1)) {
      AlarmRecord loss =
          MadeAlarms.alarm("loss", controller.now(), 0, AlarmRecord.Kind.LOSS, -0.1, 10, 20);
      controller.live(regressions -> regressions.alarm(loss));
      for (int hour = 0; hour < 24 * 5; hour++) {
        controller.pass(Duration.ofHours(1));
      }
      assertThat(controller.letters.keySet())
          .anyMatch(key -> key.contains("/NO_CULPRIT/"))
          .noneMatch(key -> key.contains("/CULPRIT/"));
    }
  }

  private static List<String> withoutDigests(Set<String> keys) {
    return keys.stream()
        .filter(key -> !key.startsWith("digest"))
        .map(key -> key.replaceAll("^(r[0-9a-f]+)/\\d+/", "$1/"))
        .sorted()
        .toList();
  }
}
