package dev.halfspeed.regression.view;

import dev.halfspeed.regression.lifecycle.Event;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.RegressionDecision;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.regression.NoticeRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A regression as people and programs see it: the JSON of the API.
 *
 * @param since when it came to its state
 * @param change what the culprit changed, or else what fresh boots showed; absent before
 * @param between where the change lies, by the clearest of its alarms or as a person says
 * @param culprit absent while none is known
 * @param fix the commit that ended it; absent where none is known
 * @param suspects where no commit was proved, those that it may be
 * @param why what was said last of where it stands
 * @param decisions what a person may decide about it now: move, blame, ignore, retract
 * @param history what happened to it; empty in a list
 * @param notices who was told of it; empty in a list
 */
public record RegressionView(
    String id,
    String state,
    Instant detectedAt,
    Instant since,
    EventDetail.@Nullable Change change,
    Between between,
    @Nullable Commit culprit,
    @Nullable Commit fix,
    List<Commit> suspects,
    String why,
    List<String> decisions,
    List<Alarm> alarms,
    List<Step> history,
    List<Notice> notices) {

  /**
   * A commit.
   *
   * @param confidence probability that it is this one; absent where a person names it
   * @param proof how that is known
   */
  public record Commit(
      String id,
      String subject,
      @Nullable Double confidence,
      @Nullable String campaign,
      String proof) {
    static Commit of(EventDetail.Culprit culprit) {
      return new Commit(
          culprit.commit().id(),
          culprit.commit().subject(),
          culprit.confidence(),
          culprit.campaign(),
          culprit.proof());
    }
  }

  /**
   * Two commits.
   *
   * @param good the last one that is certainly before the change
   * @param bad the first one that is certainly after it
   * @param movedBy the person who says so; absent where the alarm does
   */
  public record Between(String good, String bad, @Nullable String movedBy) {
    static Between of(Regression regression, Rows rows) {
      AlarmRecord alarm = rows.measured(regression);
      boolean isMoved = !alarm.gaps().equals(rows.alarm(alarm.key()).gaps());
      return new Between(
          alarm.good(),
          alarm.bad(),
          isMoved ? regression.moved().map(Event::principal).orElse(null) : null);
    }
  }

  /**
   * One of its alarms; {@code change} as a signed fraction.
   *
   * @param principal who raised it; empty where that was not kept
   * @param source the detector that saw it
   */
  public record Alarm(
      String key,
      Instant at,
      String principal,
      String source,
      String kind,
      String repository,
      String branch,
      String recipe,
      String metric,
      String unit,
      String machineClass,
      String good,
      String bad,
      double change,
      @Nullable Double before,
      @Nullable Double after) {
    static Alarm of(AlarmRecord alarm) {
      return new Alarm(
          alarm.key(),
          alarm.at(),
          alarm.principal(),
          alarm.source(),
          alarm.kind().name(),
          alarm.repository(),
          alarm.branch(),
          alarm.workload().recipe(),
          alarm.metric(),
          alarm.unit(),
          alarm.machineClass(),
          alarm.good(),
          alarm.bad(),
          Math.expm1(alarm.change()),
          alarm.before(),
          alarm.after());
    }
  }

  /** Something that happened. */
  public record Step(int number, Instant at, String principal, String words) {}

  /**
   * A notice.
   *
   * @param state sent, withheld, given up, waiting
   * @param words what the other side said, or why it was not sent; empty before the first try
   */
  public record Notice(
      String key,
      Instant at,
      @Nullable String regression,
      String channel,
      String recipient,
      String kind,
      String subject,
      String body,
      String state,
      int attempts,
      @Nullable Instant lastAt,
      String words) {
    /** A notice with what became of it, by the attempts to deliver any notices. */
    public static Notice of(NoticeRecord notice, List<NoticeAttemptRecord> all) {
      List<NoticeAttemptRecord> its =
          all.stream().filter(attempt -> attempt.notice().equals(notice.key())).toList();
      NoticeAttemptRecord last = its.isEmpty() ? null : its.getLast();
      return new Notice(
          notice.key(),
          notice.at(),
          notice.regression(),
          notice.channel(),
          notice.recipient(),
          notice.kind(),
          notice.subject(),
          notice.body(),
          last == null ? "waiting" : state(last),
          (int)
              its.stream()
                  .filter(each -> each.outcome() == NoticeAttemptRecord.Outcome.TRYING)
                  .count(),
          last == null ? null : last.at(),
          last == null ? "" : last.words());
    }

    private static String state(NoticeAttemptRecord last) {
      return switch (last.outcome()) {
        case SENT -> "sent";
        case WITHHELD -> "withheld";
        case TRYING -> "waiting";
        case FAILED -> last.nextAt() == null ? "given up" : "waiting";
      };
    }
  }

  /** One of many, without its history and its notices. */
  public static RegressionView inList(Regression regression, Rows rows) {
    return view(regression, rows, List.of(), List.of());
  }

  /**
   * One by itself.
   *
   * @param notices of it
   * @param attempts to deliver any notices
   */
  public static RegressionView of(
      Regression regression,
      Rows rows,
      List<NoticeRecord> notices,
      List<NoticeAttemptRecord> attempts) {
    return view(
        regression,
        rows,
        regression.events().stream()
            .map(event ->
                new Step(
                    event.number(),
                    event.at(),
                    event.principal(),
                    RegressionHistory.words(event.detail(), rows)))
            .toList(),
        notices.stream().map(notice -> Notice.of(notice, attempts)).toList());
  }

  private static RegressionView view(
      Regression regression, Rows rows, List<Step> history, List<Notice> notices) {
    return new RegressionView(
        regression.id(),
        regression.state().words(),
        regression.detectedAt(),
        regression.since(),
        regression.culprit().map(EventDetail.Culprit::change).or(regression::change).orElse(null),
        Between.of(regression, rows),
        regression.culprit().map(Commit::of).orElse(null),
        regression.events().stream()
            .map(Event::detail)
            .filter(EventDetail.Fixed.class::isInstance)
            .map(each -> ((EventDetail.Fixed) each).by())
            .filter(Objects::nonNull)
            .map(Commit::of)
            .findFirst()
            .orElse(null),
        regression.eventsInPlace().stream()
            .map(Event::detail)
            .filter(EventDetail.WithoutCulprit.class::isInstance)
            .flatMap(each -> ((EventDetail.WithoutCulprit) each).suspects().stream())
            .map(each -> new Commit(each.id(), each.subject(), null, null, ""))
            .toList(),
        RegressionHistory.why(regression),
        rows.decisions(regression).stream().map(RegressionDecision::word).toList(),
        rows.raised(regression).stream().map(Alarm::of).toList(),
        history,
        notices);
  }
}
