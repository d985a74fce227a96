package dev.halfspeed.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines that a pipe shows. */
final class NarratorTest {
  @Test
  void tellsEachThingOnceInItsOrder() {
    Narrator narrator = new Narrator(true);
    List<String> told = new ArrayList<>();
    told.addAll(narrator.tell(Views.started(), Views.at(6)));
    told.addAll(narrator.tell(Views.started(), Views.at(7)));
    told.addAll(narrator.tell(Views.searching(), Views.at(312)));
    told.addAll(narrator.tell(Views.narrow(), Views.at(341)));
    assertThat(told)
        .containsExactly(
            """
            [   0:00] bisection k3f9: 66 candidates from 1111111111 (good) to bbbbbbbbbb (bad)
            [   0:00] recipe pgbench-simple-update, metric tps in 1/s (higher is better), \
            confidence 99 %, config tinyconfig+guest.config
            [   0:00] page http://127.0.0.1:7450/bisections/k3f9
            [   0:05] local: build 1111111111 Import Linux 6.12.117 - the good end
            [   0:06] calibrating
            [   3:30] local: built after 3 min 25 s, 1111111111 Import Linux 6.12.117
            [   3:50] sample 1: 1,318 tps  1111111111 Import Linux 6.12.117 (good end, boot 1 on \
            local)
            [   4:59] sample 2: 1,000 tps  bbbbbbbbbb doc: say how to reach the list (bad end, \
            boot 2 on local)
            [   5:00] searching: effect -24.1 % (95 %: -24.6 % to -23.7 %), noise between boots \
            0.05 %; about 14 boots, 5 min, 99 % to name the culprit within 200 boots
            [   5:00] local: build and boot 5555555555 mm: look twice before taking the lruvec \
            lock - halves what is left
            [   5:31] local: unbuildable after 11 s, 7777777777 fs: rename a field of struct \
            file: fs/file.c:12: error: no member named f_count [log: halfspeed log k3f9 j3]
            [   5:41] 3 of 66 suspects left, most likely 62 % cccccccccc futex: keep waiters \
            sorted, about 6 boots, 1 min left
            """
                .lines()
                .toArray(String[]::new));
  }

  @Test
  void aMachineThatHasChangedIsToldOnce() {
    Narrator narrator = new Narrator(false);
    narrator.tell(Views.started(), Views.at(6));
    narrator.tell(Views.searching(), Views.at(312));
    assertThat(narrator.tell(Views.changed(9), Views.at(320)))
        .containsExactly(
            "[   5:20] on local tps changed by -37.2 % with boot 9, whatever was booted: something"
                + " else has changed there, and the search goes on with that");
    assertThat(narrator.tell(Views.changed(10), Views.at(330))).isEmpty();
  }

  @Test
  void onATerminalOnlyWhatTheBlockDoesNotShow() {
    Narrator narrator = new Narrator(false);
    narrator.tell(Views.started(), Views.at(6));
    assertThat(narrator.tell(Views.narrow(), Views.at(341)))
        .hasSize(4)
        .anyMatch(line -> line.contains("sample 1: "))
        .anyMatch(line -> line.contains("sample 2: "))
        .anyMatch(line -> line.contains("searching"))
        .anyMatch(line -> line.contains("unbuildable"));
  }

  @Test
  void silenceIsBrokenAfterHalfAMinute() {
    Narrator narrator = new Narrator(true);
    narrator.tell(Views.started(), Views.at(6));
    assertThat(narrator.heartbeat(Views.started(), Views.at(35))).isEmpty();
    assertThat(narrator.heartbeat(Views.started(), Views.at(36)))
        .containsExactly(
            "[   0:36] still calibrating: local building for 31 s (compile 812 of about 1,500),"
                + " 1111111111 Import Linux 6.12.117");
    assertThat(narrator.heartbeat(Views.started(), Views.at(37))).isEmpty();
  }
}
