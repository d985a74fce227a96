package dev.halfspeed.web;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.Campaigns;
import dev.halfspeed.regression.EndsLookup;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.notice.Audience;
import dev.halfspeed.regression.notice.CommitLookup;
import dev.halfspeed.regression.reconcile.BisectionLimits;
import dev.halfspeed.regression.reconcile.KernelRanges;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesValueRecord;
import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.watch.WatchDetail;
import dev.halfspeed.watch.WatchRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A store of a month of watching, written through the stores' own interfaces: one watch with a loss
 * that was bisected, one that recovered, and a machine that changed; one with a fault; and texts
 * that are hostile wherever texts come from outside.
 */
final class WatchedMonth {
  static final String HOSTILE = "<img src=x onerror=alert(1)> & \"<script>alert(2)</script>\u202e";
  static final Instant START = Instant.parse("2026-10-28T06:00:00Z");
  static final Duration STEP = Duration.ofHours(12);
  static final Instant NOW = Instant.parse("2026-11-27T20:00:00Z");
  static final int POINTS = 62;

  /** Places of the points with which something changed. */
  static final int LOSS = 46;

  static final int DIP = 14;
  static final int DIP_ENDS = 24;
  static final int MACHINE = 34;
  private static final int MANY_FIRST = 1000;
  static final String WATCH = "mainline";
  private static final String LINE = "origin/master";
  private static final String LAB = "AMD EPYC 9354P, 32 cores";

  private final Store store;
  private Instant now = START;

  private final String text;

  private WatchedMonth(Store store, String text) {
    this.store = store;
    this.text = text;
  }

  /** The same with texts that are fit for a picture. */
  static void fillPlainly(Path state) throws Problem {
    try (Store store = QuickStores.shared().open(state.resolve("halfspeed.db"), WriteWatch.NONE)) {
      new WatchedMonth(store, "slub: keep fewer partial slabs").month();
    }
  }

  /** Fills the store of a controller that does not run. */
  static void fill(Path state) throws Problem {
    try (Store store = QuickStores.shared().open(state.resolve("halfspeed.db"), WriteWatch.NONE)) {
      new WatchedMonth(store, HOSTILE).month();
    }
  }

  static String commit(int place) {
    return "%08x".formatted(0x1b30_0000 + 7919 * place) + "%032x".formatted(place);
  }

  private static WatchRequest request(String name) {
    return new WatchRequest(
        name,
        "/srv/linux",
        "origin",
        List.of(new WatchRequest.Ref(WatchRequest.Kind.BRANCH, LINE, null)),
        "v6.12",
        List.of(
            new WatchRequest.Workload(
                "pgbench-simple-update", null, Map.of("clients", "16"), List.of())),
        "defconfig",
        List.of(),
        "rack1",
        60,
        null,
        null,
        12,
        1,
        1,
        3,
        8,
        0,
        1);
  }

  private WatchRecord watch(String name) {
    var watch =
        new WatchRecord(
            "w-" + name,
            name,
            "ada",
            START.minus(STEP),
            RowJson.write(request(name)),
            RowJson.write(new WatchDetail(commit(9999), "Linux 6.12", List.of(), 2)));
    store.watches().add(watch);
    return watch;
  }

  private void month() {
    WatchRecord mainline = watch(WATCH);
    SeriesRecord tps = series(mainline, "tps", "1/s", true);
    SeriesRecord latency = series(mainline, "latency_mean", "ms", false);
    var random = new SplittableRandom(7);
    var regressions = regressions();
    for (int place = 0; place < POINTS; place++) {
      now = START.plus(STEP.multipliedBy(place));
      long point = see(mainline, place);
      if (place == 8) {
        end(point, WatchPointEventRecord.Kind.DROPPED, "8 may wait" + hostileOr(""));
      } else if (place == 19) {
        start(point, place);
        end(
            point,
            WatchPointEventRecord.Kind.FAILED,
            "does not build: mm/slub.c:1: " + hostileOr("error: expected ;"));
      } else if (place < POINTS - 1) {
        start(point, place);
        measure(point, place, List.of(tps, latency), random);
      }
      if (place == DIP + 3) {
        raise(tps, AlarmRecord.Kind.LOSS, DIP, Math.log(0.955), "loss-1");
      }
      if (place == DIP_ENDS + 3) {
        raise(tps, AlarmRecord.Kind.GAIN, DIP_ENDS, -Math.log(0.955), "gain-1");
      }
      if (place == MACHINE + 4) {
        raise(tps, AlarmRecord.Kind.MACHINE, MACHINE, Math.log(1.02), "machine-1");
      }
      if (place == LOSS + 3) {
        raise(tps, AlarmRecord.Kind.LOSS, LOSS, Math.log(0.88), "loss-2");
        raise(latency, AlarmRecord.Kind.LOSS, LOSS, Math.log(1.13), "loss-3");
      }
      for (int hour = 0; hour < 12; hour++) {
        now = now.plus(Duration.ofMinutes(55));
        regressions.pass();
      }
    }
    WatchRecord stable = watch("stable" + hostileOr(""));
    store
        .watches()
        .add(
            new WatchEventRecord(
                stable.id(),
                NOW,
                WatchEventRecord.Kind.FAULT,
                "",
                "/srv/linux can't be fetched: " + hostileOr("origin is away")));
  }

