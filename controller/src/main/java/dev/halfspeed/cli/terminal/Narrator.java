package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a bisection in lines, each thing once: what is new between one view of it and the next.
 * Says nothing about how it ended, which {@link ConclusionText} does.
 */
public final class Narrator {
  /** Silence after which a line says that all is well. */
  static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final boolean everything;
  private final Set<String> endedJobs = new HashSet<>();
  private final Set<String> changedMachines = new HashSet<>();
  private int samples;
  private int steps;
  private int remaining = -1;
  private String phase = "";
  private @Nullable Instant spokenAt;

  /**
   * Starts a tale.
   *
   * @param everything also decisions, outcomes that went well and heartbeats: for a pipe, where
   *     nothing else shows them
   */
  Narrator(boolean everything) {
    this.everything = everything;
  }

  private record Line(Instant at, String text) {}

  /** Lines for all that is new, in the order in which it happened. */
  List<String> tell(BisectionView view, Instant now) {
    List<String> told = new ArrayList<>();
    if (spokenAt == null) {
      told.addAll(opening(view));
    }
    List<Line> lines = new ArrayList<>();
    Instant phaseAt = spokenAt == null ? now : firstNewStep(view, now);
    addAttempts(view, lines);
    addSamples(view, lines);
    addPhase(view, phaseAt, lines);
    addSteps(view, lines);
    lines.sort(Comparator.comparing(Line::at));
    addRegimes(view, now, lines);
    addRemaining(view, now, lines);
    for (Line line : lines) {
      told.add(Words.stamp(view.createdAt(), line.at()) + " " + line.text());
    }
    if (!told.isEmpty()) {
      spokenAt = now;
    }
    return told;
  }

  /** A sign of life, when it has been silent for long and something goes on. */
  List<String> heartbeat(BisectionView view, Instant now) {
    boolean due =
        everything
            && view.state() == BisectionView.State.RUNNING
            && (spokenAt == null || !Duration.between(spokenAt, now).minus(HEARTBEAT).isNegative());
    if (!due) {
      return List.of();
    }
    spokenAt = now;
    List<String> parts = new ArrayList<>();
    for (BisectionView.Activity activity : view.activities()) {
      parts.add(activity.machine() + " " + activity(activity, now));
    }
    if (parts.isEmpty()) {
      parts.add("waiting");
    }
    return List.of(
        Words.stamp(view.createdAt(), now)
            + " still "
            + view.progress().phase()
            + ": "
            + String.join("; ", parts)
            + forecast(view.progress()));
  }

  /** What a machine does, for how long, on which commit, and how far it is. */
  public static String activity(BisectionView.Activity activity, Instant now) {
    BisectionView.Commit commit = activity.commit();
    return activity.doing()
        + " for "
        + Words.between(activity.since(), now)
        + part(activity)
        + (commit == null ? "" : ", " + Text.commit(commit));
  }

  /** The part of the work that a machine is in, such as (objects 812 of about 1,500). */
  static String part(BisectionView.Activity activity) {
    String phase = activity.phase();
    Long done = activity.done();
    Long total = activity.total();
    String count =
        done == null
            ? ""
            : total == null
                ? String.format(java.util.Locale.ROOT, "%,d", done)
                : String.format(java.util.Locale.ROOT, "%,d of about %,d", done, total);
    String words = ((phase == null ? "" : phase) + " " + count).strip();
    return words.isEmpty() ? "" : " (" + words + ")";
  }

  /** How much is left to do, after a comma; empty where nothing is known. */
  static String forecast(BisectionView.Progress progress) {
    BisectionView.Forecast forecast = progress.forecast();
    if (forecast == null) {
      return "";
    }
    BisectionView.Span seconds = forecast.seconds();
    return ", about "
        + Words.count(Math.max(1, Math.round(forecast.boots().expected())), "boot")
        + (seconds == null ? "" : ", " + Words.roughly(seconds.expected()))
        + " left";
  }

  /** All that is ahead, after a semicolon; empty where nothing is known. */
  private static String ahead(BisectionView view) {
    BisectionView.Forecast forecast = view.progress().forecast();
    return forecast == null
        ? ""
        : "; " + Words.ahead(forecast, view.request().maximumBoots()).replace("; ", ", ");
  }

  /** A sample as words: value, commit, part it plays, where it comes from. */
  public static String sample(BisectionView.Sample sample, BisectionView.Request request) {
    return Words.value(sample.value(), request)
        + "  "
        + Text.commit(sample.commit())
        + " ("
        + sample.role()
        + ", boot "
        + sample.boot()
        + (sample.run() > 1 ? " run " + sample.run() : "")
        + " on "
        + sample.machine()
        + ")"
        + (sample.disturbance() == null ? "" : ", no evidence: " + sample.disturbance());
  }

