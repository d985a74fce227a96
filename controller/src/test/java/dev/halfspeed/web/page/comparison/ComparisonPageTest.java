package dev.halfspeed.web.page.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.terminal.Comparisons;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.BisectionView.Change;
import dev.halfspeed.report.view.BisectionView.Commit;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ComparisonView.Pair;
import dev.halfspeed.report.view.ComparisonView.Variant;
import dev.halfspeed.report.view.ComparisonView.Verdict;
import dev.halfspeed.web.page.Templates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonPageTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String HOSTILE = "</svg><script>alert(1)</script>\u202e";
  private static final int BLOCKS = 30;

  private static String html(ComparisonView view, int boots, boolean mayCancel) {
    return new Templates().write(ComparisonPage.of(view, boots, 1, START, mayCancel));
  }

  /** A loss of which one variant gives back a half, and one nothing. */
  private static ComparisonView loss(BisectionView.State state) {
    List<String> names = List.of("bad", "good", "half", HOSTILE);
    double[] levels = {700, 1000, 850, 700};
    var variants = new ArrayList<Variant>();
    for (int i = 0; i < names.size(); i++) {
      variants.add(
          new Variant(
              names.get(i),
              new Commit(Integer.toString(i).repeat(40), "Linux " + HOSTILE, null),
              i == 2 ? "preempt=none" : "",
              BLOCKS,
              i == 3 ? HOSTILE : null));
    }
    var boots = new ArrayList<ComparisonView.Boot>();
    for (int block = 1; block <= BLOCKS; block++) {
      for (int i = 0; i < names.size(); i++) {
        boots.add(
            new ComparisonView.Boot(
                boots.size() + 1,
                names.get(i),
                "lab-1",
                "k1-" + boots.size() + "/1",
                block,
                START,
                List.of(levels[i] + block),
                null));
      }
    }
    return new ComparisonView(
        "k1",
        state,
        "ann",
        START,
        state == BisectionView.State.RUNNING ? null : START.plusSeconds(3784),
        "pgbench-simple-update",
        Map.of("clients", "4"),
        "tps",
        "1/s",
        true,
        0.99,
        0.01,
        200,
        variants,
        List.of(
            new Pair("bad", "good", Verdict.DIFFERENT, new Change(0.43, 0.4, 0.46), null),
            new Pair("bad", HOSTILE, Verdict.UNDECIDED, null, 12)),
        List.of(
            new ComparisonView.Metric(
                "tps",
                "1/s",
                true,
                Arrays.asList(700.0, 1000.0, 850.0, null),
                Arrays.asList(null, new Change(0.43, 0.4, 0.46), null, null))),
        new ComparisonView.Latencies(
            List.of(0.0, 50.0, 99.0, 100.0),
            List.of(
                List.of(0.1, 2.0, 9.0, 90.0),
                List.of(0.1, 1.0, 4.0, 50.0),
                List.of(0.0, 0.0, 0.0, 0.0),
                List.of()),
            List.of(1000L, 1000L, 1000L, 0L)),
        boots.size(),
        null,
        List.of(),
        null,
        CampaignOrigin.NOBODY,
        boots,
        List.of(
            new ComparisonView.Fault(
                "boot", HOSTILE, "lab-1", "k1-999/2", START, "unbootable", HOSTILE)),
        "good",
        List.of(new ComparisonView.Recovery("half", new Change(0.5, 0.41, 0.6))),
        List.of(),
        null);
  }

  @Test
  void itShowsVerdictsBootsLatenciesFaultsAndWhatGivesTheLossBack() {
    String page = html(loss(BisectionView.State.CONCLUDED), 1, true);
    assertThat(page)
        .contains(
            "good has 43.0 % more tps than bad",
            "What gives the loss back",
            "50 %",
            "41 % to 60 %",
            "preempt=none",
            "id=\"boot-120\"",
            "/jobs/k1-999/2/log",
            "id=\"fault-k1-999-2\"",
            "data-address=\"#boot-120\"",
            "data-address=\"/comparisons/k1?boots=3#boot-1\"",
            "unbootable",
            "part of the transactions that took no longer",
            "rel=\"next\"")
        .doesNotContain("NaN", "Infinity", "<script>alert", "\u202e");
    assertThat(page.split("<circle", -1)).hasSize(1 + 4 * BLOCKS);
    assertThat(page.split("<path class=\"curve c[0-9]\" d=\"M76[.0]* ", -1)).hasSize(1 + 3);
  }

  @Test
  void anOlderPageOfBootsHasThem() {
    assertThat(html(loss(BisectionView.State.CONCLUDED), 3, true))
        .contains(
            "id=\"boot-1\"",
            "data-address=\"#boot-1\"",
            "data-address=\"/comparisons/k1?boots=1#boot-120\"",
            "rel=\"prev\"")
        .doesNotContain("id=\"boot-120\"");
  }

  @Test
  void oneThatIsPausedSaysSo() {
    assertThat(html(Comparisons.paused(loss(BisectionView.State.RUNNING)), 1, true))
        .contains(
            "class=\"badge live\">paused",
            "It is paused by ann: the lab moves; it gets no new work until somebody resumes it.",
            "action=\"/comparisons/k1/resume\"");
  }

  @Test
  void onlyWhoMayCancelIsOfferedIt() {
    ComparisonView running = loss(BisectionView.State.RUNNING);
    assertThat(html(running, 1, true))
        .contains("action=\"/comparisons/k1/cancel\"", "action=\"/comparisons/k1/pause\"")
        .doesNotContain("/comparisons/k1/override");
    assertThat(html(running, 1, false)).doesNotContain("<form class=\"card\"");
    assertThat(html(loss(BisectionView.State.CONCLUDED), 1, true))
        .doesNotContain("/comparisons/k1/cancel");
  }
}
