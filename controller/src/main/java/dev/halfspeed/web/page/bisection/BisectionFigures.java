package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Figure;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The numbers of a bisection: how far it is, what it knows, what is ahead. */
final class BisectionFigures {
  private static final String UNKNOWN = "\u2013";

  private final BisectionView view;
  private final List<Figure> figures = new ArrayList<>();

  private BisectionFigures(BisectionView view) {
    this.view = view;
  }

  static List<Figure> of(BisectionView view) {
    return new BisectionFigures(view).write();
  }

  private List<Figure> write() {
    BisectionView.Progress progress = view.progress();
    boolean seeksGain = view.request().seeksImprovement();
    add(
        "Suspects left",
        "%,d".formatted(progress.remaining()),
        "of %,d".formatted(view.request().candidates()));
    add("Still unknown", String.format(Locale.ROOT, "%.1f bits", progress.entropyBits()), "");
    if (!Words.isPassOrFail(view.request())) {
      change(progress.effect());
      noise(progress.noise());
    }
    add(
        seeksGain ? "No improvement at all" : "No regression at all",
        Words.probability(progress.noRegression()),
        "probability");
    add(
        "Boots",
        "%,d".formatted(progress.boots()),
        "of at most %,d".formatted(view.request().maximumBoots()));
    long disturbed =
        view.attempts().stream().filter(attempt -> "disturbed".equals(attempt.outcome())).count();
    if (disturbed > 0) {
      add("Disturbed boots", "%,d".formatted(disturbed), "repeated, no evidence");
    }
    add("Builds", "%,d".formatted(progress.builds()), "");
    for (BisectionView.Regime regime : progress.regimes()) {
      add(
          "Changed on " + Show.line(regime.machine()),
          Show.percent(regime.fraction()),
          "from boot " + regime.boot() + " on, whatever is booted");
    }
    if (progress.forecast() != null) {
      forecast(progress.forecast(), seeksGain);
    }
    return figures;
  }

  private void change(BisectionView.@Nullable Change change) {
    if (change == null) {
      add("Change, good to bad", UNKNOWN, "not known yet");
    } else if (Double.isFinite(change.fraction())
        && Double.isFinite(change.low())
        && Double.isFinite(change.high())) {
      add(
          "Change, good to bad",
          Show.percent(change.fraction()),
          "95 %: " + Show.interval(change.low(), change.high()));
    } else {
      add("Change, good to bad", UNKNOWN, Show.change(change));
    }
  }

  private void noise(@Nullable Double noise) {
    add(
        "Noise between boots",
        noise == null ? UNKNOWN : Words.smallest(noise),
        noise == null ? "not known yet" : "standard deviation");
  }

  private void forecast(BisectionView.Forecast forecast, boolean seeksGain) {
    BisectionView.Span boots = forecast.boots();
    add(
        "Boots left",
        "about " + whole(boots.expected()),
        "8 of 10: %s to %s".formatted(whole(boots.low()), whole(boots.high())));
    add("Builds left", "about " + whole(forecast.builds()), "");
    BisectionView.Span seconds = forecast.seconds();
    if (seconds == null) {
      add("Time left", UNKNOWN, "not known before the first build and boot");
    } else {
      add(
          "Time left",
          Words.about(seconds.expected()),
          "8 of 10: %s to %s"
              .formatted(Words.roughly(seconds.low()), Words.roughly(seconds.high())));
    }
    Double machines = forecast.machineSeconds();
    if (machines != null) {
      add("Machine time left", Words.about(machines), "all machines together");
    }
    add("Names the culprit", Words.probability(forecast.success()), "within the budget");
    Double resolvable = forecast.resolvable();
    add(
        seeksGain ? "Finds gains from" : "Finds losses from",
        resolvable == null ? UNKNOWN : Words.smallest(resolvable),
        resolvable == null ? "not known yet" : "with the boots left");
  }

  private static String whole(double count) {
    return "%,d".formatted(Math.max(0, Math.round(count)));
  }

  private void add(String name, String value, String note) {
    figures.add(new Figure(name, value, note));
  }
}
