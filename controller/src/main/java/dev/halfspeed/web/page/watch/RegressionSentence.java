package dev.halfspeed.web.page.watch;

import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.web.page.Show;

/** Where a regression stands, in a sentence: what became worse, by how much, on what, how sure. */
public final class RegressionSentence {
  private RegressionSentence() {}

  /** What changed, by how much and where. */
  public static String what(RegressionView regression) {
    if (regression.alarms().isEmpty()) {
      return "no alarm is left of it";
    }
    RegressionView.Alarm alarm = regression.alarms().getFirst();
    String measured = alarm.metric() + (alarm.recipe().isEmpty() ? "" : " of " + alarm.recipe());
    String size =
        regression.change() == null
            ? Show.percent(alarm.change()) + " as the alarm says"
            : Show.change(
                regression.change().fraction(),
                regression.change().low(),
                regression.change().high());
    int others = regression.alarms().size() - 1;
    return Show.line(measured)
        + " changed by "
        + size
        + (alarm.branch().isEmpty() ? "" : " in " + Show.line(alarm.branch()))
        + (alarm.machineClass().isEmpty() ? "" : " on " + Show.line(alarm.machineClass()))
        + (others == 0 ? "" : ", with " + Show.count(others, "other alarm"));
  }

  /** All of it. */
  public static String of(RegressionView regression) {
    return what(regression) + ": " + now(regression) + ".";
  }

  /** How sure that is, and what is being done. */
  private static String now(RegressionView regression) {
    boolean isConfirmed = regression.change() != null;
    return switch (regression.state()) {
      case "detected" -> "not confirmed yet, alarms are being gathered";
      case "held" -> "not confirmed yet, fresh boots of both sides are to tell";
      case "confirmed" -> "fresh boots confirmed it, its bisection is next";
      case "bisecting" ->
          (isConfirmed ? "fresh boots confirmed it, " : "") + "its commit is being looked for";
      case "culprit known" -> culprit(regression);
      case "without a culprit" ->
          (isConfirmed ? "fresh boots confirmed it, " : "not confirmed, ")
              + "and no commit was found";
      case "verifying the fix" ->
          "a series of it is better again, and whether that lasts is being found out";
      case "fixed" ->
          "fixed"
              + (regression.fix() == null
                  ? ", by a commit that is not known"
                  : " by " + commit(regression.fix()));
      case "insignificant" -> "fresh boots do not show it";
      case "infrastructure" -> "no commit did it";
      case "merged" -> "another regression has the same culprit and goes on with its alarms";
      default -> regression.state() + " by a person";
    };
  }

  private static String culprit(RegressionView regression) {
    RegressionView.Commit culprit = regression.culprit();
    if (culprit == null) {
      return "its commit is known";
    }
    Double confidence = culprit.confidence();
    return commit(culprit)
        + " did it"
        + (confidence == null
            ? ", as a person says"
            : ", which is "
                + dev.halfspeed.report.Words.probability(confidence)
                + " sure and was proved");
  }

  private static String commit(RegressionView.Commit commit) {
    return Show.commit(commit.id())
        + (commit.subject().isEmpty() ? "" : " (" + Show.line(commit.subject()) + ")");
  }
}
