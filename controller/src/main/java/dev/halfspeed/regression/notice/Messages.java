package dev.halfspeed.regression.notice;

import dev.halfspeed.core.ShellWord;
import dev.halfspeed.regression.lifecycle.Event;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.RegressionDecision;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.regression.AlarmRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What people are told of a regression: one subject and one text for all of them. */
final class Messages {
  /** What compare takes where nobody says otherwise. */
  private static final String USUAL_CONFIG = "defconfig";

  private static final int TITLE = 60;
  private static final int FIXES_DIGITS = 12;
  private static final int MOST_SUSPECTS = 8;

  private Messages() {}

  /** A message; its subject is one line, whatever commits and alarms are called. */
  record Text(String subject, String body) {
    Text {
      subject = Printable.line(subject);
      body = Printable.lines(body);
    }
  }

  /** What its repository says of a regression's culprit. */
  static Optional<CommitLookup.Facts> facts(
      Regression regression, Rows rows, CommitLookup commits) {
    return regression
        .culprit()
        .flatMap(
            culprit -> commits.of(rows.measured(regression).repository(), culprit.commit().id()));
  }

  /** The message about an event. */
  static Text of(
      Regression regression, Rows rows, int event, NoticeKind noticeKind, CommitLookup commits) {
    Event about = regression.events().get(event - 1);
    AlarmRecord alarm = rows.measured(regression);
    String change = Words.change(fraction(regression, alarm));
    String what =
        "%s %s %s".formatted(alarm.workload().recipeName(), alarm.metric(), change).strip();
    return switch (noticeKind) {
      case CULPRIT ->
          new Text(
              "[REGRESSION] " + what + ": " + title(regression),
              culprit(regression, rows, alarm, commits));
      case NO_CULPRIT ->
          new Text(
              "[REGRESSION] " + what + ", commit not found",
              noCulprit(regression, rows, alarm, about));
      case UNCONFIRMED ->
          new Text("[unconfirmed] " + what, noCulprit(regression, rows, alarm, about));
      case FIXED -> new Text("[FIXED] " + what, fixed(regression, rows, alarm, about));
      case CORRECTION ->
          new Text("[CORRECTION] " + what, correction(regression, rows, alarm, about));
      case MACHINE -> new Text("[machine] " + what, machine(regression, rows, alarm, about));
      case NOTHING -> new Text("(nothing) " + what, "");
      case DIGEST -> throw new IllegalArgumentException("a digest is about many");
    };
  }

  private static double fraction(Regression regression, AlarmRecord alarm) {
    return change(regression)
        .map(EventDetail.Change::fraction)
        .orElseGet(() -> Math.expm1(alarm.change()));
  }

  private static Optional<EventDetail.Change> change(Regression regression) {
    return regression.culprit().map(EventDetail.Culprit::change).or(regression::change);
  }

  private static String title(Regression regression) {
    EventDetail.Commit commit = regression.culprit().orElseThrow().commit();
    return commit.subject().isEmpty() ? Words.shortId(commit.id()) : shortened(commit.subject());
  }

  private static String shortened(String words) {
    return words.length() <= TITLE ? words : words.substring(0, TITLE - 3) + "...";
  }

  private static String culprit(
      Regression regression, Rows rows, AlarmRecord alarm, CommitLookup commits) {
    EventDetail.Culprit culprit = regression.culprit().orElseThrow();
    EventDetail.Commit commit = culprit.commit();
    var mail = new PlainMail();
    mail.paragraph(
        culprit.change() == null
            ? "Hello, this commit has made " + alarm.metric() + " worse:"
            : "Hello, this commit has changed %s by %s:"
                .formatted(alarm.metric(), words(culprit.change())));
    mail.line("  " + named(commit)).line("");
    measured(mail, regression, rows, alarm);
    mail.paragraph("How that is known: " + culprit.proof());
    reproduce(mail, alarm, commit.id() + "~1", commit.id());
    mail.line("Fixes: " + fixes(commit));
    if (commits
        .of(alarm.repository(), commit.id())
        .filter(CommitLookup.Facts::isUpstream)
        .isPresent()) {
      mail.line("")
          .line("#regzbot introduced: " + commit.id())
          .line(
              "#regzbot title: "
                  + shortened(alarm.workload().recipeName() + ": " + alarm.metric() + " is worse"));
    }
    ways(mail, regression, rows);
    return mail.toString();
  }

