package dev.halfspeed.web.page.configs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.terminal.ConfigBisectionSamples;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.web.page.Templates;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigBisectionPageTest {
  private static final Instant NOW = Instant.parse("2026-11-29T11:00:00Z");

  private static String html(ConfigBisectionView view, boolean mayAct) {
    return new Templates().write(ConfigBisectionPage.of(view, 1, 1, NOW, mayAct));
  }

  @Test
  void oneThatRunsSaysWhatItKnowsAndAsks() {
    String page = html(ConfigBisectionSamples.secondRound(), true);
    assertThat(page)
        .contains(
            "data-every=\"10\"",
            "Searching, 12 suspects left",
            "Which option carries the loss",
            "What CONFIG_B n -&gt; y needs beside itself, without CONFIG_D n -&gt; y, proved"
                + " before",
            "data-label=\"Boots\">19 boots</td>",
            "data-label=\"Boots\">12 boots</td>",
            "Suspects of this round",
            "can't be tested: a.c:1: error: no",
            "id=\"job-o7c1d2e3-3-1\"",
            "data-address=\"#job-o7c1d2e3-3-1\"",
            "/jobs/o7c1d2e3-5/1/log",
            "unbuildable",
            "CONFIG_Z n -&gt; y",
            "the compiler or the guest decides it",
            "action=\"/config-bisections/o7c1d2e3/cancel\"")
        .doesNotContain("NaN", "Infinity");
    // Three boots in three lanes; the third configuration has none.
    assertThat(page.split("<circle", -1)).hasSize(1 + 3);
    assertThat(page.split("class=\"middle strong\"", -1)).hasSize(1 + 3);
    assertThat(page.split("<line class=\"change\"", -1)).hasSize(1 + 2);
    assertThat(html(ConfigBisectionSamples.secondRound(), false)).doesNotContain("<form");
  }

  @Test
  void oneThatIsPausedSaysByWhomAndWhatWasLeftOut() {
    String page = html(ConfigBisectionSamples.paused(), true);
    assertThat(page)
        .contains(
            "class=\"badge live\">paused",
            "Paused by ann: the lab moves (round 2",
            "1. paused it",
            "no evidence: left out by ann: a backup ran",
            "action=\"/config-bisections/o7c1d2e3/undo\"",
            "action=\"/config-bisections/o7c1d2e3/resume\"")
        .doesNotContain("/override\"", "/pause\"");
    for (String form : List.of("priority", "budget", "exclude", "remeasure", "cancel")) {
      assertThat(page).contains("action=\"/config-bisections/o7c1d2e3/" + form + "\"");
    }
    assertThat(html(ConfigBisectionSamples.paused(), false))
        .contains("1. paused it")
        .doesNotContain("<form");
  }

  @Test
  void oneThatFoundASetShowsItsEffectAndWhatElseChanges() {
    String page = html(ConfigBisectionSamples.found(), true);
    assertThat(page)
        .contains(
            "options found",
            "<p class=\"headline\">" + ConfigBisectionSamples.PROVED + "</p>",
            "<code class=\"option\">CONFIG_A n -&gt; y</code>",
            "\u221250.0 %",
            "95 %: \u221251.0 to \u221249.0 %",
            "98.0 %",
            "2 against 2",
            "CONFIG_C n -&gt; y")
        .doesNotContain("data-every", "Suspects of this round", "/cancel\"");
    assertThat(page.split("CONFIG_C n -&gt; y", -1)).as("told once").hasSize(1 + 1);
  }

  @Test
  void aDotLeadsToTheRowOfItsBootOnWhicheverPageThatIs() {
    ConfigBisectionView view = ConfigBisectionSamples.many(45);
    String newest = html(view, true);
    assertThat(newest)
        .contains(
            "tps of 40 boots of 40 configurations, those that were tried last;",
            "id=\"job-o7c1d2e3-89-1\"",
            "data-address=\"#job-o7c1d2e3-89-1\"",
            "data-address=\"#job-o7c1d2e3-41-1\"",
            "data-address=\"/config-bisections/o7c1d2e3?attempts=2#job-o7c1d2e3-39-1\"")
        .doesNotContain("id=\"job-o7c1d2e3-39-1\"");
    String older = new Templates().write(ConfigBisectionPage.of(view, 1, 2, NOW, true));
    assertThat(older)
        .contains(
            "id=\"job-o7c1d2e3-39-1\"",
            "data-address=\"#job-o7c1d2e3-39-1\"",
            "data-address=\"/config-bisections/o7c1d2e3?attempts=1#job-o7c1d2e3-41-1\"");
  }

  @Test
  void oneWithoutASetSaysSo() {
    assertThat(html(ConfigBisectionSamples.notReproduced(), true))
        .contains("not reproduced", "do not differ in tps")
        .doesNotContain("culprit-card\"");
    assertThat(html(ConfigBisectionSamples.failed(), true))
        .contains("class=\"badge bad\">failed", "bad.config can't be measured");
  }
}