  private static List<String> opening(BisectionView view) {
    BisectionView.Request request = view.request();
    String stamp = Words.stamp(view.createdAt(), view.createdAt());
    return List.of(
        stamp
            + " bisection "
            + view.id()
            + ": "
            + Words.count(request.candidates(), "candidate")
            + " from "
            + Words.shortId(request.good().id())
            + " (good) to "
            + Words.shortId(request.bad().id())
            + " (bad)",
        stamp
            + " recipe "
            + request.recipe()
            + ", metric "
            + request.metric()
            + " in "
            + request.metricUnit()
            + " ("
            + (request.higherIsBetter() ? "higher" : "lower")
            + " is better"
            + (request.seeksImprovement() ? ", looking for an improvement" : "")
            + "), confidence "
            + Words.level(request.confidence())
            + ", config "
            + request.config(),
        stamp + " page " + view.page());
  }

  private Instant firstNewStep(BisectionView view, Instant now) {
    return view.steps().size() > steps ? view.steps().get(steps).at() : now;
  }

  private void addPhase(BisectionView view, Instant at, List<Line> lines) {
    String now = view.progress().phase();
    if (!now.equals(phase) && view.state() == BisectionView.State.RUNNING) {
      phase = now;
      BisectionView.Change effect = view.progress().effect();
      Double noise = view.progress().noise();
      lines.add(
          new Line(
              at,
              now
                  + (view.origin().paused() == null
                      ? ""
                      : " by " + view.origin().paused().whoAndWhy())
                  + (effect == null ? "" : ": effect " + Words.change(effect))
                  + (noise == null ? "" : ", noise between boots " + noise(noise))
                  + ahead(view)));
    }
  }

  /** Noise as a relative standard deviation. */
  static String noise(double noise) {
    return String.format(java.util.Locale.ROOT, noise < 0.01 ? "%.2f %%" : "%.1f %%", noise * 100);
  }

  private void addSteps(BisectionView view, List<Line> lines) {
    for (; steps < view.steps().size(); steps++) {
      BisectionView.Step step = view.steps().get(steps);
      BisectionView.Commit commit = step.commit();
      if (everything) {
        lines.add(
            new Line(
                step.at(),
                step.machine()
                    + ": "
                    + step.action()
                    + (commit == null ? "" : " " + Text.commit(commit))
                    + (step.why().isEmpty() ? "" : " - " + step.why())));
      }
    }
  }

  private void addAttempts(BisectionView view, List<Line> lines) {
    for (BisectionView.Attempt attempt : view.attempts()) {
      Instant endedAt = attempt.endedAt();
      String outcome = attempt.outcome();
      if (endedAt == null || outcome == null || !endedJobs.add(attempt.job())) {
        continue;
      }
      boolean well =
          outcome.equals("built") || outcome.equals("measured") || outcome.equals("profiled");
      // A measured boot is told by its samples.
      if (outcome.equals("measured") || (well && !everything)) {
        continue;
      }
      BisectionView.Commit commit = attempt.commit();
      lines.add(
          new Line(
              endedAt,
              attempt.machine()
                  + ": "
                  + outcome
                  + " after "
                  + Words.between(attempt.startedAt(), endedAt)
                  + (commit == null ? "" : ", " + Text.commit(commit))
                  + (well || attempt.message().isEmpty() ? "" : ": " + attempt.message())
                  + (well ? "" : " [log: halfspeed log " + view.id() + " " + attempt.job() + "]")));
    }
  }

  private void addSamples(BisectionView view, List<Line> lines) {
    for (; samples < view.samples().size(); samples++) {
      BisectionView.Sample sample = view.samples().get(samples);
      lines.add(
          new Line(sample.at(), "sample " + (samples + 1) + ": " + sample(sample, view.request())));
    }
  }

  /** Once for each machine: when it was is known better with each boot. */
  private void addRegimes(BisectionView view, Instant now, List<Line> lines) {
    for (BisectionView.Regime regime : view.progress().regimes()) {
      if (changedMachines.add(regime.machine())) {
        lines.add(new Line(now, Words.regime(regime, view.request())));
      }
    }
  }

  private void addRemaining(BisectionView view, Instant now, List<Line> lines) {
    int left = view.progress().remaining();
    boolean first = remaining < 0;
    if (left == remaining) {
      return;
    }
    remaining = left;
    if (everything && !first) {
      lines.add(
          new Line(
              now,
              left
                  + " of "
                  + Words.count(view.request().candidates(), "suspect")
                  + " left"
                  + mostLikely(view)
                  + forecast(view.progress())));
    }
  }

  private static String mostLikely(BisectionView view) {
    return view.suspects().stream()
        .max(Comparator.comparingDouble(BisectionView.Suspect::probability))
        .map(s ->
            ", most likely " + Words.probability(s.probability()) + " " + Text.commit(s.commit()))
        .orElse("");
  }
}
