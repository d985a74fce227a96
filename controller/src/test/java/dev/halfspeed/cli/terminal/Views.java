package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.BisectionView.Activity;
import dev.halfspeed.report.view.BisectionView.Attempt;
import dev.halfspeed.report.view.BisectionView.Change;
import dev.halfspeed.report.view.BisectionView.Commit;
import dev.halfspeed.report.view.BisectionView.Culprit;
import dev.halfspeed.report.view.BisectionView.Ending;
import dev.halfspeed.report.view.BisectionView.Progress;
import dev.halfspeed.report.view.BisectionView.Proof;
import dev.halfspeed.report.view.BisectionView.Request;
import dev.halfspeed.report.view.BisectionView.Sample;
import dev.halfspeed.report.view.BisectionView.State;
import dev.halfspeed.report.view.BisectionView.Step;
import dev.halfspeed.report.view.BisectionView.Suspect;
import dev.halfspeed.report.view.BisectionView.TimeSpent;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.PlanView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bisection as it might go, in a few pictures. */
public final class Views {
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  static final Commit GOOD = new Commit("1".repeat(40), "Import Linux 6.12.117", null);
  static final Commit MIDDLE =
      new Commit("5".repeat(40), "mm: look twice before taking the lruvec lock", 31);
  static final Commit BROKEN = new Commit("7".repeat(40), "fs: rename a field of struct file", 40);
  static final Commit CULPRIT = new Commit("c".repeat(40), "futex: keep waiters sorted", 35);
  static final Commit BAD = new Commit("b".repeat(40), "doc: say how to reach the list", 65);

  private Views() {}

