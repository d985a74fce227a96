package dev.halfspeed.web;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.BisectionView.Activity;
import dev.halfspeed.report.view.BisectionView.Attempt;
import dev.halfspeed.report.view.BisectionView.Change;
import dev.halfspeed.report.view.BisectionView.Commit;
import dev.halfspeed.report.view.BisectionView.Ending;
import dev.halfspeed.report.view.BisectionView.Progress;
import dev.halfspeed.report.view.BisectionView.Proof;
import dev.halfspeed.report.view.BisectionView.Sample;
import dev.halfspeed.report.view.BisectionView.State;
import dev.halfspeed.report.view.BisectionView.Step;
import dev.halfspeed.report.view.BisectionView.Suspect;
import dev.halfspeed.report.view.BisectionView.TimeSpent;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.InterventionView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.ProfileEvidence;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.store.job.JobRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A made-up bisection of 64 commits as it looks after each of its boots. One subject is markup, as
 * a hostile commit's might be.
 */
public final class Views {
  public static final int COMMITS = 64;
  public static final int CULPRIT = 41;

  /** Digest of the configuration of all images. */
  public static final String CONFIG = "c0".repeat(32);

  public static final String HOSTILE = "<img src=x onerror=alert(1)> & <script>alert(2)</script>";

  /** Boots in their order: a candidate, -1 for the good end. */
  private static final List<Integer> BOOTS =
      List.of(-1, 63, -1, 63, 31, 47, 39, 43, 63, 41, 40, 41, 40, 41, 40, 64);

  private static final int CALIBRATED = 4;
  private static final int SEARCHED = 11;

  private Views() {}

  /** How many boots the whole bisection takes. */
  public static int boots() {
    return BOOTS.size();
  }

  public static Commit commit(int index) {
    if (index < 0) {
      return new Commit(hash(99), "Linux 6.18", null);
    }
    String subject =
        switch (index) {
          case 12 -> "net: fix a leak when " + HOSTILE;
          case CULPRIT -> "sched/fair: keep a waking task on the core of its waker";
          case 33 -> "mm/page_alloc: return early when the zone has no free block";
          case 40 -> HOSTILE;
          case 63 -> "Merge branch 'for-next' into main";
          default ->
              List.of("mm", "fs/ext4", "block", "docs", "drivers/gpu", "net").get(index % 6)
                  + ": tidy up part "
                  + index;
        };
    return new Commit(hash(index), subject, index);
  }

