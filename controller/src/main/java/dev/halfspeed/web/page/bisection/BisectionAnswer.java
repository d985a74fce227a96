package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.InterventionPart;
import dev.halfspeed.web.page.Show;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a bisection has to say, for somebody in a hurry.
 *
 * @param state in one or two words
 * @param headline what is known, and how sure that is
 * @param now what happens now, and when it will be done; empty where nothing happens
 * @param spoken what a screen reader says when it changes
 */
public record BisectionAnswer(Badge state, String headline, String now, String spoken) {
  /** A commit that is less probable is one of many. */
  private static final double CLEARLY = 0.2;

  /** Of a bisection as it is at a moment. */
  static BisectionAnswer of(BisectionView view, Instant now) {
    BisectionView.Ending ending = view.ending();
    if (ending == null) {
      Badge state = new Badge(view.progress().phase(), "live");
      String headline = running(view);
      return new BisectionAnswer(
          state,
          headline,
          doing(view) + when(view, now),
          "Bisection is " + view.progress().phase());
    }
    String headline = ended(view, ending);
    return new BisectionAnswer(
        state(view, ending), headline, "", Show.capital(ending.kind()) + ": " + headline);
  }

  private static Badge state(BisectionView view, BisectionView.Ending ending) {
    if (ending.kind().equals("culprit")) {
      return ending.others().isEmpty()
          ? new Badge("culprit found", "good")
          : new Badge(Culprits.of(view).size() + " culprits found", "good");
    }
    return new Badge(
        ending.kind(),
        switch (view.state()) {
          case FAILED -> "bad";
          case CANCELLED -> "";
          case RUNNING, CONCLUDED -> "warn";
        });
  }

  private static String running(BisectionView view) {
    BisectionView.Progress progress = view.progress();
    return switch (progress.phase()) {
      case "calibrating" ->
          "Both ends are being measured: the search begins when it is known how much boots differ"
              + " and"
              + " how large the change is. %s so far."
                  .formatted(Show.count(progress.boots(), "boot"));
      case "searching" ->
          "%,d of %s are still suspected%s"
              .formatted(
                  progress.remaining(),
                  Show.count(view.request().candidates(), "commit"),
                  best(view).isEmpty()
                      ? "; none stands out yet."
                      : "; most probably it is " + best(view));
      case "proving" ->
          view.suspects().isEmpty()
              ? "The most probable commit is being proved by fresh boots."
              : "Fresh boots of it and of its parent shall prove that it is " + best(view);
      case "paused" -> InterventionPart.rest(view.origin().paused());
      case "done" -> "It has come to its end; the conclusion is being written.";
      default -> "Nothing has been measured yet.";
    };
  }

  private static String best(BisectionView view) {
    if (view.suspects().isEmpty() || view.suspects().getFirst().probability() < CLEARLY) {
      return "";
    }
    BisectionView.Suspect best = view.suspects().getFirst();
    return CommitWords.quoted(best.commit()) + " (" + Words.probability(best.probability()) + ").";
  }

  private static String doing(BisectionView view) {
    if (view.activities().isEmpty()) {
      return "No machine is at work at this moment. ";
    }
    return "Now "
        + view.activities().stream()
            .limit(3)
            .map(activity -> {
              BisectionView.Commit commit = activity.commit();
              return Show.line(activity.machine())
                  + " is "
                  + Show.line(activity.doing())
                  + (commit == null ? "" : " " + Show.commit(commit.id()));
            })
            .collect(Collectors.joining(", "))
        + (view.activities().size() > 3
            ? ", and %d more machines are at work. ".formatted(view.activities().size() - 3)
            : ". ");
  }

  /** What is ahead, with the range that holds it in eight of ten bisections. */
  private static String when(BisectionView view, Instant now) {
    BisectionView.Forecast forecast = view.progress().forecast();
    if (forecast == null) {
      return "";
    }
    BisectionView.Span seconds = forecast.seconds();
    String words = "Ahead: " + Words.ahead(forecast, view.request().maximumBoots()) + ".";
    return seconds == null
        ? words
        : words
            + " Done at about %s (8 of 10: %s to %s)."
                .formatted(
                    Show.time(after(now, seconds.expected())),
                    Show.time(after(now, seconds.low())),
                    Show.time(after(now, seconds.high())));
  }

  private static Instant after(Instant now, double seconds) {
    return now.plus(Duration.ofMillis(Math.round(1000 * Math.clamp(seconds, 0, 1e9))));
  }

  private static String ended(BisectionView view, BisectionView.Ending ending) {
    List<BisectionView.Commit> culprits = Culprits.of(view);
    if (culprits.isEmpty()) {
      return Show.capital(ending.words());
    }
    if (culprits.size() > 1) {
      return "%d commits have %s %s, each proved by fresh boots."
          .formatted(
              culprits.size(),
              view.request().seeksImprovement() ? "improved" : "changed",
              view.request().metric());
    }
    BisectionView.Change effect = ending.effect();
    Double confidence = ending.confidence();
    return "%s changed %s%s%s%s."
        .formatted(
            CommitWords.quoted(culprits.getFirst()),
            view.request().metric(),
            effect == null ? "" : " by " + Show.change(effect),
            confidence == null
                ? ""
                : ", " + sure(confidence, view.request().confidence()) + " sure",
            ending.proof() == null ? "" : ", proved by fresh boots");
  }

  /** Less than was asked for is rounded so that it also reads as less. */
  static String sure(double confidence, double asked) {
    return confidence < asked
        ? Words.lessThanAsked(confidence)
            + String.format(Locale.ROOT, " (less than the %s asked for)", Words.level(asked))
        : Words.probability(confidence);
  }
}