  private static SeriesRecord series(
      WatchRecord watch, String metric, String unit, boolean higherIsBetter) {
    int hash = (watch.id() + metric).hashCode();
    String id = "%08x".formatted(hash) + "%056x".formatted(hash);
    return new SeriesRecord(id, watch.id(), LINE, 0, "e", LAB, metric, unit, higherIsBetter);
  }

  private long see(WatchRecord watch, int place) {
    String subject =
        place == LOSS
            ? "mm: " + text
            : place == 40 ? hostileOr("mm: a comment") : "change " + place + " of many";
    store
        .watchPoints()
        .look(
            List.of(
                new WatchPointRecord(
                    0, watch.id(), LINE, commit(place), 0, LINE, subject, now, commit(9999), now)),
            new WatchEventRecord(watch.id(), now, WatchEventRecord.Kind.LOOKED, "", ""));
    return store.watchPoints().open(watch.id()).getLast().point().sequence();
  }

  private void start(long point, int place) {
    store
        .watchPoints()
        .add(
            new WatchPointEventRecord(
                point, now, WatchPointEventRecord.Kind.STARTED, "c" + place, "", null));
  }

  private void end(long point, WatchPointEventRecord.Kind kind, String reason) {
    store
        .watchPoints()
        .add(new WatchPointEventRecord(point, now.plusSeconds(60), kind, null, reason, null));
  }

  private void measure(long point, int place, List<SeriesRecord> series, SplittableRandom random) {
    double log =
        place >= LOSS ? Math.log(0.88) : place >= DIP && place < DIP_ENDS ? Math.log(0.955) : 0;
    double level = (place >= MACHINE ? Math.log(1.02) : 0) + random.nextGaussian() * 0.004;
    List<SeriesValueRecord> values = new ArrayList<>();
    for (SeriesRecord each : series) {
      boolean isTps = each.higherIsBetter();
      double noise = random.nextGaussian() * 0.005;
      values.add(
          new SeriesValueRecord(
              0,
              each.id(),
              point,
              now.plusSeconds(3600),
              (isTps ? log : -log) + noise,
              0.006 * 0.006 * (0.6 + random.nextDouble()),
              Math.log(isTps ? 1318 : 12.1) + (isTps ? level : -level),
              0.005 * 0.005,
              4));
    }
    store
        .watchPoints()
        .settle(
            new WatchPointEventRecord(
                point,
                now.plusSeconds(3600),
                WatchPointEventRecord.Kind.MEASURED,
                null,
                "",
                Duration.ofMinutes(52)),
            series,
            values);
  }

  private void raise(
      SeriesRecord series, AlarmRecord.Kind kind, int place, double change, String key) {
    WatchRequest.Workload workload = request(WATCH).workloads().getFirst();
    store
        .alarms()
        .add(
            new AlarmRecord(
                key,
                now,
                "watch " + WATCH,
                "watch " + WATCH,
                kind == AlarmRecord.Kind.MACHINE ? series.id() + " reference" : series.id(),
                kind,
                "/srv/linux",
                LINE,
                new AlarmRecord.Workload(
                    workload.recipe(),
                    null,
                    workload.parameters(),
                    "defconfig",
                    List.of(),
                    "rack1"),
                LAB,
                series.metric(),
                series.unit(),
                List.of(
                    new AlarmRecord.Gap(commit(place - 2), commit(place - 1), 0.04),
                    new AlarmRecord.Gap(commit(place - 1), commit(place), 0.96)),
                change,
                change - 0.009,
                change + 0.009,
                1318.0,
                1318.0 * Math.exp(change),
                "the level changed" + hostileOr("")));
  }

  private String hostileOr(String plain) {
    return text.equals(HOSTILE) ? HOSTILE : plain;
  }

  private Audience.People people() {
    return new Audience.People(
        "Ada " + hostileOr("Example") + " <ada@example.org>", List.of("linux-mm@kvack.org"));
  }

  private Regressions regressions() {
    return new Regressions(
        store,
        new Lab(),
        new KernelRanges() {
          @Override
          public boolean overlap(AlarmRecord one, AlarmRecord other) {
            return one.bad().equals(other.bad());
          }

          @Override
          public boolean contains(AlarmRecord alarm, String commit) {
            return alarm.bad().equals(commit);
          }
        },
        (kind, people) ->
            List.of(
                new Audience.Recipient(
                    "team", "kernel-perf@example.org", Audience.Form.MAIL, Optional.empty()),
                new Audience.Recipient(
                    "authors",
                    people.map(Audience.People::author).orElse("nobody"),
                    Audience.Form.MAIL,
                    Optional.of("authors: show, so that this is only shown"))),
        (repository, commit) ->
            Optional.of(new CommitLookup.Facts(commit, "mm: " + text, false, people())),
        (_, good, bad) ->
            new EndsLookup.Ends(
                new EventDetail.Commit(good, "mm: " + text),
                new EventDetail.Commit(bad, "mm: " + text)),
        RegressionSettings.USUAL,
        BisectionLimits.NONE,
        () -> now);
  }

