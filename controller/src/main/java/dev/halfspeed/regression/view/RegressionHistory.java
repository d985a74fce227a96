package dev.halfspeed.regression.view;

import dev.halfspeed.regression.lifecycle.Event;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.report.Words;
import dev.halfspeed.store.regression.AlarmRecord;

/** What happened to a regression, in words for people. */
public final class RegressionHistory {
  private RegressionHistory() {}

  /** An event in one line. */
  static String words(EventDetail detail, Rows rows) {
    return switch (detail) {
      case EventDetail.Detected(String alarm) -> "detected: " + alarm(rows.alarm(alarm));
      case EventDetail.Joined(String alarm, String why) ->
          "joined by " + alarm(rows.alarm(alarm)) + "; it " + why;
      case EventDetail.Released(String alarm, String why) ->
          "left by " + alarm(rows.alarm(alarm)) + ": " + why;
      case EventDetail.Held _ -> "held: the hold time is over";
      case EventDetail.Wanted(Order order) -> order(order);
      case EventDetail.Asked(String order, String campaign) ->
          "the lab is asked for " + order + " as " + campaign;
      case EventDetail.Started(String order, String campaign) -> campaign + " began for " + order;
      case EventDetail.Refused(String order, String why, boolean passing) ->
          "the lab refused " + order + (passing ? " for now: " : ": ") + why;
      case EventDetail.Ended(String order, Finding finding) ->
          order + " ended: " + finding(finding);
      case EventDetail.Confirmed(String _, EventDetail.Change change) ->
          "confirmed by fresh boots" + (change == null ? "" : ": " + change(change));
      case EventDetail.Bisecting _ -> "its bisection is next";
      case EventDetail.CulpritFound(EventDetail.Culprit culprit) ->
          "culprit: " + commit(culprit.commit()) + "; " + culprit.proof();
      case EventDetail.WithoutCulprit none -> "without a culprit: " + none.why();
      case EventDetail.Insignificant(String why) -> "insignificant: " + why;
      case EventDetail.Infrastructure(String why) -> "no commit did it: " + why;
      case EventDetail.Recovered(String alarm) -> "recovered: " + alarm(rows.alarm(alarm));
      case EventDetail.Relapsed(String why) -> "not fixed: " + why;
      case EventDetail.Fixed(EventDetail.Culprit by, String why) ->
          by == null
              ? "fixed, by a commit that is not known: " + why
              : "fixed by " + commit(by.commit()) + "; " + by.proof();
      case EventDetail.Merged(String into) -> "has the same culprit as " + into;
      case EventDetail.Ignored(String reason) -> "ignored: " + reason;
      case EventDetail.Blamed(EventDetail.Commit commit, String reason) ->
          "culprit corrected to " + commit(commit) + ": " + reason;
      case EventDetail.Moved(
              String _,
              EventDetail.Commit good,
              EventDetail.Commit bad,
              String reason) ->
          "moved between " + commit(good) + " and " + commit(bad) + ": " + reason;
      case EventDetail.Retracted(String reason) -> "retracted: " + reason;
      case EventDetail.Told(int event, NoticeKind noticeKind, int notices) ->
          "notices of event %d (%s): %d".formatted(event, noticeKind.words(), notices);
    };
  }

  /** What was said last of where a regression stands. */
  public static String why(Regression regression) {
    String why = "";
    for (Event event : regression.events()) {
      why =
          switch (event.detail()) {
            case EventDetail.WithoutCulprit none -> none.why();
            case EventDetail.Insignificant(String words) -> words;
            case EventDetail.Infrastructure(String words) -> words;
            case EventDetail.CulpritFound(EventDetail.Culprit culprit) -> culprit.proof();
            case EventDetail.Relapsed(String words) -> words;
            case EventDetail.Fixed(EventDetail.Culprit _, String words) -> words;
            case EventDetail.Merged(String into) -> "has the same culprit as " + into;
            case EventDetail.Ignored(String reason) -> reason + " (" + event.principal() + ")";
            case EventDetail.Retracted(String reason) -> reason + " (" + event.principal() + ")";
            case EventDetail.Moved move -> move.reason() + " (" + event.principal() + ")";
            case EventDetail.Blamed(EventDetail.Commit _, String reason) ->
                reason + " (" + event.principal() + ")";
            case EventDetail.Refused(String _, String words, boolean _) -> words;
            case EventDetail.Detected _,
                EventDetail.Joined _,
                EventDetail.Released _,
                EventDetail.Held _,
                EventDetail.Wanted _,
                EventDetail.Asked _,
                EventDetail.Started _,
                EventDetail.Ended _,
                EventDetail.Confirmed _,
                EventDetail.Bisecting _,
                EventDetail.Recovered _,
                EventDetail.Told _ ->
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
      case Finding.Proved(EventDetail.Culprit culprit) -> commit(culprit.commit());
      case Finding.NotProved notProved -> notProved.words();
      case Finding.Broken(String words) -> words;
    };
  }

  private static String commit(EventDetail.Commit commit) {
    return Words.shortId(commit.id())
        + (commit.subject().isEmpty() ? "" : " (\"" + commit.subject() + "\")");
  }

  private static String change(EventDetail.Change change) {
    return Words.change(
        new dev.halfspeed.report.view.BisectionView.Change(
            change.fraction(), change.low(), change.high()));
  }
}
