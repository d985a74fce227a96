package dev.halfspeed.regression.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.regression.lifecycle.Event;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.MadeAlarms;
import dev.halfspeed.regression.lifecycle.MadeRows;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MessagesTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final String COMMIT = "1234567890abcdef1234567890abcdef12345678";
  private static final EventDetail.Culprit CULPRIT =
      new EventDetail.Culprit(
          new EventDetail.Commit(COMMIT, "mm: fold the slow path into the fast one"),
          new EventDetail.Change(-0.071, -0.08, -0.062),
          0.995,
          "b1",
          "1234567890 changed tps by -7.1 % (95 %: -8.0 % to -6.2 %), with probability 99.5 %; 4"
              + " fresh boots of it against 4 of what was before confirm it.");

  private final Map<String, AlarmRecord> alarms = new LinkedHashMap<>();

  private Regression regression(EventDetail... more) {
    AlarmRecord first =
        MadeAlarms.alarm("a1", AT, 0, AlarmRecord.Kind.LOSS, Math.log(0.929), 10, 20);
    AlarmRecord second =
        MadeAlarms.alarm("a2", AT, 3, AlarmRecord.Kind.LOSS, Math.log(0.96), 10, 20);
    alarms.put("a1", first);
    alarms.put("a2", second);
    var events = new ArrayList<Event>();
    for (EventDetail detail :
        List.of(
            new EventDetail.Detected("a1"),
            new EventDetail.Joined("a2", "overlaps"),
            new EventDetail.Held(),
            new EventDetail.Confirmed("a1", CULPRIT.change()),
            new EventDetail.Bisecting("a1"))) {
      events.add(event(events.size() + 1, detail));
    }
    for (EventDetail detail : more) {
      events.add(event(events.size() + 1, detail));
    }
    return MadeRows.regression(events);
  }

  private static Event event(int number, EventDetail detail) {
    return new Event("r1a2b3c4", number, "k" + number, AT, "ada", detail);
  }

  private String text(Regression regression, NoticeKind noticeKind, boolean isUpstream) {
    Rows rows = MadeRows.of(alarms, regression);
    Messages.Text text =
        Messages.of(
            regression,
            rows,
            regression.events().size(),
            noticeKind,
            (_, commit) ->
                Optional.of(
                    new CommitLookup.Facts(
                        commit,
                        "mm",
                        isUpstream,
                        new Audience.People("ada@example.org", List.of()))));
    assertThat(text.body().lines())
        .allSatisfy(line -> {
          if (!line.startsWith("  ") && !line.startsWith("Fixes:") && !line.startsWith("#")) {
            assertThat(line.length()).as(line).isLessThanOrEqualTo(72);
          }
        });
    return "Subject: " + text.subject() + "\n\n" + text.body();
  }

  @Test
  void aRecipeIsCalledByItsNameAndFoundByItsPathWithItsConfiguration() {
    Regression regression = regression(new EventDetail.CulpritFound(CULPRIT));
    AlarmRecord first = Objects.requireNonNull(alarms.get("a1"));
    var workload =
        new AlarmRecord.Workload(
            "/home/ada/round trips",
            null,
            Map.of(),
            "tinyconfig",
            List.of("/srv/guest.config"),
            null);
    alarms.put(
        "a1",
        new AlarmRecord(
            first.key(),
            first.at(),
            first.principal(),
            first.source(),
            first.series(),
            first.kind(),
            first.repository(),
            first.branch(),
            workload,
            first.machineClass(),
            first.metric(),
            first.unit(),
            first.gaps(),
            first.change(),
            first.lower(),
            first.upper(),
            first.before(),
            first.after(),
            first.words()));

    assertThat(text(regression, NoticeKind.CULPRIT, true))
        .contains(
            "Subject: [REGRESSION] round trips tps -7.1 %: ",
            "#regzbot title: round trips: tps is worse",
            """
              halfspeed compare --repo . --recipe '/home/ada/round trips' \\
                  --config tinyconfig+/srv/guest.config \\
                  --metric tps\
            """);
  }

  @Test
  void aCulpritIsToldAsAKernelDeveloperReadsIt() {
    Regression regression = regression(new EventDetail.CulpritFound(CULPRIT));
    assertThat(text(regression, NoticeKind.CULPRIT, false))
        .isEqualTo(
            """
            Subject: [REGRESSION] recipe-0 tps -7.1 %: mm: fold the slow path into the fast one

            Hello, this commit has changed tps by -7.1 % (95 %: -8.0 % to -6.2 %):

              1234567890ab ("mm: fold the slow path into the fast one")

              recipe      recipe-0
              metric      tps: 1,000 tps before, 929.0 tps after
              measured on m1
              tree        /linux, master
              first seen  00000000000a..000000000014
              seen by     watch nightly

            The same change was seen in:
              - recipe-1 tps -4.0 %, next, on m1

            How that is known: 1234567890 changed tps by -7.1 % (95 %: -8.0 % to
            -6.2 %), with probability 99.5 %; 4 fresh boots of it against 4 of what
            was before confirm it.

            To reproduce it:
              cd /linux
              halfspeed compare --repo . --recipe recipe-0 \\
                  --metric tps 1234567890ab~1 1234567890ab

            Fixes: 1234567890ab ("mm: fold the slow path into the fast one")

            If this is wrong, expected or of no matter, say so in a reply, or where
            Halfspeed runs:

              halfspeed regression show r1a2b3c4
              halfspeed regression move|blame|ignore|retract r1a2b3c4 --reason ...
            """
                .replace("00000000000a..000000000014", "000000000000..000000000000"));
  }

  @Test
  void regzbotIsToldOfUpstreamTreesOnly() {
    Regression regression = regression(new EventDetail.CulpritFound(CULPRIT));
    assertThat(text(regression, NoticeKind.CULPRIT, false)).doesNotContain("#regzbot");
    assertThat(text(regression, NoticeKind.CULPRIT, true))
        .contains("#regzbot introduced: " + COMMIT, "#regzbot title: recipe-0: tps is worse");
  }

  @Test
  void whatIsNotKnownIsSaidToo() {
    Regression none =
        regression(
            new EventDetail.WithoutCulprit(
                "The budget is used up.", true, List.of(CULPRIT.commit())));
    assertThat(text(none, NoticeKind.NO_CULPRIT, false))
        .contains(
            "commit not found",
            "No commit was found: The budget is used",
            "It may be one of these");
    Regression retracted =
        regression(
            new EventDetail.CulpritFound(CULPRIT), new EventDetail.Retracted("the disk was full"));
    assertThat(text(retracted, NoticeKind.CORRECTION, false))
        .contains("[CORRECTION]", "ada takes it back", "The reason: the disk was full")
        .doesNotContain("Fixes:");
    Regression blamed =
        regression(
            new EventDetail.CulpritFound(CULPRIT),
            new EventDetail.Blamed(
                new EventDetail.Commit("f".repeat(40), "sched: y"), "the merge only exposed it"));
    assertThat(text(blamed, NoticeKind.CORRECTION, false))
        .contains("ada names", "Fixes: ffffffffffff (\"sched: y\")")
        .doesNotContain("1234567890ab");
    Regression moved =
        regression(
            new EventDetail.CulpritFound(CULPRIT),
            new EventDetail.Moved(
                "/srv/linux",
                new EventDetail.Commit("d".repeat(40), "Linux 7.0-rc1"),
                new EventDetail.Commit("e".repeat(40), "Linux 7.0-rc2"),
                "it came a tag later"));
    assertThat(text(moved, NoticeKind.CORRECTION, false))
        .contains(
            "[CORRECTION]",
            "set aside: ada says",
            "Linux 7.0-rc1",
            "Linux 7.0-rc2",
            "The reason: it came a tag later")
        .doesNotContain("Fixes:", "1234567890ab");
  }

  @Test
  void aMachineThatChangedIsNotToBeMoved() {
    alarms.put("m1", MadeAlarms.alarm("m1", AT, 0, AlarmRecord.Kind.MACHINE, -0.05, 10, 20));
    Regression machine =
        MadeRows.regression(
            List.of(
                event(1, new EventDetail.Detected("m1")),
                event(2, new EventDetail.Infrastructure("the reference itself changed on m1"))));
    assertThat(text(machine, NoticeKind.MACHINE, false))
        .contains("no commit did it: the reference itself changed", "halfspeed regression show")
        .doesNotContain("halfspeed regression move");
  }

  @Test
  void whatIsTypedIsQuotedAndWhatIsReadIsOneLine() {
    Regression regression =
        regression(
            new EventDetail.CulpritFound(
                new EventDetail.Culprit(
                    new EventDetail.Commit(COMMIT, "mm: x\r\nBcc: all@example.org"),
                    null,
                    null,
                    null,
                    "proof")));
    alarms.computeIfPresent("a1", (_, plain) -> odd(plain));
    String text = text(regression, NoticeKind.CULPRIT, false);
    assertThat(text)
        .contains(
            "Subject: [REGRESSION] it's tps; reboot -7.1 %: mm: x  Bcc: all@example.org\n",
            "  cd '/srv/my $(reboot)'\n",
            "--recipe 'it'\\''s' --profile 'a b' --param 'scale=1; reboot' \\\n",
            "      --metric 'tps; reboot' 1234567890ab~1 1234567890ab\n")
        .doesNotContain("\r", "\nBcc");
  }

  private static AlarmRecord odd(AlarmRecord alarm) {
    return new AlarmRecord(
        alarm.key(),
        alarm.at(),
        alarm.principal(),
        alarm.source(),
        alarm.series(),
        alarm.kind(),
        "/srv/my $(reboot)",
        alarm.branch(),
        new AlarmRecord.Workload(
            "it's", "a b", Map.of("scale", "1; reboot"), "defconfig", List.of(), null),
        alarm.machineClass(),
        "tps; reboot",
        alarm.unit(),
        alarm.gaps(),
        alarm.change(),
        alarm.lower(),
        alarm.upper(),
        alarm.before(),
        alarm.after(),
        alarm.words());
  }
}
