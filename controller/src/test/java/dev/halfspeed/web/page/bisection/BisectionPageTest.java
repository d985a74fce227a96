package dev.halfspeed.web.page.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.web.Views;
import dev.halfspeed.web.page.BisectionQuery;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.LatencyCurves;
import dev.halfspeed.web.page.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page of a bisection says, and how it is written. */
final class BisectionPageTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T10:10:00Z");
  private static final int SEARCHING = 7;
  private static final int MANY = 100_000;
  private static final int MANY_BOOTS = 2_000;

  private static final CommitBook BOOK =
      new CommitBook() {
        @Override
        public String author(String commit) {
          return "Ada <b>Lovelace</b>";
        }

        @Override
        public String message(String commit) {
          return "The whole message of " + commit + "\n\n<script>alert(3)</script>";
        }
      };

  private static BisectionPage page(BisectionView view, BisectionQuery query, boolean mayCancel) {
    return BisectionPage.of(view, Views.latencies(view.id()), null, query, BOOK, NOW, mayCancel);
  }

  private static String html(BisectionView view, BisectionQuery query) {
    return new Templates().write(page(view, query, true));
  }

  private static String html(BisectionView view) {
    return html(view, BisectionQuery.PLAIN);
  }

  private static RangePlot plot(BisectionView view, boolean zoom) {
    return RangeChart.of(view, MeasuredCommits.of(view), zoom, null).orElseThrow();
  }

  @Test
  void aSearchSaysWhatIsKnownWhatHappensAndWhenItIsDone() {
    assertThat(html(Views.after("b1", START, SEARCHING)))
        .contains("8 of 64 commits are still suspected; none stands out yet.")
        .contains("Now lab-1 is booting", "99 % to name the culprit within 60 boots")
        .contains("Done at about 2026-03-01 10:13 UTC (8 of 10: 2026-03-01 10:13 UTC to")
        .contains("a loss from 2.1 %, with the boots that are left")
        .contains("12,457 tps (95 %: 12,233 to 12,685), mean of 2 boots, without what machines")
        .contains(
            " without the change and ",
            " on the machines that measured it; seen ",
            "the culprit is this commit or")
        .contains("implicit declaration of function", "skipped: the commit's own fault")
        .contains("name=\"reason\" required", "/bisections/b1/cancel");
  }

  @Test
  void onlyWhoMayCancelIsOfferedIt() {
    BisectionView view = Views.after("b1", START, SEARCHING);
    assertThat(new Templates().write(page(view, BisectionQuery.PLAIN, false)))
        .doesNotContain("<form");
  }

  @Test
  void aComparisonBeginsAtTheEndThatWasMeasured() {
    BisectionView view = Views.after("b1", START, SEARCHING);
    assertThat(html(asking(view, view.request().metricUnit(), Views.commit(5))))
        .contains("id=\"compare-first\"", "value=\"" + Views.commit(5).id() + "\"")
        .doesNotContain("value=\"" + view.request().good().id() + "\" autocomplete");
  }

  @Test
  void whatPassesOrFailsIsNotCompared() {
    BisectionView view = Views.after("b1", START, SEARCHING);
    assertThat(html(asking(view, PassFailMetric.UNIT, view.request().goodEnd())))
        .contains("action=\"/bisections/b1/again\"")
        .doesNotContain("/compare\"", "compare-form");
  }

  /** A script finds what has the focus again by the id of its row. */
  @Test
  void everyRowOfAttemptsHasAnIdOfItsOwn() {
    String page = html(Views.after("b1", START, SEARCHING));
    for (String table : List.of("boots", "faults")) {
      String section = page.substring(page.indexOf("<section id=\"" + table + "\""));
      assertThat(section.substring(0, section.indexOf("</section>")))
          .contains("<tr id=\"")
          .doesNotContain("<tr>\n");
    }
    assertThat(
            Pattern.compile(" id=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1)))
        .contains("boot-1")
        .anyMatch(id -> id.startsWith("fault-b-"))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatAReproductionNeedsIsThere() {
    assertThat(html(Views.after("b1", START, SEARCHING)))
        .contains(
            "/home/ada/linux",
            "rack1",
            "v6.18 and v7.0",
            "/home/ada/my fragments/numa.config",
            "clients=16 scale=10 threads=2",
            ">short<",
            ">7<",
            ">-5<",
            "2 h 00 min");
  }

  @Test
  void aCulpritHasItsMessageItsProofAndTextsToCopy() {
    assertThat(html(Views.after("b1", START, Views.boots())))
        .contains("changed tps by \u221223.4 %", "99.7 % sure, proved by fresh boots")
        .contains("The whole message of " + Views.commit(Views.CULPRIT).id())
        .contains("Fresh boots of its parent: ", "gets back 96 % of the whole change")
        .contains("#regzbot introduced: ", "git bisect start", "halfspeed bisect --repo")
        .contains("data-say=\"Culprit: ")
        .doesNotContain("name=\"reason\"");
    assertThat(html(Views.severalCulprits("b2", START)))
        .contains("2 commits have changed tps", "Culprit 2", "culprit 1<");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 7, 12, 16})
  void nothingFromOutsideIsMarkup(int boots) {
    assertThat(html(Views.after("b1", START, boots)))
        .doesNotContain("<img src=x", "<script>", "<b>", "onerror=alert(1)>", "Infinity", "NaN")
        .contains("<h1>", "Halfspeed</title>");
  }

  @Test
  void whatElseDifferedIsTold() {
    assertThat(html(Views.after("b1", START, Views.boots())))
        .contains(
            "What else differed",
            "31 % more vmstat.compact_stall. Hint: &lt;img",
            "2 of 212 counters differ clearly",
            "<code>vmstat.compact_stall</code>",
            "<td data-label=\"for the same tps\">90 % more</td>")
        .doesNotContain("<img src=x");
    assertThat(html(Views.after("b1", START, SEARCHING))).doesNotContain("counters-title");
  }

  @Test
  void whereTheTimeWentIsTold() {
    assertThat(html(Views.after("b1", START, Views.boots())))
        .contains(
            "Profiles of the culprit and its parent",
            "1 of 240 functions differs clearly",
            "so time is instructions. 3 samples were lost.",
            "<code>stack_headroom (kernel)</code>",
            "<td data-label=\"points more (95 %)\">+39.1 (+37.0 to +41.0)</td>",
            "<td data-label=\"for the same tps\">19.60 times</td>",
            "55.0 % in compact_zone. Hint: &lt;img",
            "functions have no names &lt;img",
            "<img src=\"/bisections/b1/profile/difference.svg\" loading=\"lazy\"")
        .doesNotContain("<img src=x");
    assertThat(html(Views.after("b1", START, SEARCHING))).doesNotContain("profile-title");
  }

  @Test
  void allPurposesDifferByShape() {
    Set<String> shapes = new HashSet<>();
    for (String purpose :
        List.of("calibration", "search", "drift", "proof", "revert", "options", "skip")) {
      shapes.add(SampleShape.path(purpose, 10, 10));
    }
    assertThat(shapes).hasSize(7);
    assertThat(html(Views.after("b1", START, Views.boots())))
        .contains(">Calibration<", ">Search<", ">Drift<", ">Proof<", ">Revert<", ">Skipped: ");
  }

  @Test
  void everySampleIsDrawnAndNoNameLiesOnAnother() {
    for (int boots = 1; boots <= Views.boots(); boots++) {
      for (boolean zoom : new boolean[] {false, true}) {
        BisectionView view = Views.after("b1", START, boots);
        RangePlot plot = plot(view, zoom);
        if (!zoom) {
          assertThat(plot.dots()).hasSize(view.samples().size());
        }
        List<Double> xs = plot.columns().stream().map(RangePlot.Column::x).sorted().toList();
        for (int i = 1; i < xs.size(); i++) {
          assertThat(xs.get(i) - xs.get(i - 1)).as("boots %d", boots).isGreaterThan(40);
        }
        if (plot.levels().size() == 2) {
          assertThat(Math.abs(plot.levels().getFirst().labelY() - plot.levels().getLast().labelY()))
              .isGreaterThan(30);
        }
      }
    }
  }

  @Test
  void everySampleHasAPlaceInTheTableToWhichItsPointLeads() {
    BisectionView view = Views.after("b1", START, Views.boots());
    String page = html(view);
    for (int number = 1; number <= view.samples().size(); number++) {
      assertThat(page)
          .containsOnlyOnce("id=\"sample-" + number + "\"")
          .contains(
              "data-address=\"/bisections/b1/samples/" + number + "\"><title>Sample " + number);
    }
    BisectionView large = large();
    assertThat(BisectionPage.sample(large, 1)).contains("/bisections/b1?boots=40#sample-1");
    assertThat(BisectionPage.sample(large, 4_000)).contains("/bisections/b1#sample-4000");
    assertThat(html(large, BisectionQuery.PLAIN.boots(40))).contains("id=\"sample-1\"");
    assertThat(BisectionPage.sample(large, 4_001)).isEmpty();
  }

  @Test
  void latenciesAreDrawnAndTold() {
    LatencyCard card = LatencyCard.of(Views.latencies("b1")).orElseThrow();
    assertThat(card.rows())
        .contains(
            new LatencyCard.Row("50 %", "1.000 ms", "1.250 ms", "+25.0 %"),
            new LatencyCard.Row("most", "40.00 ms", "80.00 ms", "+100.0 %"));
    assertThat(card.curves().curves())
        .extracting(LatencyCurves.Curve::style)
        .containsExactly("good", "bad");
    assertThat(
            card.curves().curves().getFirst().labelY() - card.curves().curves().getLast().labelY())
        .isGreaterThan(15);
    for (LatencyCurves.Curve curve : card.curves().curves()) {
      List<Double> numbers =
          Pattern.compile("[0-9.]+")
              .matcher(curve.path())
              .results()
              .map(number -> Double.parseDouble(number.group()))
              .toList();
      assertThat(numbers).hasSize(10).doesNotContain(Double.NaN);
      for (int at = 2; at < numbers.size(); at += 2) {
        assertThat(numbers.get(at)).isGreaterThan(numbers.get(at - 2));
        assertThat(numbers.get(at + 1)).isLessThan(numbers.get(at - 1));
      }
      assertThat(numbers.getFirst()).isGreaterThanOrEqualTo(LatencyCurves.LEFT);
      assertThat(numbers.get(8)).isEqualTo(LatencyCurves.RIGHT);
    }
    assertThat(html(Views.after("b1", START, Views.boots())))
        .contains("What is before the culprit: 9,000 transactions in 3 boots.");
    assertThat(LatencyCard.of(LatencyView.none("b1"))).isEmpty();
  }

  @Test
  void aBootSaysWhatOfItsKernelsStateWasUnusual() {
    String page = html(Views.after("b1", START, SEARCHING));
    assertThat(page).containsOnlyOnce("clocksource was \"hpet\", mostly \"tsc\"");
    assertThat(page.substring(page.indexOf("id=\"boot-3\""), page.indexOf("id=\"boot-2\"")))
        .contains("hpet");
  }

  /** Candidates of which nothing is known are as probable as each other, and look so. */
  @Test
  void equallyProbableCommitsLookAlike() {
    RangePlot plot = plot(Views.after("b1", START, SEARCHING), false);
    Map<Double, Integer> heights = new HashMap<>();
    plot.bars().forEach(bar -> heights.merge(Math.rint(bar.height()), 1, Integer::sum));
    assertThat(plot.bars()).hasSize(Views.COMMITS);
    assertThat(Collections.max(heights.keySet())).isEqualTo(64);
    assertThat(heights).containsEntry(64.0, 8);
  }

  @Test
  void theGapIsWhereNothingWasMeasuredAroundTheMostProbableCommit() {
    BisectionView view = Views.after("b1", START, SEARCHING);
    Untested untested = Untested.of(view, MeasuredCommits.of(view));
    assertThat(untested).isEqualTo(new Untested(39, 47));
    assertThat(untested.commits()).isEqualTo(7);
    assertThat(plot(view, false).gap()).hasSize(1);
    assertThat(plot(Views.after("b1", START, Views.boots()), false).gap()).isEmpty();
  }

  /** An end that does not build has no level, and no change in per cent. */
  @Test
  void anEndWithoutAValueIsSaidInWords() {
    BisectionView whole = Views.after("b1", START, 3);
    BisectionView view =
        with(
            whole,
            whole.samples().stream().filter(sample -> sample.role().equals("good end")).toList(),
            List.of(
                new BisectionView.Attempt(
                    "b-build/1",
                    "build",
                    Views.commit(63),
                    "lab-1",
                    START,
                    START.plusSeconds(5),
                    "unbuildable",
                    "fs/file.c:12: error: no member named f_count",
                    "",
                    new BisectionView.Detail("bad end", null, null, null, Map.of(), null))),
            new BisectionView.Change(Double.POSITIVE_INFINITY, 1, Double.POSITIVE_INFINITY),
            null,
            whole.request().candidates());
    assertThat(html(view))
        .contains("no value: unbuildable, fs/file.c:12: error: no member named f_count")
        .contains("more than can be said in per cent")
        .doesNotContain("Infinity", "\u221e");
  }

  @Test
  void aNormalPageAndAllThatItNeedsIsLight() throws Exception {
    String page = html(Views.after("b1", START, Views.boots()));
    long assets = 0;
    for (String asset : List.of("style.css", "live.js", "icon.svg")) {
      assets += Files.size(Path.of("src/main/resources/web", asset));
    }
    assertThat(page.length() + assets).isLessThan(150_000);
  }

  @Test
  void aHundredThousandCandidatesAndTwoThousandBootsAreAPageOfBoundedSize() {
    BisectionView view = large();
    for (boolean zoom : new boolean[] {false, true}) {
      String page = html(view, new BisectionQuery(zoom, 1, 1, 1, 1));
      assertThat(page.length()).isLessThan(1_000_000);
      assertThat(page).contains("id=\"decision-2000\"", "id=\"boot-2000\"");
      assertThat(page).contains("1 to 50 of 2,000", "git-bisect-log").doesNotContain("...\"/>");
    }
    RangePlot plot = plot(view, false);
    long dots = plot.clouds().stream().mapToLong(BisectionPageTest::shapes).sum();
    assertThat(dots).isEqualTo(view.samples().size());
    assertThat(plot.clouds()).allMatch(cloud -> cloud.path().length() < 20_000);
    assertThat(plot.bars()).hasSize(200);
  }

  private static long shapes(RangePlot.Cloud cloud) {
    return Pattern.compile("M").matcher(cloud.path()).results().map(MatchResult::group).count();
  }

  /** A bisection of a very long range that has measured all over it. */
  private static BisectionView large() {
    BisectionView small = Views.after("b1", START, SEARCHING);
    List<BisectionView.Sample> samples = new ArrayList<>();
    List<BisectionView.Attempt> attempts = new ArrayList<>();
    for (int boot = 1; boot <= MANY_BOOTS; boot++) {
      boolean isGood = boot % 10 == 1;
      int index = isGood ? -1 : boot % 10 == 2 ? MANY - 1 : boot * 49;
      BisectionView.Commit commit =
          new BisectionView.Commit(
              "%040x".formatted(boot), "mm: change " + boot, isGood ? null : index);
      String role = isGood ? "good end" : index == MANY - 1 ? "bad end" : "candidate";
      String job = "b-boot-" + boot + "/1";
      for (int run = 1; run <= 2; run++) {
        double value = (index < MANY / 2 ? 12_345 : 9_456) * (1 + 0.0001 * ((boot * run) % 97));
        samples.add(
            new BisectionView.Sample(
                START,
                commit,
                role,
                isGood || index == MANY - 1 ? "calibration" : "search",
                "lab-1",
                job,
                boot,
                run,
                value,
                Map.of("tps", value),
                null));
      }
      attempts.add(
          new BisectionView.Attempt(
              job,
              "boot",
              commit,
              "lab-1",
              START,
              START.plusSeconds(24),
              "measured",
              "2 runs",
              "",
              new BisectionView.Detail(role, "search", "5a".repeat(20), "7.0", Map.of(), null)));
    }
    List<Double> parts = Collections.nCopies(200, 0.005);
    return with(
        small,
        samples,
        attempts,
        Objects.requireNonNull(small.progress().effect()),
        new BisectionView.Posterior(parts, 30_000, 80_000, parts),
        MANY);
  }

  private static BisectionView with(
      BisectionView view,
      List<BisectionView.Sample> samples,
      List<BisectionView.Attempt> attempts,
      BisectionView.Change effect,
      BisectionView.@Nullable Posterior posterior,
      int candidates) {
    BisectionView.Progress progress = view.progress();
    return new BisectionView(
        view.id(),
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        request(view, candidates, view.request().metricUnit(), view.request().goodEnd()),
        new BisectionView.Progress(
            progress.phase(),
            progress.remaining(),
            progress.entropyBits(),
            progress.boots(),
            progress.builds(),
            effect,
            progress.noise(),
            progress.noRegression(),
            progress.expectedSecondsLeft(),
            progress.forecast(),
            progress.regimes()),
        view.activities(),
        view.suspects(),
        posterior,
        samples,
        attempts,
        IntStream.range(0, attempts.size())
            .mapToObj(step ->
                new BisectionView.Step(START, "lab-1", "boot", null, "the most bits " + step))
            .toList(),
        view.differences(),
        view.time(),
        view.ending(),
        view.page(),
        view.reportFile(),
        view.origin(),
        null,
        null,
        null);
  }

  private static BisectionView.Request request(
      BisectionView view,
      int candidates,
      String metricUnit,
      BisectionView.@Nullable Commit goodEnd) {
    BisectionView.Request asked = view.request();
    return new BisectionView.Request(
        asked.repository(),
        asked.good(),
        asked.bad(),
        candidates,
        asked.recipe(),
        asked.parameters(),
        asked.metric(),
        metricUnit,
        asked.higherIsBetter(),
        asked.config(),
        asked.confidence(),
        asked.maximumBoots(),
        asked.find(),
        asked.setup(),
        goodEnd,
        asked.borrowed());
  }

  private static BisectionView asking(
      BisectionView view, String metricUnit, BisectionView.@Nullable Commit goodEnd) {
    return new BisectionView(
        view.id(),
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        request(view, view.request().candidates(), metricUnit, goodEnd),
        view.progress(),
        view.activities(),
        view.suspects(),
        view.posterior(),
        view.samples(),
        view.attempts(),
        view.steps(),
        view.differences(),
        view.time(),
        view.ending(),
        view.page(),
        view.reportFile(),
        view.origin(),
        null,
        null,
        null);
  }
}
