package dev.halfspeed.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.bisection.BisectionReport;
import org.junit.jupiter.api.Test;

/** How an end is told. */
final class ConclusionTextTest {
  @Test
  void aCulpritWithItsEffectAndProof() {
    assertThat(String.join("\n", ConclusionText.lines(Views.found(), 100)))
        .isEqualTo(
            """
            Culprit: cccccccccccccccccccccccccccccccccccccccc
                     futex: keep waiters sorted
              confidence  over 99.9 %
              effect      tps -24.1 % (95 %: -24.6 % to -23.7 %), 98 % of the change between the ends
              proof       culprit 1,000 1,001 tps
                          parent 1,318 1,318 tps
                          taking it back on the bad end recovers 99 %
              time        7 min 12 s, 12 boots, 11 builds
              spent on    build 4 min 10 s, measure 2 min 00 s, boot 40 s, idle 4 s (1.0 %)
              page        http://127.0.0.1:7450/bisections/k3f9
              report      /home/ann/.local/state/halfspeed/reports/k3f9.md\
            """);
  }

  @Test
  void everyCulpritWithItsShareAndProof() {
    assertThat(String.join("\n", ConclusionText.lines(Views.severalCulprits(), 100)))
        .contains(
            """
              effect      tps -24.1 % (95 %: -24.6 % to -23.7 %), 67 % of the change between the ends
              proof       culprit 1,000 1,001 tps
                          parent 1,318 1,318 tps
                          taking it back on the bad end recovers 99 %
              and         7777777777 fs: rename a field of struct file
              confidence  99 %
              effect      tps -12.1 % (95 %: -13.1 % to -11.2 %), 31 % of the change between the ends
              proof       culprit 1,160 tps
                          parent 1,318 tps
              time\
            """
                .stripTrailing());
  }

  @Test
  void theReportHasEveryCulpritsProof() {
    assertThat(BisectionReport.of(Views.severalCulprits()))
        .contains(
            """
            ## Further culprit: `7777777777` fs: rename a field of struct file

            Changed tps by -12.1 % (95 %: -13.1 % to -11.2 %), 31.0 % of the whole change, with \
            probability 99 %.

            Fresh boots, the culprit against what was before it, in 1/s:

            - culprit: 1,160 1/s
            - before: 1,318 1/s
            """);
  }

  @Test
  void aConfidenceBelowWhatWasAskedForSaysSo() {
    assertThat(
            String.join(
                "\n",
                ConclusionText.lines(Views.ofAnImprovement(0.995, Views.severalCulprits()), 100)))
        .contains("confidence  over 99.9 %")
        .contains("confidence  99.2 %, less than the 99.5 % asked for");
  }

  @Test
  void suspectsWithTheReason() {
    assertThat(String.join("\n", ConclusionText.lines(Views.undecided(), 80)))
        .isEqualTo(
            """
            Suspects.
                          One of 2 commits: the commits between them do not build, so no
                          test tells them apart.
              effect      -24.1 % (95 %: -24.6 % to -23.7 %)
              confidence  99 % that it is one of
                          7777777777 fs: rename a field of struct file
                          cccccccccc futex: keep waiters sorted
              time        7 min 12 s, 12 boots, 11 builds
              spent on    build 4 min 10 s, measure 2 min 00 s, boot 40 s, idle 4 s (1.0 %)
              page        http://127.0.0.1:7450/bisections/k3f9
              report      /home/ann/.local/state/halfspeed/reports/k3f9.md\
            """);
  }
}
