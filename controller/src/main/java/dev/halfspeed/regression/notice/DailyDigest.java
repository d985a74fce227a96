package dev.halfspeed.regression.notice;

import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.report.Words;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What changed in a day. */
final class DailyDigest {
  private DailyDigest() {}

  /** Regressions that people are told of, and whose state changed between two times. */
  static List<Regression> changed(Rows rows, Instant from, Instant to) {
    return rows.regressions().stream()
        .filter(regression -> isTold(regression.state()))
        .filter(regression -> regression.since().isBefore(to) && !regression.since().isBefore(from))
        .toList();
  }

  /** Nothing is said of what was found to be nothing, nor of what is not known yet. */
  private static boolean isTold(State state) {
    return switch (state) {
      case CULPRIT_KNOWN, VERIFYING_THE_FIX, FIXED, WITHOUT_A_CULPRIT, INFRASTRUCTURE, RETRACTED ->
          true;
      case DETECTED, HELD, CONFIRMED, BISECTING, INSIGNIFICANT, IGNORED, MERGED -> false;
    };
  }

  static Messages.Text of(List<Regression> changed, Rows rows, Instant to) {
    var mail = new PlainMail();
    mail.paragraph("What changed since the last digest:");
    for (Regression regression : changed) {
      AlarmRecord alarm = rows.measured(regression);
      mail.item(
          "%s %s %s %s: %s%s"
              .formatted(
                  regression.id(),
                  alarm.workload().recipeName(),
                  alarm.metric(),
                  Words.change(Math.expm1(alarm.change())),
                  regression.state().words(),
                  regression
                      .culprit()
                      .map(culprit -> ", " + Messages.named(culprit.commit()))
                      .orElse("")));
    }
    mail.line("").line("All of them: halfspeed regression list");
    return new Messages.Text(
        "Halfspeed: %s changed by %s"
            .formatted(
                Words.count(changed.size(), "regression"), to.atZone(ZoneOffset.UTC).toLocalDate()),
        mail.toString());
  }
}
