package dev.halfspeed.regression.lifecycle;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a regression: the detail of an event. */
public sealed interface EventDetail {
  /** The first alarm: the regression begins. */
  record Detected(String alarm) implements EventDetail {}

  /** Another alarm is taken for the same change. */
  record Joined(String alarm, String why) implements EventDetail {}

  /** An alarm is not of this change after all; it may begin a regression of its own. */
  record Released(String alarm, String why) implements EventDetail {}

  /** The hold time is over. */
  record Held() implements EventDetail {}

  /** A campaign is due. Written before anybody is asked for it. */
  record Wanted(Order order) implements EventDetail {}

  /**
   * The lab is asked for the campaign of an order; it may have begun from now on.
   *
   * @param campaign the id that it begins under
   */
  record Asked(String order, @Nullable String campaign) implements EventDetail {}

  /** The campaign of an order has begun. */
  record Started(String order, String campaign) implements EventDetail {}

  /**
   * The campaign of an order was refused.
   *
   * @param passing whether it may be accepted later
   */
  record Refused(String order, String why, boolean passing) implements EventDetail {}

  /** The campaign of an order has ended. */
  record Ended(String order, Finding finding) implements EventDetail {}

  /** Fresh boots of both sides showed it, in the series of this alarm. */
  record Confirmed(String alarm, @Nullable Change change) implements EventDetail {}

  /** Its bisection is next. */
  record Bisecting(String alarm) implements EventDetail {}

  /** One commit did it, and that was proved. */
  record CulpritFound(Culprit culprit) implements EventDetail {}

  /**
   * No commit was found.
   *
   * @param isConfirmed whether fresh boots showed the change
   * @param suspects commits that it may be, the most probable first
   */
  record WithoutCulprit(String why, boolean isConfirmed, List<Commit> suspects)
      implements EventDetail {
    public WithoutCulprit {
      suspects = List.copyOf(suspects);
    }
  }

  /** Fresh boots did not show it. */
  record Insignificant(String why) implements EventDetail {}

  /** No commit did it. */
  record Infrastructure(String why) implements EventDetail {}

  /** A series of it became better again. */
  record Recovered(String alarm) implements EventDetail {}

  /** It did not stay so. */
  record Relapsed(String why) implements EventDetail {}

  /**
   * It recovered and stayed.
   *
   * @param by the commit that did it; absent where none was found
   */
  record Fixed(@Nullable Culprit by, String why) implements EventDetail {}

  /** Another regression, with the same culprit, goes on with its alarms. */
  record Merged(String into) implements EventDetail {}

  /** A person said that it does not matter. */
  record Ignored(String reason) implements EventDetail {}

  /** A person names another culprit. */
  record Blamed(Commit commit, String reason) implements EventDetail {}

  /**
   * A person says where the change lies, instead of the detector. What was measured between other
   * ends is set aside, and the regression is confirmed anew.
   *
   * @param repository path of the repository of both commits; alarms of others stay where they are
   * @param good the last commit that is certainly before the change
   * @param bad the first commit that is certainly after it
   */
  record Moved(String repository, Commit good, Commit bad, String reason) implements EventDetail {}

  /** A person withdrew it. */
  record Retracted(String reason) implements EventDetail {}

  /**
   * Notices about an event were written.
   *
   * @param event its number
   * @param noticeKind which ones; stores have it under its earlier name, too
   */
  record Told(int event, @JsonAlias("telling") NoticeKind noticeKind, int notices)
      implements EventDetail {}

  /** A commit with its subject line; the subject may be empty where it is not known. */
  record Commit(String id, String subject) {}

  /** A relative change of a metric with its 95 % interval, as signed fractions. */
  record Change(double fraction, double low, double high) {}

  /**
   * A commit that was proved to have changed a metric, or that a person names.
   *
   * @param change from its parents to it; absent where a person names it
   * @param confidence probability that it is this one; absent likewise
   * @param campaign the bisection; absent likewise
   * @param proof how it was proved, in a sentence
   */
  record Culprit(
      Commit commit,
      @Nullable Change change,
      @Nullable Double confidence,
      @Nullable String campaign,
      String proof) {}
}