  private static String hash(int index) {
    byte[] bytes = new byte[20];
    new Random(1000 + index).nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Before anything was measured. */
  public static BisectionView checking(String id, Instant start) {
    return view(
        id,
        start,
        0,
        State.RUNNING,
        "checking",
        null,
        List.of(new Activity("lab-1", "checking", null, start, "facts", null, null)));
  }

  /** After that many boots; concluded after all of them. */
  public static BisectionView after(String id, Instant start, int boots) {
    if (boots >= BOOTS.size()) {
      return view(id, start, boots, State.CONCLUDED, "done", culprit(), List.of());
    }
    Instant now = start.plusSeconds(60L + 25L * boots);
    List<Activity> activities =
        boots % 2 == 0
            ? List.of(
                new Activity(
                    "lab-1",
                    "building",
                    commit(Math.clamp(BOOTS.get(boots), 0, 63)),
                    now,
                    "compile",
                    1200L + 10L * boots,
                    2417L),
                new Activity("lab-2", "sending", commit(20), now, "objects", null, null))
            : List.of(
                new Activity(
                    "lab-1",
                    "booting",
                    commit(Math.clamp(BOOTS.get(boots), 0, 63)),
                    now,
                    "run 2",
                    null,
                    null));
    return view(id, start, boots, State.RUNNING, phase(boots), null, activities);
  }

  public static BisectionView failed(String id, Instant start) {
    var ending =
        new Ending(
            "failed",
            List.of(),
            null,
            null,
            null,
            null,
            List.of(),
            "lab-1 has 0.3 GiB of disk left and a build needs 3 GiB. Free some space there, then"
                + " start the controller again: it goes on where it stopped.",
            null);
    return view(id, start, 3, State.FAILED, "calibrating", ending, List.of());
  }

  public static BisectionView suspects(String id, Instant start) {
    var ending =
        new Ending(
            "suspects",
            IntStream.range(40, 44).mapToObj(Views::commit).toList(),
            0.994,
            new Change(-0.234, -0.25, -0.217),
            null,
            null,
            List.of(),
            "One of 4 commits is the culprit; those between them do not build, so no measurement"
                + " can tell them apart.",
            null);
    return view(id, start, 9, State.CONCLUDED, "done", ending, List.of());
  }

  public static BisectionView cancelled(String id, Instant start) {
    var ending =
        new Ending(
            "cancelled",
            List.of(),
            null,
            null,
            null,
            null,
            List.of(),
            "Cancelled by a user.",
            null);
    return view(id, start, 2, State.CANCELLED, "calibrating", ending, List.of());
  }

  /** Two culprits, each with its part of the change. */
  public static BisectionView severalCulprits(String id, Instant start) {
    Ending first = culprit();
    var ending =
        new Ending(
            first.kind(),
            first.commits(),
            first.confidence(),
            new Change(-0.171, -0.184, -0.158),
            0.62,
            first.proof(),
            List.of(
                new BisectionView.Culprit(
                    commit(33),
                    0.9912,
                    new Change(-0.108, -0.121, -0.094),
                    0.38,
                    new Proof(
                        List.of(10_980.0, 11_040.0, 11_015.0),
                        List.of(12_330.0, 12_360.0, 12_301.0),
                        11.6,
                        0.91,
                        List.of(commit(32)),
                        null))),
            "With this commit pgbench does 17.1 % fewer transactions a second than with its parent."
                + " Another commit of the range makes up the rest.",
            null);
    return view(id, start, BOOTS.size(), State.CONCLUDED, "done", ending, List.of());
  }

  private static Ending culprit() {
    return new Ending(
        "culprit",
        List.of(commit(CULPRIT)),
        0.9968,
        new Change(-0.234, -0.247, -0.221),
        0.97,
        new Proof(
            values(CULPRIT), values(CULPRIT - 1), 38.2, 0.96, List.of(commit(CULPRIT - 1)), null),
        List.of(),
        "With this commit pgbench does 23.4 % fewer transactions a second than with its parent; it"
            + " makes up 97 % of the whole change between the ends.",
        null);
  }

  private static List<Double> values(int index) {
    return IntStream.range(0, BOOTS.size())
        .filter(boot -> BOOTS.get(boot) == index)
        .mapToDouble(boot -> value(boot, 1))
        .boxed()
        .toList();
  }

  private static String phase(int boots) {
    if (boots < CALIBRATED) {
      return "calibrating";
    }
    return boots < SEARCHED ? "searching" : "proving";
  }

  private static double value(int boot, int run) {
    int index = BOOTS.get(boot);
    double mean = index >= CULPRIT && index < COMMITS ? 9456 : 12_345;
    return mean * (1 + 0.012 * new Random(boot * 31L + run).nextGaussian());
  }

  private static BisectionView view(
      String id,
      Instant start,
      int boots,
      State state,
      String phase,
      @Nullable Ending ending,
      List<Activity> activities) {
    List<Suspect> suspects = suspects(boots);
    boolean calibrated = boots >= CALIBRATED;
    double elapsed = 75 + 25.0 * boots;
    int remaining = (int) suspects.stream().filter(one -> one.probability() > 0.005).count();
    return new BisectionView(
        id,
        state,
        "ann",
        start,
        state == State.RUNNING ? null : start.plusSeconds((long) elapsed),
        new BisectionView.Request(
            "/home/ada/linux",
            commit(-1),
            commit(63),
            COMMITS,
            "pgbench-simple-update",
            Map.of("clients", "16", "threads", "2", "scale", "10"),
            "tps",
            "tps",
            true,
            "defconfig + halfspeed.config",
            0.99,
            60,
            "regression",
            new BisectionView.Setup(
                "v6.18",
                "v7.0",
                "pgbench-simple-update",
                "short",
                Map.of("clients", "16"),
                "defconfig",
                List.of("/home/ada/my fragments/numa.config"),
                "rack1",
                null,
                false,
                List.of(),
                2,
                7,
                null),
            commit(-1),
            null),
        new Progress(
            phase,
            calibrated ? remaining : COMMITS,
            calibrated ? entropy(suspects) : 6,
            boots,
            Math.min(boots, 9),
            calibrated ? new Change(-0.231, -0.252, -0.209) : null,
            calibrated ? 0.0117 : null,
            calibrated ? 0.0004 : 0.05,
            calibrated && state == State.RUNNING ? 25.0 * (BOOTS.size() - boots) : null,
            state == State.RUNNING ? forecast(boots) : null,
            List.of()),
        activities,
        suspects,
        posterior(suspects),
        samples(start, boots),
        attempts(start, boots),
        steps(start, boots),
        List.of(
            new BisectionView.Difference(
                "lab-1",
                "clocksource",
                List.of(
                    new BisectionView.Setting("tsc", List.of(1, 2)),
                    new BisectionView.Setting("hpet", List.of(3))))),
        new TimeSpent(elapsed, time(boots), 4.5, 4.5 / elapsed),
        ending,
        "http://localhost:8080/bisections/" + id,
        state == State.RUNNING ? null : "/home/ada/.local/share/halfspeed/" + id + "/report.md",
        new CampaignOrigin(
            "ann",
            "k1a2b3c4",
            List.of(new CampaignOrigin.Child("b9", "bisection", "RUNNING")),
            -5,
            7200L,
            null,
            List.of(
                new InterventionView(
                    1, start, "ann", "set the priority to -5", "others wait", null, true))),
        state == State.RUNNING ? null : counters(),
        state == State.RUNNING ? null : profile(),
        null);
  }

  private static ProfileEvidence profile() {
    var share = new ProfileEvidence.Share(0.021, 0.412, 0.37, 0.41, 19.6, true);
    var total = new ProfileEvidence.Share(0, 0.55, 0.5, 0.6, null, true);
    return new ProfileEvidence(
        new ProfileEvidence.Side(commit(CULPRIT - 1).id(), 2, 3456, 0.12),
        new ProfileEvidence.Side(commit(CULPRIT).id(), 2, 3520, 0.1),
        true,
        199,
        3,
        "tps",
        240,
        1,
        List.of(
            new ProfileEvidence.Symbol("stack_headroom", true, share, total, true),
            new ProfileEvidence.Symbol(HOSTILE, false, share, total, false)),
        List.of(
            new ProfileEvidence.Hint(
                "compaction",
                "compact_zone",
                "It spends 55.0 % in compact_zone. Hint: " + HOSTILE)),
        List.of("functions have no names " + HOSTILE));
  }

  private static CounterEvidence counters() {
    Change more = new Change(0.31, 0.2, 0.4);
    return new CounterEvidence(
        new CounterEvidence.Side(commit(CULPRIT - 1).id(), 4),
        new CounterEvidence.Side(commit(CULPRIT).id(), 5),
        "tps",
        212,
        List.of(
            new CounterEvidence.Difference(
                "vmstat.compact_stall", "1/s", 9.2, 12.04, more, new Change(0.9, 0.7, 1.1)),
            new CounterEvidence.Difference(HOSTILE, "pages", 9200, 12_040, more, more)),
        List.of(
            new CounterEvidence.Hint(
                "compaction-stall",
                "vmstat.compact_stall",
                "It has 31 % more vmstat.compact_stall. Hint: " + HOSTILE)));
  }

  private static BisectionView.Forecast forecast(int boots) {
    double left = BOOTS.size() - boots;
    boolean calibrated = boots >= CALIBRATED;
    return new BisectionView.Forecast(
        new BisectionView.Span(left, 0.8 * left, 1.3 * left),
        Math.max(0, CALIBRATED - boots),
        Math.max(0, SEARCHED - Math.max(boots, CALIBRATED)),
        BOOTS.size() - Math.max(boots, SEARCHED),
        Math.max(1, 9 - boots),
        boots > 0 ? new BisectionView.Span(25 * left, 20 * left, 32 * left) : null,
        boots > 0 ? 45 * left : null,
        calibrated ? 0.986 : 0.82,
        calibrated ? 0.021 : null);
  }

  private static Map<String, Double> time(int boots) {
    Map<String, Double> time = new LinkedHashMap<>();
    time.put("send", 9.0);
    time.put("build", 62 + 8.0 * boots);
    time.put("boot", 3.5 * boots);
    time.put("measure", 11.0 * boots);
    return time;
  }

  private static double entropy(List<Suspect> suspects) {
    return suspects.stream()
        .mapToDouble(Suspect::probability)
        .flatMap(p -> p > 0 ? DoubleStream.of(-p * Math.log(p) / Math.log(2)) : DoubleStream.of())
        .sum();
  }

  /** As sure as the boots so far allow. */
  private static List<Suspect> suspects(int boots) {
    double[] weights = new double[COMMITS];
    for (int index = 0; index < COMMITS; index++) {
      weights[index] = 1;
      for (int boot = CALIBRATED; boot < Math.min(boots, SEARCHED); boot++) {
        boolean slow = BOOTS.get(boot) >= CULPRIT;
        boolean agrees = slow == (index <= BOOTS.get(boot));
        weights[index] *= agrees ? 1 : 0.004;
      }
    }
    double whole = DoubleStream.of(weights).sum();
    return IntStream.range(0, COMMITS)
        .mapToObj(index -> new Suspect(commit(index), weights[index] / whole))
        .sorted((one, other) -> Double.compare(other.probability(), one.probability()))
        .toList();
  }

  private static List<Sample> samples(Instant start, int boots) {
    List<Sample> samples = new ArrayList<>();
    for (int boot = 0; boot < Math.min(boots, BOOTS.size()); boot++) {
      int index = BOOTS.get(boot);
      for (int run = 1; run <= 2; run++) {
        double value = value(boot, run);
        samples.add(
            new Sample(
                start.plusSeconds(70L + 25L * boot + run),
                index == COMMITS ? commit(63) : commit(index),
                role(index),
                purpose(boot),
                boot % 3 == 1 ? "lab-2" : "lab-1",
                "b-boot-" + boot,
                boot + 1,
                run,
                value,
                new LinkedHashMap<>(
                    Map.of(
                        "tps", value,
                        "latency mean", 16_000 / value,
                        "latency p99", 64_000 / value)),
                null));
      }
    }
    return samples;
  }

  private static String role(int index) {
    return index < 0
        ? "good end"
        : index == COMMITS ? "revert" : index == 63 ? "bad end" : "candidate";
  }

  private static BisectionView.Posterior posterior(List<Suspect> suspects) {
    List<Double> whole =
        suspects.stream()
            .sorted(Comparator.comparing(suspect -> suspect.commit().index()))
            .map(Suspect::probability)
            .toList();
    int from = 0;
    while (whole.get(from) < 0.0001) {
      from++;
    }
    int until = COMMITS;
    while (whole.get(until - 1) < 0.0001) {
      until--;
    }
    return new BisectionView.Posterior(whole, from, until, whole.subList(from, until));
  }

  private static String purpose(int boot) {
    if (BOOTS.get(boot) == COMMITS) {
      return "revert";
    }
    if (boot < CALIBRATED) {
      return "calibration";
    }
    return boot == 8 ? "drift" : boot < SEARCHED ? "search" : "proof";
  }

  /** Slower with the change. */
  public static LatencyView latencies(String bisection) {
    return new LatencyView(
        bisection,
        List.of(0.0, 50.0, 90.0, 99.0, 100.0),
        List.of(
            new LatencyView.Side(
                "what is before the culprit", 3, 9_000, List.of(0.4, 1.0, 2.0, 9.0, 40.0)),
            new LatencyView.Side("the culprit", 3, 7_000, List.of(0.5, 1.25, 3.0, 20.0, 80.0))));
  }

  /** What all images were built with; the bad end has another version of the compiler. */
  public static EffectiveConfig config(String bisection) {
    return new EffectiveConfig(
        new ConfigView(
            bisection,
            CONFIG,
            2417,
            List.of(
                new ConfigView.Image(
                    commit(40), "candidate", "lab-1", "b-build-8/1", buildId(commit(40)), "6.18")),
            new ConfigView.Difference(CONFIG, List.of()),
            new ConfigView.Difference(
                "d1".repeat(32),
                List.of(
                    new ConfigView.Option("CONFIG_CC_VERSION_TEXT", "\"<b>gcc 12\"", "\"gcc 14\""),
                    new ConfigView.Option("CONFIG_NEW", null, "y")))),
        "CONFIG_NUMA=y\n# CONFIG_KASAN is not set\n");
  }

  private static String buildId(Commit commit) {
    return commit.id().substring(0, 32) + "5a5a5a5a";
  }

  private static List<Attempt> attempts(Instant start, int boots) {
    List<Attempt> attempts = new ArrayList<>();
    for (int boot = 0; boot < Math.min(boots, BOOTS.size()); boot++) {
      Commit commit = commit(Math.clamp(BOOTS.get(boot), -1, 63));
      Instant at = start.plusSeconds(40L + 25L * boot);
      attempts.add(
          new Attempt(
              "b-build-" + boot,
              "build",
              commit,
              "lab-1",
              at,
              at.plusMillis(8400),
              "built",
              "",
              "/logs/build",
              new BisectionView.Detail(
                  role(BOOTS.get(boot)),
                  null,
                  buildId(commit),
                  "6.18.0-halfspeed",
                  Map.of(),
                  CONFIG)));
      attempts.add(
          new Attempt(
              "b-boot-" + boot,
              "boot",
              commit,
              "lab-1",
              at.plusSeconds(9),
              at.plusSeconds(24),
              "measured",
              "2 runs",
              "/logs/boot",
              new BisectionView.Detail(
                  role(BOOTS.get(boot)),
                  purpose(boot),
                  buildId(commit),
                  "6.18.0-halfspeed",
                  Map.of("boot", 3.1, "measure", 11.2),
                  null)));
    }
    if (boots > 6) {
      Instant at = start.plusSeconds(210);
      attempts.add(
          new Attempt(
              "b-build-x",
              "build",
              commit(33),
              "lab-1",
              at,
              at.plusSeconds(4),
              "unbuildable",
              "mm/page_alloc.c:912: error: implicit declaration of function 'zone_is_empty'",
              "/logs/x"));
      attempts.add(
          new Attempt(
              "b-boot-y",
              "boot",
              commit(44),
              "lab-2",
              at.plusSeconds(5),
              at.plusSeconds(12),
              "unbootable",
              "Kernel panic - not syncing: Attempted to kill init!",
              "/logs/y"));
      attempts.add(
          new Attempt(
              "b-boot-z",
              "boot",
              commit(47),
              "lab-2",
              at.plusSeconds(14),
              null,
              null,
              "",
              "/logs/z"));
    }
    return attempts;
  }

  private static List<Step> steps(Instant start, int boots) {
    return IntStream.range(0, Math.min(boots, BOOTS.size()))
        .mapToObj(boot ->
            new Step(
                start.plusSeconds(40L + 25L * boot),
                "lab-1",
                "boot",
                commit(Math.clamp(BOOTS.get(boot), -1, 63)),
                boot < CALIBRATED
                    ? "the noise and the change are not known well enough: 3.1 more boots"
                    : "0.98 bits for 17 s, the most of all that could be done now"))
        .toList();
  }

  /** A forecast. */
  static PlanView plan() {
    return new PlanView(
        new BisectionView.Commit("a".repeat(40), "v1", null),
        new BisectionView.Commit("b".repeat(40), "v2", null),
        66,
        6.2,
        "pgbench",
        "tps",
        0.99,
        200,
        List.of(new PlanView.Machine("local", 30, 10, 5)),
        0.01,
        List.of(
            new PlanView.Forecast(
                -0.05,
                5.1,
                new BisectionView.Span(18.4, 15.6, 21.2),
                4,
                9.4,
                5,
                12.2,
                new BisectionView.Span(700, 600, 800),
                0.99)),
        0.0123,
        List.of("noise between boots 1.0 %, as said"),
        List.of("a build takes 30 s on local"));
  }

  /** A check that has just begun. */
  static CheckView runningCheck(String id, Instant at) {
    return new CheckView(
        id,
        "lab-1",
        "again",
        "running",
        "",
        at,
        null,
        "7650d7e35d4f2bd3bb1c1a7e3c1b0c1d2e3f4a5b",
        HOSTILE,
        "pgbench-simple-update",
        Map.of(),
        "tps",
        "1/s",
        "defconfig",
        12,
        2,
        List.of(),
        "builds",
        null,
        null,
        null,
        List.of(),
        null);
  }

  /** A check that found its machine even. */
  static CheckView check(Instant at) {
    return new CheckView(
        "c1",
        "lab-1",
        "full",
        "passed",
        "ann",
        at,
        at.plusSeconds(600),
        "7650d7e35d4f2bd3bb1c1a7e3c1b0c1d2e3f4a5b",
        "Import the kernel",
        "pgbench-simple-update",
        Map.of("seconds", "20"),
        "tps",
        "1/s",
        "defconfig",
        12,
        2,
        List.of(List.of(217.9, 218.4), List.of(218.6, 218.1)),
        null,
        "noise between boots 0.31 %",
        new CheckView.Deviation(0.0031, 0.0022, 0.0053),
        new CheckView.Deviation(0.002, 0.0015, 0.003),
        List.of(
            new CheckView.Comparison(
                "every second boot against the others",
                new BisectionView.Change(0.0005, -0.002, 0.003),
                0.7)),
        0.0034);
  }

  /** A comparison that has just begun. */
  static ComparisonView comparison(String id, Instant start) {
    return new ComparisonView(
        id,
        BisectionView.State.RUNNING,
        "ann",
        start,
        null,
        "pgbench-simple-update",
        Map.of(),
        "tps",
        "1/s",
        true,
        0.99,
        0.01,
        200,
        List.of(
            new ComparisonView.Variant("A", commit(1), "", 1, null),
            new ComparisonView.Variant("B", commit(2), "arg quiet", 0, null)),
        List.of(new ComparisonView.Pair("A", "B", ComparisonView.Verdict.UNDECIDED, null, null)),
        List.of(
            new ComparisonView.Metric(
                "tps", "1/s", true, Arrays.asList(1318.2, null), Arrays.asList(null, null))),
        null,
        1,
        null,
        List.of(),
        null,
        CampaignOrigin.NOBODY);
  }

  /** A job that still runs. */
  static JobRecord runningJob(String campaign, String name) {
    return new JobRecord(
        name,
        1,
        campaign,
        "lab-1",
        "build",
        null,
        commit(40).id(),
        HOSTILE,
        null,
        null,
        null,
        Instant.parse("2026-03-01T10:00:00Z"),
        null,
        null,
        "",
        null,
        "/logs");
  }

  /** A build that failed. */
  static JobRecord job(String campaign, String name) {
    return new JobRecord(
        name,
        1,
        campaign,
        "lab-1",
        "build",
        null,
        commit(40).id(),
        HOSTILE,
        null,
        null,
        null,
        Instant.parse("2026-03-01T10:00:00Z"),
        Instant.parse("2026-03-01T10:05:00Z"),
        "unbuildable",
        "compile: mm/slab.c:7: error: " + HOSTILE,
        new JobResult.Unbuildable(
            "compile", "mm/slab.c:7: error: " + HOSTILE, Duration.ofMinutes(5)),
        "/logs");
  }
}