  /** A lab that proves each loss at once, but for the machine's. */
  private final class Lab implements Campaigns {
    private final Map<String, Double> changes = new HashMap<>();

    @Override
    public String newId(Order order) {
      return "k" + Integer.toHexString(order.key().hashCode());
    }

    @Override
    public Submission submit(String campaign, Order order, AlarmRecord alarm) {
      changes.put(order.alarm(), alarm.change());
      return new Submission.Accepted();
    }

    @Override
    public boolean isBegun(String campaign) {
      return true;
    }

    @Override
    public void cancel(String campaign, Order order) {}

    @Override
    public Optional<Finding> look(Order order, String campaign) {
      double size = order.bad().equals(commit(DIP)) ? 0.0441 : 0.1189;
      // A commit's parent may be anything here: what is measured changed as the alarm says.
      double change = Math.copySign(size, changes.getOrDefault(order.alarm(), -1.0));
      var seen = new EventDetail.Change(change, change - 0.004, change + 0.004);
      return Optional.of(
          order.purpose().isBisection()
              ? new Finding.Proved(
                  new EventDetail.Culprit(
                      new EventDetail.Commit(order.bad(), "mm: " + text),
                      seen,
                      0.9962,
                      campaign,
                      "fresh boots of it, its parent and the bad end without it agree"))
              : new Finding.Compared(
                  Finding.Verdict.DIFFERENT, seen, Finding.Kernels.DIFFERENT, "they differ"));
    }
  }

  /** A series of its own with so many points, of a watch of that name. */
  static void fillLong(Path state, String name, int points) throws Problem {
    try (Store store = QuickStores.shared().open(state.resolve("halfspeed.db"), WriteWatch.NONE)) {
      var month = new WatchedMonth(store, HOSTILE);
      WatchRecord watch = month.watch(name);
      List<SeriesRecord> series = List.of(series(watch, "tps", "1/s", true));
      List<WatchPointRecord> seen = new ArrayList<>();
      for (int place = 0; place < points; place++) {
        Instant at = START.plus(Duration.ofMinutes(4L * place));
        seen.add(
            new WatchPointRecord(
                0,
                watch.id(),
                LINE,
                commit(place),
                0,
                LINE,
                "change " + place + " " + HOSTILE,
                at,
                commit(9999),
                at));
      }
      store
          .watchPoints()
          .look(
              seen, new WatchEventRecord(watch.id(), START, WatchEventRecord.Kind.LOOKED, "", ""));
      // The first as a watch does it, which makes the series.
      WatchPointRecord first = store.watchPoints().open(watch.id()).getFirst().point();
      month.now = first.seenAt();
      month.start(first.sequence(), MANY_FIRST);
      month.measure(first.sequence(), 0, series, new SplittableRandom(3));
    }
    measureAll(state, name);
  }

  /** The rest in a transaction for all: one for each takes most of a test's time. */
  private static void measureAll(Path state, String name) {
    String all =
        """
        WITH point AS (
          SELECT sequence, row_number() OVER (ORDER BY sequence) AS place, seen_at,
            strftime('%%Y-%%m-%%dT%%H:%%M:%%S.000000000Z', seen_at, '+1 hour') AS measured_at
          FROM watch_point JOIN watch_point_open ON watch_point_open.point = sequence
          WHERE watch_point.watch = 'w-%s')
        """
            .formatted(name);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + state.resolve("halfspeed.db"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate(
          all
              + """
              INSERT INTO watch_point_event (point, at, kind, campaign, reason)
              SELECT sequence, seen_at, 'STARTED', 'c' || (%d + place), '' FROM point
              """
                  .formatted(MANY_FIRST));
      statement.executeUpdate(
          all
              + """
              INSERT INTO watch_point_event (point, at, kind, reason, machine_time)
              SELECT sequence, measured_at, 'MEASURED', '', %d FROM point
              """
                  .formatted(Duration.ofMinutes(52).toNanos()));
      statement.executeUpdate(
          all
              + """
              INSERT INTO series_value (series, point, at, ratio, ratio_variance, level,
                level_variance, boots)
              SELECT series.id, point.sequence, measured_at,
                CASE WHEN place >= %d THEN -0.128 ELSE 0.0 END
                  + (place * 7919 %% 1000 - 500) / 100000.0,
                36e-6, 7.184 + (place * 104729 %% 1000 - 500) / 125000.0, 25e-6, 4
              FROM point CROSS JOIN series WHERE series.watch = 'w-%s'
              """
                  .formatted(LOSS, name));
      statement.executeUpdate("DELETE FROM watch_point_open WHERE watch = 'w-" + name + "'");
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
