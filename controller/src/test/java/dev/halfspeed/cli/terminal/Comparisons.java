package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.BisectionView.Change;
import dev.halfspeed.report.view.BisectionView.Commit;
import dev.halfspeed.report.view.BisectionView.State;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ComparisonView.Metric;
import dev.halfspeed.report.view.ComparisonView.Pair;
import dev.halfspeed.report.view.ComparisonView.Variant;
import dev.halfspeed.report.view.ComparisonView.Verdict;
import dev.halfspeed.report.view.InterventionView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison of two kernels as it might go, in a few pictures. */
public final class Comparisons {
  static final Change LESS = new Change(-0.048, -0.057, -0.039);
  static final Change EVEN = new Change(-0.0005, -0.004, 0.003);
  static final Change OPEN = new Change(-0.006, -0.021, 0.009);

  private Comparisons() {}

  /** Nothing is measured. */
  public static ComparisonView started() {
    return view(State.RUNNING, pair(Verdict.UNDECIDED, null, null), 0, null, null);
  }

  /** Measured now and then, and not decided. */
  public static ComparisonView going(int boots) {
    return view(State.RUNNING, pair(Verdict.UNDECIDED, OPEN, 60 - boots), boots, 60 - boots, null);
  }

  /** They differ. */
  public static ComparisonView decided() {
    return view(State.CONCLUDED, pair(Verdict.DIFFERENT, LESS, null), 62, null, null);
  }

  /** They are the same. */
  public static ComparisonView same() {
    return view(State.CONCLUDED, pair(Verdict.SAME, EVEN, null), 48, null, null);
  }

  /** The budget was not enough. */
  public static ComparisonView undecided() {
    return view(State.CONCLUDED, pair(Verdict.UNDECIDED, OPEN, 60), 200, null, null);
  }

  /** Somebody ended it. */
  public static ComparisonView cancelled() {
    return view(State.CANCELLED, pair(Verdict.UNDECIDED, OPEN, 60), 31, null, null);
  }

  /** One can't be built. */
  public static ComparisonView untested() {
    return view(
        State.CONCLUDED,
        pair(Verdict.UNTESTED, null, null),
        0,
        null,
        "it does not build: a.c:1: error: no");
  }

  static Pair pair(Verdict verdict, @Nullable Change change, @Nullable Integer bootsToGo) {
    return new Pair("A", "B", verdict, change, bootsToGo);
  }

  static ComparisonView view(
      State state, Pair pair, int boots, @Nullable Integer bootsToGo, @Nullable String failure) {
    boolean measured = pair.difference() != null;
    return new ComparisonView(
        "k7c1d2e3",
        state,
        "ann",
        Views.at(0),
        state == State.RUNNING ? null : Views.at(3784),
        "pgbench-simple-update",
        Map.of("clients", "4"),
        "tps",
        "1/s",
        true,
        0.99,
        0.01,
        200,
        List.of(
            new Variant("A", new Commit("a".repeat(40), "Linux 6.12", null), "", boots / 2, null),
            new Variant(
                "B",
                new Commit("b".repeat(40), "Linux 6.13", null),
                "transparent_hugepage=never",
                boots / 2,
                failure)),
        List.of(pair),
        List.of(
            new Metric(
                "tps",
                "1/s",
                true,
                Arrays.asList(measured ? 1318.2 : null, measured ? 1254.9 : null),
                Arrays.asList(null, pair.difference())),
            new Metric(
                "latency p99",
                "ms",
                false,
                Arrays.asList(measured ? 3.214 : null, measured ? 3.402 : null),
                Arrays.asList(null, measured ? new Change(0.0585, 0.049, 0.068) : null))),
        null,
        boots,
        bootsToGo,
        state == State.RUNNING
            ? List.of(
                new BisectionView.Activity(
                    "local",
                    "building",
                    new Commit("a".repeat(40), "Linux 6.12", null),
                    Views.at(5),
                    "compile",
                    812L,
                    1500L))
            : List.of(),
        state == State.CANCELLED ? "It was cancelled before it came to a conclusion." : null,
        CampaignOrigin.NOBODY);
  }

  /** The same, which tells single boots. */
  public static ComparisonView withBoots(ComparisonView view, List<ComparisonView.Boot> boots) {
    return of(view.id(), view, boots, view.origin());
  }

  /** The same by another id. */
  public static ComparisonView withId(String id, ComparisonView view) {
    return of(id, view, view.measured(), view.origin());
  }

  /** The same, paused by a person. */
  public static ComparisonView paused(ComparisonView view) {
    var pause =
        new InterventionView(1, Views.at(9), "ann", "paused it", "the lab moves", null, true);
    return of(
        view.id(),
        view,
        view.measured(),
        new CampaignOrigin("ann", null, List.of(), 0, null, pause, List.of(pause)));
  }

  private static ComparisonView of(
      String id, ComparisonView view, List<ComparisonView.Boot> boots, CampaignOrigin origin) {
    return new ComparisonView(
        id,
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        view.recipe(),
        view.parameters(),
        view.metric(),
        view.unit(),
        view.higherIsBetter(),
        view.confidence(),
        view.smallest(),
        view.maximumBoots(),
        view.variants(),
        view.pairs(),
        view.metrics(),
        view.latencies(),
        view.boots(),
        view.bootsToGo(),
        view.activities(),
        view.conclusion(),
        origin,
        boots,
        view.faults(),
        view.good(),
        view.recoveries(),
        view.counters(),
        view.earlier());
  }
}