  private static String noCulprit(
      Regression regression, Rows rows, AlarmRecord alarm, Event about) {
    var none = (EventDetail.WithoutCulprit) about.detail();
    var mail = new PlainMail();
    mail.paragraph(
        none.isConfirmed()
            ? "Hello, %s changed by %s, which fresh boots of both sides confirmed. No commit was found: %s."
                .formatted(
                    alarm.metric(),
                    change(regression)
                        .map(Messages::words)
                        .orElseGet(() -> Words.change(Math.expm1(alarm.change()))),
                    none.why().replaceAll("\\.$", ""))
            : "Hello, %s seems to have changed by %s. That is neither confirmed nor refuted: %s."
                .formatted(
                    alarm.metric(),
                    Words.change(Math.expm1(alarm.change())),
                    none.why().replaceAll("\\.$", "")));
    if (!none.suspects().isEmpty()) {
      mail.line("It may be one of these, the most probable first:");
      none.suspects().stream()
          .limit(MOST_SUSPECTS)
          .forEach(suspect -> mail.line("  " + named(suspect)));
      if (none.suspects().size() > MOST_SUSPECTS) {
        mail.line("  and %d more".formatted(none.suspects().size() - MOST_SUSPECTS));
      }
      mail.line("");
    }
    measured(mail, regression, rows, alarm);
    reproduce(mail, alarm, alarm.good(), alarm.bad());
    ways(mail, regression, rows);
    return mail.toString();
  }

  private static String fixed(Regression regression, Rows rows, AlarmRecord alarm, Event about) {
    var fixed = (EventDetail.Fixed) about.detail();
    var mail = new PlainMail();
    EventDetail.Culprit by = fixed.by();
    if (by == null) {
      mail.paragraph(
          "%s is well again, and has stayed so. Which commit did it is not known: %s."
              .formatted(alarm.metric(), fixed.why().replaceAll("\\.$", "")));
    } else {
      mail.paragraph("%s is well again, and has stayed so, since:".formatted(alarm.metric()));
      mail.line("  " + named(by.commit())).line("");
      if (by.change() != null) {
        mail.paragraph("It changed %s by %s.".formatted(alarm.metric(), words(by.change())));
      }
      mail.paragraph("How that is known: " + by.proof());
    }
    regression
        .culprit()
        .ifPresent(culprit -> {
          mail.line("The regression came with:").line("  " + named(culprit.commit())).line("");
        });
    measured(mail, regression, rows, alarm);
    ways(mail, regression, rows);
    return mail.toString();
  }

  private static String correction(
      Regression regression, Rows rows, AlarmRecord alarm, Event about) {
    var mail = new PlainMail();
    switch (about.detail()) {
      case EventDetail.Blamed(EventDetail.Commit commit, String reason) -> {
        mail.paragraph(
            "What was said here before was wrong. %s names another commit:"
                .formatted(about.principal()));
        mail.line("  " + named(commit)).line("");
        mail.paragraph("The reason: " + reason);
        reproduce(mail, alarm, commit.id() + "~1", commit.id());
        mail.line("Fixes: " + fixes(commit));
      }
      case EventDetail.Moved(
              String _,
              EventDetail.Commit good,
              EventDetail.Commit bad,
              String reason) -> {
        mail.paragraph(
            "What was said here before is set aside: %s says that the change lies between these two commits. It is measured anew; if that shows nothing, no more is written of it."
                .formatted(about.principal()));
        mail.line("  " + named(good)).line("  " + named(bad)).line("");
        mail.paragraph("The reason: " + reason);
      }
      case EventDetail.Retracted(String reason) ->
          mail.paragraph(
                  "What was said here before was wrong: %s takes it back. Please disregard it, and"
                          .formatted(about.principal())
                      + " sorry for the noise.")
              .paragraph("The reason: " + reason);
      default -> throw new IllegalArgumentException("no correction: " + about);
    }
    measured(mail, regression, rows, alarm);
    ways(mail, regression, rows);
    return mail.toString();
  }

  private static String machine(Regression regression, Rows rows, AlarmRecord alarm, Event about) {
    var mail = new PlainMail();
    mail.paragraph(
        "An alarm was raised, and no commit did it: "
            + ((EventDetail.Infrastructure) about.detail()).why()
            + ".");
    measured(mail, regression, rows, alarm);
    ways(mail, regression, rows);
    return mail.toString();
  }