  public static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }

  /** Just submitted. */
  public static BisectionView started() {
    return view(
        State.RUNNING,
        new Progress("calibrating", 66, 6.04, 0, 0, null, null, 0.05, null, null, List.of()),
        List.of(new Activity("local", "building", GOOD, at(5), "compile", 812L, 1500L)),
        List.of(),
        List.of(),
        List.of(),
        List.of(new Step(at(5), "local", "build", GOOD, "the good end")),
        new TimeSpent(10, Map.of(), 0, 0),
        null);
  }

  /** Both ends measured, the search has begun. */
  public static BisectionView searching() {
    List<Attempt> attempts = new ArrayList<>(ends());
    return view(
        State.RUNNING,
        new Progress(
            "searching",
            66,
            6.04,
            2,
            2,
            new Change(-0.241, -0.246, -0.237),
            0.0005,
            0.001,
            312.0,
            new BisectionView.Forecast(
                new BisectionView.Span(14.2, 11.0, 17.4),
                2.0,
                7.2,
                5.0,
                9.0,
                new BisectionView.Span(312.0, 242.0, 382.0),
                520.0,
                0.988,
                0.0021),
            List.of()),
        List.of(
            new Activity("local", "building", MIDDLE, at(300), "compile", 12L, 40L),
            new Activity("local", "checking", null, at(310), null, null, null)),
        List.of(new Suspect(CULPRIT, 0.04), new Suspect(MIDDLE, 0.03)),
        samples(),
        attempts,
        List.of(
            new Step(at(5), "local", "build", GOOD, "the good end"),
            new Step(at(300), "local", "build and boot", MIDDLE, "halves what is left")),
        new TimeSpent(312, Map.of("build", 250.0, "measure", 50.0), 2, 0.006),
        null);
  }

  /** The machine has become slower with that boot. */
  static BisectionView changed(int boot) {
    BisectionView before = searching();
    Progress progress = before.progress();
    return view(
        State.RUNNING,
        new Progress(
            progress.phase(),
            progress.remaining(),
            progress.entropyBits(),
            progress.boots(),
            progress.builds(),
            progress.effect(),
            progress.noise(),
            progress.noRegression(),
            progress.expectedSecondsLeft(),
            progress.forecast(),
            List.of(new BisectionView.Regime("local", boot, -0.372))),
        before.activities(),
        before.suspects(),
        before.samples(),
        before.attempts(),
        before.steps(),
        before.time(),
        null);
  }

  /** A commit did not compile; few are left. */
  public static BisectionView narrow() {
    BisectionView before = searching();
    List<Attempt> attempts = new ArrayList<>(ends());
    attempts.add(
        new Attempt(
            "j3",
            "build",
            BROKEN,
            "local",
            at(320),
            at(331),
            "unbuildable",
            "fs/file.c:12: error: no member named f_count",
            "j3.log"));
    return view(
        State.RUNNING,
        new Progress(
            "searching",
            3,
            1.2,
            4,
            5,
            new Change(-0.241, -0.246, -0.237),
            0.0005,
            0.0,
            65.0,
            new BisectionView.Forecast(
                new BisectionView.Span(6.2, 5.0, 7.5),
                0.0,
                1.2,
                5.0,
                2.0,
                new BisectionView.Span(65.0, 52.0, 78.0),
                104.0,
                0.989,
                0.0011),
            List.of()),
        List.of(new Activity("local", "booting", CULPRIT, at(340), "run", null, null)),
        List.of(new Suspect(MIDDLE, 0.3), new Suspect(CULPRIT, 0.62), new Suspect(BROKEN, 0.08)),
        before.samples(),
        attempts,
        before.steps(),
        before.time(),
        null);
  }

  /** Found. */
  public static BisectionView found() {
    BisectionView before = narrow();
    return view(
        State.CONCLUDED,
        new Progress(
            "done",
            1,
            0.01,
            12,
            11,
            new Change(-0.241, -0.246, -0.237),
            0.0005,
            0.0,
            null,
            null,
            List.of()),
        List.of(),
        List.of(new Suspect(CULPRIT, 0.9997)),
        before.samples(),
        before.attempts(),
        before.steps(),
        new TimeSpent(432, Map.of("build", 250.4, "measure", 120.0, "boot", 40.0), 4.3, 0.01),
        new Ending(
            "culprit",
            List.of(CULPRIT),
            0.9997,
            new Change(-0.241, -0.246, -0.237),
            0.98,
            new Proof(List.of(1000.2, 1001.1), List.of(1318.2, 1317.9), 14.2, 0.99, null, null),
            List.of(),
            "futex: keep waiters sorted costs a quarter of the tps.",
            null));
  }

  /** Two commits, each with its part. */
  static BisectionView severalCulprits() {
    BisectionView before = found();
    Ending first = Objects.requireNonNull(before.ending());
    return view(
        State.CONCLUDED,
        before.progress(),
        List.of(),
        before.suspects(),
        before.samples(),
        before.attempts(),
        before.steps(),
        before.time(),
        new Ending(
            first.kind(),
            first.commits(),
            first.confidence(),
            first.effect(),
            0.67,
            first.proof(),
            List.of(
                new Culprit(
                    BROKEN,
                    0.992,
                    new Change(-0.121, -0.131, -0.112),
                    0.31,
                    new Proof(List.of(1160.0), List.of(1317.5), 9.1, null, null, null))),
            "Two of them.",
            null));
  }

  /** Two commits that nothing tells apart. */
  public static BisectionView undecided() {
    BisectionView before = found();
    return view(
        State.CONCLUDED,
        before.progress(),
        List.of(),
        List.of(),
        before.samples(),
        before.attempts(),
        before.steps(),
        before.time(),
        new Ending(
            "suspects",
            List.of(BROKEN, CULPRIT),
            0.994,
            new Change(-0.241, -0.246, -0.237),
            null,
            null,
            List.of(),
            "One of 2 commits: the commits between them do not build, so no test tells them"
                + " apart.",
            null));
  }

  /** Ended without a conclusion. */
  public static BisectionView failed(String words) {
    BisectionView before = searching();
    return view(
        State.FAILED,
        before.progress(),
        List.of(),
        List.of(),
        before.samples(),
        before.attempts(),
        before.steps(),
        before.time(),
        new Ending("failed", List.of(), null, null, null, null, List.of(), words, null));
  }

  public static BisectionSummary summary(BisectionView view) {
    Ending ending = view.ending();
    return new BisectionSummary(
        view.id(),
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        view.request().repository(),
        view.request().good().id(),
        view.request().bad().id(),
        view.request().recipe(),
        view.request().metric(),
        view.progress().phase(),
        view.progress().remaining(),
        ending == null ? null : ending.words());
  }

  /** The same where another confidence was asked for, and an improvement is looked for. */
  static BisectionView ofAnImprovement(double confidence, BisectionView view) {
    Request asked = view.request();
    return with(
        view.id(),
        new Request(
            asked.repository(),
            asked.good(),
            asked.bad(),
            asked.candidates(),
            asked.recipe(),
            asked.parameters(),
            asked.metric(),
            asked.metricUnit(),
            asked.higherIsBetter(),
            asked.config(),
            confidence,
            asked.maximumBoots(),
            "improvement",
            asked.setup(),
            asked.goodEnd(),
            asked.borrowed()),
        view);
  }

  /** The same with another id. */
  public static BisectionView named(String id, BisectionView view) {
    return with(id, view.request(), view);
  }

  private static BisectionView with(String id, Request request, BisectionView view) {
    return new BisectionView(
        id,
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        request,
        view.progress(),
        view.activities(),
        view.suspects(),
        view.posterior(),
        view.samples(),
        view.attempts(),
        view.steps(),
        view.differences(),
        view.time(),
        view.ending(),
        view.page(),
        view.reportFile(),
        CampaignOrigin.NOBODY,
        null,
        null,
        null);
  }

  private static List<Sample> samples() {
    return List.of(
        new Sample(
            at(230),
            GOOD,
            "good end",
            "calibration",
            "local",
            "j1",
            1,
            1,
            1318.2,
            Map.of("tps", 1318.2),
            null),
        new Sample(
            at(299),
            BAD,
            "bad end",
            "calibration",
            "local",
            "j2",
            2,
            1,
            1000.4,
            Map.of("tps", 1000.4),
            null));
  }

  private static List<Attempt> ends() {
    return List.of(
        new Attempt("j1", "build", GOOD, "local", at(5), at(210), "built", "", "j1.log"),
        new Attempt("j2", "boot", GOOD, "local", at(211), at(230), "measured", "", "j2.log"));
  }

  private static BisectionView view(
      State state,
      Progress progress,
      List<Activity> activities,
      List<Suspect> suspects,
      List<Sample> samples,
      List<Attempt> attempts,
      List<Step> steps,
      TimeSpent time,
      @Nullable Ending ending) {
    return new BisectionView(
        "k3f9",
        state,
        "ann",
        START,
        ending == null ? null : at(432),
        new Request(
            "/home/ann/linux",
            GOOD,
            BAD,
            66,
            "pgbench-simple-update",
            Map.of(),
            "tps",
            "1/s",
            true,
            "tinyconfig+guest.config",
            0.99,
            200,
            "regression",
            null,
            null,
            null),
        progress,
        activities,
        suspects,
        null,
        samples,
        attempts,
        steps,
        List.of(),
        time,
        ending,
        "http://127.0.0.1:7450/bisections/k3f9",
        ending == null ? null : "/home/ann/.local/state/halfspeed/reports/k3f9.md",
        CampaignOrigin.NOBODY,
        null,
        null,
        null);
  }

  /** A forecast. */
  public static PlanView plan() {
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
}
