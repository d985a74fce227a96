package dev.halfspeed.regression;

import dev.halfspeed.report.Words;
import dev.halfspeed.store.AlarmRecord;

/** What happened to a regression, in words for people. */
final class RegressionHistory {
  private RegressionHistory() {}

  /** An event in one line. */
  static String words(Happening happening, Rows rows) {
    return switch (happening) {
      case Happening.Detected(String alarm) -> "detected: " + alarm(rows.alarm(alarm));
      case Happening.Joined(String alarm, String why) ->
          "joined by " + alarm(rows.alarm(alarm)) + "; it " + why;
      case Happening.Released(String alarm, String why) ->
          "left by " + alarm(rows.alarm(alarm)) + ": " + why;
      case Happening.Held _ -> "held: the hold time is over";
      case Happening.Wanted(Order order) -> order(order);
      case Happening.Asked(String order, String campaign) ->
          "the lab is asked for " + order + " as " + campaign;
      case Happening.Started(String order, String campaign) -> campaign + " began for " + order;
      case Happening.Refused(String order, String why, boolean passing) ->
          "the lab refused " + order + (passing ? " for now: " : ": ") + why;
      case Happening.Ended(String order, Finding finding) -> order + " ended: " + finding(finding);
      case Happening.Confirmed(String _, Happening.Change change) ->
          "confirmed by fresh boots" + (change == null ? "" : ": " + change(change));
      case Happening.Bisecting _ -> "its bisection is next";
      case Happening.CulpritFound(Happening.Culprit culprit) ->
          "culprit: " + commit(culprit.commit()) + "; " + culprit.proof();
      case Happening.WithoutCulprit none -> "without a culprit: " + none.why();
      case Happening.Insignificant(String why) -> "insignificant: " + why;
      case Happening.Infrastructure(String why) -> "no commit did it: " + why;
      case Happening.Recovered(String alarm) -> "recovered: " + alarm(rows.alarm(alarm));
      case Happening.Relapsed(String why) -> "not fixed: " + why;
      case Happening.Fixed(Happening.Culprit by, String why) ->
          by == null
              ? "fixed, by a commit that is not known: " + why
              : "fixed by " + commit(by.commit()) + "; " + by.proof();
      case Happening.Merged(String into) -> "has the same culprit as " + into;
      case Happening.Ignored(String reason) -> "ignored: " + reason;
      case Happening.Blamed(Happening.Commit commit, String reason) ->
          "culprit corrected to " + commit(commit) + ": " + reason;
      case Happening.Retracted(String reason) -> "retracted: " + reason;
      case Happening.Told(int event, Telling telling, int notices) ->
          "notices of event %d (%s): %d".formatted(event, telling.words(), notices);
    };
  }

  /** What was said last of where a regression stands. */
  static String why(Regression regression) {
    String why = "";
    for (Event event : regression.events()) {
      why =
          switch (event.happening()) {
            case Happening.WithoutCulprit none -> none.why();
            case Happening.Insignificant(String words) -> words;
            case Happening.Infrastructure(String words) -> words;
            case Happening.CulpritFound(Happening.Culprit culprit) -> culprit.proof();
            case Happening.Relapsed(String words) -> words;
            case Happening.Fixed(Happening.Culprit _, String words) -> words;
            case Happening.Merged(String into) -> "has the same culprit as " + into;
            case Happening.Ignored(String reason) -> reason + " (" + event.principal() + ")";
            case Happening.Retracted(String reason) -> reason + " (" + event.principal() + ")";
            case Happening.Blamed(Happening.Commit _, String reason) ->
                reason + " (" + event.principal() + ")";
            case Happening.Refused(String _, String words, boolean _) -> words;
            case Happening.Detected _,
                Happening.Joined _,
                Happening.Released _,
                Happening.Held _,
                Happening.Wanted _,
                Happening.Asked _,
                Happening.Started _,
                Happening.Ended _,
                Happening.Confirmed _,
                Happening.Bisecting _,
                Happening.Recovered _,
                Happening.Told _ ->
                why;
          };
    }
    return why;
  }

  private static String alarm(AlarmRecord alarm) {
    return (alarm.workload().recipe().isEmpty() ? "" : alarm.workload().recipeName() + " ")
        + alarm.metric()
        + " "
        + Words.change(Math.expm1(alarm.change()))
        + (alarm.branch().isEmpty() ? "" : " in " + alarm.branch())
        + (alarm.machineClass().isEmpty() ? "" : " on " + alarm.machineClass())
        + " (alarm "
        + alarm.key()
        + " of "
        + alarm.source()
        + ")";
  }

  private static String order(Order order) {
    String between = Words.shortId(order.good()) + " and " + Words.shortId(order.bad());
    return switch (order.purpose()) {
      case CONFIRM -> "a comparison of " + between + " is to confirm it";
      case BISECT -> "a bisection between " + between + " is to find the commit";
      case CHECK -> "a comparison of " + between + " is to tell whether that culprit did it";
      case FIX -> "a bisection between " + between + " is to find the fix";
    };
  }

  /** How a campaign ended. */
  static String finding(Finding finding) {
    return switch (finding) {
      case Finding.Compared compared -> compared.words();
      case Finding.Proved(Happening.Culprit culprit) -> commit(culprit.commit());
      case Finding.NotProved notProved -> notProved.words();
      case Finding.Broken(String words) -> words;
    };
  }

  private static String commit(Happening.Commit commit) {
    return Words.shortId(commit.id())
        + (commit.subject().isEmpty() ? "" : " (\"" + commit.subject() + "\")");
  }

  private static String change(Happening.Change change) {
    return Words.change(
        new dev.halfspeed.report.BisectionView.Change(
            change.fraction(), change.low(), change.high()));
  }
}