  private static void measured(
      PlainMail mail, Regression regression, Rows rows, AlarmRecord alarm) {
    if (!alarm.workload().recipe().isEmpty()) {
      mail.field("recipe", alarm.workload().recipe() + parameters(alarm));
    }
    mail.field("metric", alarm.metric() + values(alarm));
    if (!alarm.machineClass().isEmpty()) {
      mail.field("measured on", alarm.machineClass());
    }
    mail.field(
        "tree", alarm.repository() + (alarm.branch().isEmpty() ? "" : ", " + alarm.branch()));
    // Where the detector saw it, wherever a person has moved it since.
    AlarmRecord raised = rows.alarm(alarm.key());
    mail.field("first seen", "%s..%s".formatted(shortName(raised.good()), shortName(raised.bad())));
    mail.field("seen by", alarm.source());
    mail.line("");
    List<AlarmRecord> others =
        rows.alarms(regression).stream().filter(other -> !other.key().equals(alarm.key())).toList();
    if (!others.isEmpty()) {
      mail.line("The same change was seen in:");
      others.forEach(other ->
          mail.item(
              "%s %s %s%s%s"
                  .formatted(
                      other.workload().recipeName(),
                      other.metric(),
                      Words.change(Math.expm1(other.change())),
                      other.branch().isEmpty() ? "" : ", " + other.branch(),
                      other.machineClass().isEmpty() ? "" : ", on " + other.machineClass())
                  .strip()));
      mail.line("");
    }
  }

  private static String parameters(AlarmRecord alarm) {
    return alarm.workload().parameters().isEmpty()
        ? ""
        : new TreeMap<>(alarm.workload().parameters())
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String values(AlarmRecord alarm) {
    if (alarm.before() == null || alarm.after() == null) {
      return "";
    }
    String unit = alarm.unit().equals("1/s") ? "" : alarm.unit();
    return ": %s before, %s after"
        .formatted(
            Words.value(Objects.requireNonNull(alarm.before()), unit),
            Words.value(Objects.requireNonNull(alarm.after()), unit));
  }

  /** Lines that whoever gets the mail can type. */
  private static void reproduce(PlainMail mail, AlarmRecord alarm, String good, String bad) {
    if (alarm.workload().recipe().isEmpty()) {
      return;
    }
    var options = new StringBuilder();
    if (alarm.workload().profile() != null) {
      options.append(" --profile ").append(ShellWord.of(alarm.workload().profile()));
    }
    new TreeMap<>(alarm.workload().parameters())
        .forEach(
            (name, value) -> options.append(" --param ").append(ShellWord.of(name + "=" + value)));
    mail.line("To reproduce it:")
        .line("  cd " + ShellWord.of(alarm.repository()))
        .line(
            "  halfspeed compare --repo . --recipe "
                + ShellWord.of(alarm.workload().recipe())
                + options
                + " \\");
    if (!alarm.workload().configBase().equals(USUAL_CONFIG)
        || !alarm.workload().configFragments().isEmpty()) {
      var config = new ArrayList<>(List.of(alarm.workload().configBase()));
      config.addAll(alarm.workload().configFragments());
      mail.line("      --config " + ShellWord.of(String.join("+", config)) + " \\");
    }
    mail.line(
            "      --metric "
                + ShellWord.of(alarm.metric())
                + " "
                + ShellWord.of(shortName(good))
                + " "
                + ShellWord.of(shortName(bad)))
        .line("");
  }

  private static void ways(PlainMail mail, Regression regression, Rows rows) {
    mail.line("")
        .paragraph(
            "If this is wrong, expected or of no matter, say so in a reply, or where Halfspeed"
                + " runs:")
        .line("  halfspeed regression show " + regression.id());
    String decisions =
        rows.decisions(regression).stream()
            .map(RegressionDecision::word)
            .collect(Collectors.joining("|"));
    if (!decisions.isEmpty()) {
      mail.line("  halfspeed regression " + decisions + " " + regression.id() + " --reason ...");
    }
  }

  /** As a Fixes: line has it. */
  private static String fixes(EventDetail.Commit commit) {
    String id =
        commit.id().length() > FIXES_DIGITS ? commit.id().substring(0, FIXES_DIGITS) : commit.id();
    return id
        + (commit.subject().isEmpty() ? "" : " (\"" + Printable.line(commit.subject()) + "\")");
  }

  static String named(EventDetail.Commit commit) {
    return fixes(commit);
  }

  private static String shortName(String revision) {
    return revision.replaceAll("^([0-9a-f]{12})[0-9a-f]{28}", "$1");
  }

  private static String words(EventDetail.Change change) {
    return Words.change(new BisectionView.Change(change.fraction(), change.low(), change.high()));
  }
}
