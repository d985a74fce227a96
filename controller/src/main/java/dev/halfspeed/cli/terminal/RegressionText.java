package dev.halfspeed.cli.terminal;

import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Regressions and notices in lines for a terminal. */
public final class RegressionText {
  private RegressionText() {}

  /** Whether something is still to be done about it. */
  public static boolean isOpen(RegressionView regression) {
    return Arrays.stream(State.values())
        .anyMatch(state -> state.words().equals(regression.state()) && state.isOpen());
  }

  /** A line each. */
  public static List<String> list(List<RegressionView> regressions) {
    return regressions.stream()
        .map(regression ->
            "%-8s  %-18s  %s  %s"
                .formatted(
                    regression.id(), regression.state(), measured(regression), named(regression))
                .stripTrailing())
        .toList();
  }

  private static String measured(RegressionView regression) {
    if (regression.alarms().isEmpty()) {
      return "no alarm";
    }
    RegressionView.Alarm alarm = regression.alarms().getFirst();
    double change = regression.change() == null ? alarm.change() : regression.change().fraction();
    return "%s %s %s".formatted(alarm.recipe(), alarm.metric(), Words.change(change)).strip();
  }

  private static String named(RegressionView regression) {
    RegressionView.Commit culprit = regression.culprit();
    return culprit == null ? "" : commit(culprit);
  }

  private static String commit(RegressionView.Commit commit) {
    return Words.shortId(commit.id())
        + (commit.subject().isEmpty() ? "" : " (\"" + commit.subject() + "\")");
  }

  /** Of a watch's alarm its key says it. */
  private static String raisedBy(RegressionView.Alarm alarm) {
    return alarm.principal().isEmpty() || alarm.principal().equals(alarm.source())
        ? ""
        : ", raised by " + alarm.principal();
  }

  /** All of one. */
  public static List<String> show(RegressionView regression) {
    var lines = new ArrayList<String>();
    lines.add(
        "Regression %s: %s since %s"
            .formatted(regression.id(), regression.state(), regression.since()));
    if (!regression.why().isEmpty()) {
      lines.add(regression.why());
    }
    if (regression.change() != null) {
      lines.add(
          "Change:  "
              + Words.change(
                  new BisectionView.Change(
                      regression.change().fraction(),
                      regression.change().low(),
                      regression.change().high())));
    }
    if (regression.between().movedBy() != null) {
      lines.add(
          "Between: %s and %s, where %s moved it"
              .formatted(
                  Words.shortId(regression.between().good()),
                  Words.shortId(regression.between().bad()),
                  regression.between().movedBy()));
    }
    if (regression.culprit() != null) {
      lines.add("Culprit: " + commit(regression.culprit()));
    }
    if (regression.fix() != null) {
      lines.add("Fix:     " + commit(regression.fix()));
    }
    regression.suspects().forEach(suspect -> lines.add("Suspect: " + commit(suspect)));
    lines.add("");
    lines.add("Alarms");
    for (RegressionView.Alarm alarm : regression.alarms()) {
      lines.add(
          "  %s  %s %s %s, %s..%s (%s%s)"
              .formatted(
                  alarm.at(),
                  alarm.recipe(),
                  alarm.metric(),
                  Words.change(alarm.change()),
                  Words.shortId(alarm.good()),
                  Words.shortId(alarm.bad()),
                  alarm.key(),
                  raisedBy(alarm)));
    }
    lines.add("");
    lines.add("History");
    for (RegressionView.Step step : regression.history()) {
      lines.add("  %s  %-10s %s".formatted(step.at(), step.principal(), step.words()));
    }
    if (!regression.notices().isEmpty()) {
      lines.add("");
      lines.add("Notices");
      notices(regression.notices()).forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  /** A line each. */
  public static List<String> notices(List<RegressionView.Notice> notices) {
    return notices.stream()
        .map(notice ->
            "%s  %-9s  %s %s to %s%s"
                .formatted(
                    notice.at(),
                    notice.state(),
                    notice.key(),
                    "\"" + notice.subject() + "\"",
                    notice.recipient(),
                    notice.words().isEmpty() ? "" : ": " + notice.words()))
        .toList();
  }
}
