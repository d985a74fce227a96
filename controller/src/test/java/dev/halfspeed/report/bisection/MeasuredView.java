package dev.halfspeed.report.bisection;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.BisectionView.Commit;
import dev.halfspeed.report.view.CampaignOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A bisection as its boots make it: only what is measured differs from one to the other. */
final class MeasuredView {
  static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  private final int candidates;
  private final IntFunction<String> ids;
  private final List<BisectionView.Sample> samples = new ArrayList<>();
  private final List<BisectionView.Attempt> attempts = new ArrayList<>();
  private final List<BisectionView.Suspect> suspects = new ArrayList<>();
  private @Nullable Double noise;
  private BisectionView.@Nullable Ending ending;
  private @Nullable Commit good;
  private boolean seeksImprovement;
  private String metric = "tps";
  private String unit = "1/s";
  private List<String> paths = List.of();
  private int boots;

  /**
   * Of so many candidates.
   *
   * @param ids of the candidates by number; of the good end by -1
   */
  MeasuredView(int candidates, IntFunction<String> ids) {
    this.candidates = candidates;
    this.ids = ids;
  }

  Commit commit(int index) {
    return new Commit(ids.apply(index), "change " + index, index < 0 ? null : index);
  }

  /** A boot with a run for each value; candidate -1 is the good end. */
  MeasuredView boot(int index, String machine, @Nullable String disturbance, double... values) {
    boots++;
    String role = index < 0 ? "good end" : index == candidates - 1 ? "bad end" : "candidate";
    for (int run = 1; run <= values.length; run++) {
      samples.add(
          new BisectionView.Sample(
              AT,
              commit(index),
              role,
              "search",
              machine,
              "boot-" + boots + "/1",
              boots,
              run,
              values[run - 1],
              Map.of(),
              disturbance));
    }
    return attempt(index, "boot-" + boots + "/1", "boot", "measured");
  }

  /** A boot that nothing disturbed, on the only machine. */
  MeasuredView boot(int index, double... values) {
    return boot(index, "lab1", null, values);
  }

  /** A build that gave nothing. */
  MeasuredView failed(int index, String outcome) {
    return attempt(index, "build-" + attempts.size() + "/1", "build", outcome);
  }

  private MeasuredView attempt(int index, String job, String kind, String outcome) {
    attempts.add(
        new BisectionView.Attempt(job, kind, commit(index), "lab1", AT, AT, outcome, "why", ""));
    return this;
  }

  /** What the search knows of the noise. */
  MeasuredView noise(@Nullable Double known) {
    noise = known;
    return this;
  }

  /** The good revision where it is another than the good end. */
  MeasuredView good(String id) {
    good = new Commit(id, "asked for", null);
    return this;
  }

  MeasuredView suspect(int index) {
    suspects.add(new BisectionView.Suspect(commit(index), 0.9));
    return this;
  }

  MeasuredView improvement() {
    seeksImprovement = true;
    return this;
  }

  /** Runs pass (1) or fail (0). */
  MeasuredView passOrFail() {
    metric = "passed";
    unit = PassFailMetric.UNIT;
    return this;
  }

  MeasuredView paths(String... all) {
    paths = List.of(all);
    return this;
  }

  /** The end: a culprit, proved against its parents. */
  MeasuredView culprit(int index, Integer... parents) {
    ending =
        new BisectionView.Ending(
            "culprit",
            List.of(commit(index)),
            0.99,
            new BisectionView.Change(-0.1, -0.11, -0.09),
            1.0,
            new BisectionView.Proof(
                List.of(900.0),
                List.of(1000.0),
                9,
                null,
                List.of(parents).stream().map(this::commit).toList(),
                null),
            List.of(),
            "Found.",
            null);
    return this;
  }

  BisectionView view() {
    return new BisectionView(
        "b1",
        ending == null ? BisectionView.State.RUNNING : BisectionView.State.CONCLUDED,
        "ann",
        AT,
        null,
        new BisectionView.Request(
            "/linux",
            Objects.requireNonNullElse(good, commit(-1)),
            commit(candidates - 1),
            candidates,
            "tiny",
            Map.of(),
            metric,
            unit,
            true,
            "defconfig",
            0.99,
            200,
            seeksImprovement ? "improvement" : "regression",
            new BisectionView.Setup(
                "good",
                "bad",
                "tiny",
                null,
                Map.of(),
                "defconfig",
                List.of(),
                null,
                null,
                false,
                paths,
                0,
                1,
                null),
            good == null ? null : commit(-1),
            null),
        new BisectionView.Progress(
            "searching", candidates, 3, 0, 0, null, noise, 0, null, null, List.of()),
        List.of(),
        suspects,
        null,
        samples,
        attempts,
        List.of(),
        List.of(),
        new BisectionView.TimeSpent(0, Map.of(), 0, 0),
        ending,
        "",
        null,
        CampaignOrigin.NOBODY,
        null,
        null,
        null);
  }
}
