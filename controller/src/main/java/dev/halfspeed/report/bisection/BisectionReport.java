package dev.halfspeed.report.bisection;

import dev.halfspeed.report.CounterReport;
import dev.halfspeed.report.Markdown;
import dev.halfspeed.report.OriginText;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.ProfileReport;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.report.view.OptionsView;
import dev.halfspeed.report.view.ProfileEvidence;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a bisection as a page of Markdown that can be mailed, or pasted into a bug report. */
public final class BisectionReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final BisectionView view;
  private final StringBuilder text = new StringBuilder();

  private BisectionReport(BisectionView view) {
    this.view = view;
  }

  /** The report. */
  public static String of(BisectionView view) {
    return new BisectionReport(view).write();
  }

  private String write() {
    BisectionView.Request request = view.request();
    line("# Bisection " + view.id() + ": " + headline());
    line("");
    BisectionView.Ending ending = view.ending();
    if (ending != null) {
      line(Markdown.escaped(ending.words()));
      line("");
    }
    line("| | |");
    line("|---|---|");
    row("repository", Markdown.code(request.repository()));
    row("good", Markdown.commit(request.good()));
    BisectionView.Commit goodEnd = MeasuredCommits.of(view).goodEnd();
    if (!goodEnd.id().equals(request.good().id())) {
      row("good end", Markdown.commit(goodEnd) + ", the merge base: good is no ancestor of bad");
    }
    row("bad", Markdown.commit(request.bad()));
    row("candidates", Words.count(request.candidates(), "commit"));
    row("recipe", Markdown.code(request.recipe()) + " " + parameters(request.parameters()));
    row(
        "metric",
        Markdown.escaped(request.metric())
            + " ("
            + Markdown.escaped(request.metricUnit())
            + "), "
            + (request.higherIsBetter() ? "higher" : "lower")
            + " is better");
    row("looked for", request.seeksImprovement() ? "an improvement" : "a regression");
    row("config", Markdown.code(request.config()));
    BorrowedText.words(request.borrowed()).ifPresent(words -> row("measured before", words));
    row("asked confidence", Words.probability(request.confidence()));
    OriginText.rows(view.origin()).forEach(this::row);
    row("started", TIME.format(view.createdAt()));
    row("took", Words.duration(view.time().elapsed()));
    progress();
    proof();
    CounterEvidence counters = view.counters();
    if (counters != null) {
      CounterReport.lines(counters).forEach(this::line);
    }
    ProfileEvidence profile = view.profile();
    if (profile != null) {
      ProfileReport.lines(profile).forEach(this::line);
    } else if (view.withoutProfile() != null) {
      line("There is no profile of the culprit: " + Markdown.escaped(view.withoutProfile()) + ".");
      line("");
    }
    suspects();
    samples();
    differences();
    attempts();
    steps();
    time();
    return text.toString();
  }

  private String headline() {
    BisectionView.Ending ending = view.ending();
    return ending == null ? "running" : ending.kind();
  }

  private void progress() {
    BisectionView.Progress progress = view.progress();
    row("boots and builds", progress.boots() + " and " + progress.builds());
    disturbed();
    if (progress.effect() != null) {
      row("change between the ends", Words.change(progress.effect()));
    }
    if (progress.noise() != null) {
      row("noise between boots", Words.percent(progress.noise()) + " (standard deviation)");
    }
    for (BisectionView.Regime regime : progress.regimes()) {
      row("a change of regime", Words.regime(regime, view.request()));
    }
    BisectionView.Forecast forecast = progress.forecast();
    if (forecast != null) {
      row("still to do", Words.ahead(forecast, view.request().maximumBoots()));
      Double resolvable = forecast.resolvable();
      if (resolvable != null) {
        row("the rest of the budget finds", Words.found(view.request(), resolvable));
      }
    }
    line("");
  }

  private void disturbed() {
    long boots =
        view.attempts().stream().filter(attempt -> "disturbed".equals(attempt.outcome())).count();
    long runs = view.samples().stream().filter(sample -> sample.disturbance() != null).count();
    if (runs > 0) {
      row(
          "disturbed, no evidence",
          Words.count(boots, "boot") + ", in all " + Words.count(runs, "run"));
    }
  }

  private void differences() {
    if (view.differences().isEmpty()) {
      return;
    }
    line("## Boots that differ");
    line("");
    line("What the kernels told of themselves was not the same in all boots:");
    line("");
    for (BisectionView.Difference difference : view.differences()) {
      line("- " + Markdown.escaped(Words.difference(difference)));
    }
    line("");
  }

  private void proof() {
    BisectionView.Ending ending = view.ending();
    if (ending == null || ending.proof() == null) {
      return;
    }
    line("## Proof");
    line("");
    proof(Objects.requireNonNull(ending.proof()));
    for (BisectionView.Culprit other : ending.others()) {
      line("## Further culprit: " + Markdown.commit(other.commit()));
      line("");
      line(
          (view.request().seeksImprovement() ? "Improved " : "Changed ")
              + view.request().metric()
              + " by "
              + Words.change(other.effect())
              + ", "
              + Words.percent(other.share())
              + " of the whole change, with probability "
              + Words.probability(other.confidence())
              + ".");
      line("");
      proof(other.proof());
    }
  }

  private void proof(BisectionView.Proof proof) {
    BisectionView.Request request = view.request();
    line(
        "Fresh boots, the culprit against what was before it"
            + (Words.isPassOrFail(request) ? "" : ", in " + request.metricUnit())
            + ":");
    line("");
    line("- culprit: " + values(proof.culpritValues()));
    line("- before: " + values(proof.parentValues()));
    line(
        String.format(
            Locale.ROOT,
            "- log-likelihood ratio of a step against none: %.1f (the test ends at ±5.3)",
            proof.logLikelihoodRatio()));
    Double recovered = proof.revertRecovered();
    // Where runs pass or fail, how many passed with it taken back is in the conclusion.
    if (!Words.isPassOrFail(request)) {
      line(
          recovered == null
              ? "- taking the change back on the bad end could not be tested"
              : "- taking the change back on the bad end recovered "
                  + Words.percent(recovered)
                  + " of the change");
    }
    line("");
    options(proof);
  }

  private void options(BisectionView.Proof proof) {
    OptionsView options = proof.options();
    if (options == null) {
      return;
    }
    line("Kernel options that changed with it:");
    line("");
    line("| option | before | with it | area |");
    line("|---|---|---|---|");
    for (OptionsView.Changed change : options.changed()) {
      line(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  change.symbol(),
                  Markdown.escaped(change.before()),
                  Markdown.escaped(change.after()),
                  Objects.requireNonNullElse(change.area(), "")));
    }
    line("");
    // The first sentence names them.
    OptionSentences.of(options, Words.isPassOrFail(view.request())).stream()
        .skip(1)
        .forEach(this::line);
    for (OptionsView.Trial trial : options.trials()) {
      if (!trial.values().isEmpty()) {
        line("");
        line(
            "- options as before, %s: %s"
                .formatted(
                    switch (trial.by()) {
                      case SETTINGS -> "by settings";
                      case DEFINITIONS -> "with the Kconfig files as before";
                    },
                    values(trial.values())));
      }
    }
    line("");
  }

  private String values(List<Double> values) {
    return values.stream().map(this::value).collect(Collectors.joining(", "));
  }

  private String value(double value) {
    BisectionView.Request request = view.request();
    return Words.isPassOrFail(request)
        ? Words.value(value, request)
        : Words.value(value, request.metricUnit());
  }

  private void suspects() {
    if (view.suspects().isEmpty()) {
      return;
    }
    line("## Most probable commits");
    line("");
    line("| probability | commit |");
    line("|---|---|");
    for (BisectionView.Suspect suspect : view.suspects()) {
      line(
          "| "
              + Words.probability(suspect.probability())
              + " | "
              + Markdown.commit(suspect.commit())
              + " |");
    }
    line("");
  }

  private void samples() {
    line("## Every sample");
    line("");
    line("| boot | run | what | why | machine | " + view.request().metric() + " |");
    line("|---|---|---|---|---|---|");
    for (BisectionView.Sample sample : view.samples()) {
      line(
          "| "
              + sample.boot()
              + " | "
              + sample.run()
              + " | "
              + sample.role()
              + ": "
              + Markdown.commit(sample.commit())
              + " | "
              + sample.purpose()
              + " | "
              + Markdown.escaped(sample.machine())
              + " | "
              + value(sample.value())
              + (sample.disturbance() == null
                  ? ""
                  : " (no evidence: " + Markdown.escaped(sample.disturbance()) + ")")
              + " |");
    }
    line("");
  }

  private void attempts() {
    line("## Every job");
    line("");
    line("| job | kind | commit | machine | took | outcome |");
    line("|---|---|---|---|---|---|");
    for (BisectionView.Attempt attempt : view.attempts()) {
      BisectionView.Commit commit = attempt.commit();
      line(
          "| "
              + attempt.job()
              + " | "
              + attempt.kind()
              + " | "
              + (commit == null ? "" : Markdown.commit(commit))
              + " | "
              + Markdown.escaped(attempt.machine())
              + " | "
              + (attempt.endedAt() == null
                  ? ""
                  : Words.duration(
                      Duration.between(attempt.startedAt(), attempt.endedAt()).toMillis() / 1000.0))
              + " | "
              + Objects.requireNonNullElse(attempt.outcome(), "running")
              + (attempt.message().isEmpty() ? "" : ": " + Markdown.escaped(attempt.message()))
              + " |");
    }
    line("");
  }

  private void steps() {
    line("## Every decision");
    line("");
    for (BisectionView.Step step : view.steps()) {
      BisectionView.Commit commit = step.commit();
      line(
          "1. "
              + step.action()
              + (commit == null ? "" : " " + Markdown.commit(commit))
              + " on "
              + Markdown.escaped(step.machine())
              + ": "
              + Markdown.escaped(step.why()));
    }
    line("");
  }

  private void time() {
    line("## Where the time went");
    line("");
    line("| machine time | |");
    line("|---|---|");
    for (Map.Entry<String, Double> kind : view.time().byKind().entrySet()) {
      row(kind.getKey(), Words.duration(kind.getValue()));
    }
    row(
        "idle",
        Words.duration(view.time().idle())
            + " ("
            + Words.percent(view.time().idleFraction())
            + " of the machines' time)");
  }

  private static String parameters(Map<String, String> parameters) {
    return Markdown.escaped(
        new TreeMap<>(parameters)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" ")));
  }

  private void row(String name, String value) {
    line("| " + name + " | " + value + " |");
  }

  private void line(String line) {
    text.append(Printable.line(line)).append('\n');
  }
}
