package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.benchmark.report.ResultJson;
import dev.halfspeed.benchmark.report.ResultTable;
import dev.halfspeed.benchmark.report.ScenarioResult;
import dev.halfspeed.benchmark.strategy.Contestant;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Decision;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class TournamentTest {
  @TempDir Path folder;

  private Tournament play(List<String> contestants, int seeds, String... file) throws Exception {
    Path world = folder.resolve("a<b>.yaml");
    Files.writeString(world, String.join("\n", file));
    return Tournament.play(
        new Tournament.Order(
            List.of(), List.of(world), contestants, OptionalDouble.empty(), seeds, 5, 2),
        line -> {});
  }

  @Test
  void figuresForPrograms() throws Exception {
    Tournament tournament =
        play(
            List.of("halfspeed", "bayesect"),
            3,
            "history: {commits: 40}",
            "noise: {effect: 8}",
            "machines: {count: 2}");
    JsonNode all = JsonMapper.builder().build().readTree(tournament.json());
    assertThat(all.size()).isEqualTo(2);
    JsonNode first = all.get(0);
    assertThat(first.path("scenario").asString()).isEqualTo("a<b>");
    assertThat(first.path("contestant").asString()).isEqualTo("halfspeed");
    assertThat(first.path("seeds").intValue()).isEqualTo(3);
    assertThat(first.path("first_seed").intValue()).isEqualTo(5);
    for (String number :
        List.of(
            "right",
            "right_after_proof",
            "all_named",
            "contained",
            "accused_innocent",
            "boots",
            "boots_calibration",
            "boots_search",
            "boots_proof",
            "builds",
            "machine_hours",
            "runs_per_boot",
            "over_limit",
            "search_over_limit",
            "over_wall_limit")) {
      assertThat(first.path(number).isNumber()).as(number).isTrue();
    }
    for (String number : List.of("mean", "p50", "p95")) {
      assertThat(first.path("makespan_hours").path(number).doubleValue()).isPositive();
    }
    assertThat(first.path("decision_ms").path("p50").isNumber()).isTrue();
    assertThat(first.path("decision_ms").path("p99").isNumber()).isTrue();
    assertThat(first.path("suspects").path("mean").isNull()).isTrue();
    assertThat(first.path("errors").isEmpty()).isTrue();
    assertThat(first.path("named").path("answers").intValue()).isEqualTo(3);
    assertThat(first.path("named").path("right").doubleValue()).isEqualTo(1);
    assertThat(first.path("missed").isEmpty()).isTrue();
    assertThat(first.path("endings").path("culprit").intValue()).isEqualTo(3);
    assertThat(all.get(1).path("boots_proof").doubleValue()).isZero();
    assertThat(tournament.clean()).isTrue();
  }

  @Test
  void theSameOrderGivesTheSameFigures() throws Exception {
    String[] file = {"history: {commits: 64}", "machines: {count: 3, failures: 0.1}"};
    List<String> names = List.of("robust-git-bisect", "facf-repaired", "git-bisect-3");
    JsonNode one = JsonMapper.builder().build().readTree(play(names, 6, file).json());
    JsonNode two = JsonMapper.builder().build().readTree(play(names, 6, file).json());
    for (int index = 0; index < 3; index++) {
      for (String figure : List.of("right", "boots", "makespan_hours", "builds")) {
        assertThat(one.get(index).path(figure)).isEqualTo(two.get(index).path(figure));
      }
    }
  }

  @Test
  void theStatedConfidenceIsJudgedOverAllScenarios() throws Exception {
    Path one = folder.resolve("one.yaml");
    Path two = folder.resolve("two.yaml");
    Path none = folder.resolve("none.yaml");
    Files.writeString(one, "history: {commits: 16}\nconfidence: 0.999");
    Files.writeString(two, "history: {commits: 32}");
    Files.writeString(none, "history: {commits: 16}\nculprits: []");
    Tournament tournament =
        Tournament.play(
            new Tournament.Order(
                List.of(),
                List.of(one, two, none),
                List.of("bayesect-asked"),
                OptionalDouble.of(0.9),
                10,
                1,
                1),
            line -> {});
    JsonNode all = JsonMapper.builder().build().readTree(tournament.json());
    assertThat(all.size()).isEqualTo(4);
    assertThat(all.get(0).path("confidence").doubleValue()).isEqualTo(0.9);
    assertThat(all.get(3).path("scenario").asString()).isEqualTo("all");
    assertThat(all.get(3).path("scenarios").intValue()).isEqualTo(2);
    JsonNode reliability = all.get(3).path("reliability");
    assertThat(reliability.path("answers").intValue()).isEqualTo(20);
    assertThat(reliability.path("stated").doubleValue()).isBetween(0.9, 1.0);
    double right = reliability.path("right").doubleValue();
    assertThat(reliability.path("right_95").get(0).doubleValue()).isLessThanOrEqualTo(right);
    int answers = 0;
    for (JsonNode bin : reliability.path("bins")) {
      assertThat(bin.path("stated").doubleValue())
          .isBetween(bin.path("from").doubleValue(), bin.path("to").doubleValue());
      answers += bin.path("answers").intValue();
    }
    assertThat(answers).isEqualTo(20);
    assertThat(tournament.reliability().getFirst()).startsWith("contestant").endsWith("(95 %)");
    assertThat(tournament.reliability().get(1)).startsWith("bayesect-asked  all").contains(" 20 ");
    assertThat(tournament.html()).contains("<th>stated</th>");
  }

  @Test
  void theWholeBenchmarkLeavesNobodyOut() throws Exception {
    String script = Files.readString(Path.of("../docs/benchmarks/search"));
    String own =
        script
            .lines()
            .filter(line -> line.startsWith("  \"own-"))
            .collect(Collectors.joining("\n"));
    for (Tournament.Entry scenario : Tournament.scenarios()) {
      assertThat(own).containsPattern("[ ,]" + scenario.name() + "[,\"]");
    }
    for (Contestant contestant : Contestants.all()) {
      if (!contestant.name().matches("git-bisect-[0-9]+")) {
        assertThat(script).containsPattern("[=,]" + contestant.name() + "[,\n]");
      }
    }
  }

  @Test
  void anOracleChoosesTheBestOfGit() throws Exception {
    Tournament tournament =
        play(
            List.of("git-bisect-best", "git-bisect-1"),
            10,
            "history: {commits: 64}",
            "noise: {effect: 3}");
    JsonNode all = JsonMapper.builder().build().readTree(tournament.json());
    assertThat(all.size()).isEqualTo(2);
    assertThat(all.get(0).path("contestant").asString()).isEqualTo("git-bisect-best");
    assertThat(all.get(0).path("variant").asString()).isIn("3", "5", "9", "25");
    assertThat(all.get(0).path("right").doubleValue())
        .isGreaterThan(all.get(1).path("right").doubleValue());
  }

  @Test
  void aTableForPeople() throws Exception {
    List<String> table =
        play(List.of("git-bisect-25", "k-ary"), 5, "history: {commits: 64}").table();
    assertThat(table).hasSize(3);
    assertThat(table.getFirst()).startsWith("scenario  contestant").contains(" /best  endings");
    assertThat(table.get(1))
        .contains("a<b>", "git-bisect-25", "100.0", "57-100")
        .endsWith("1.00  5 culprit");
    assertThat(table.get(2)).contains("k-ary", "   -  ");
  }

  @Test
  void aPageThatIsWellFormedAndSafe() throws Exception {
    String page =
        play(
                List.of("git-bisect-best", "facf", "pinpoint"),
                3,
                "summary: \"<script>alert('&')</script>\"",
                "history: {commits: 32}",
                "noise: {effect: 5}")
            .html();
    assertThat(page)
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(&#39;&amp;&#39;)")
        .contains("<h2 id=\"a&lt;b&gt;\">", "<td>3 culprit</td>")
        .doesNotContain("NaN")
        .doesNotContain("http");
    String svg = page.substring(page.indexOf("<svg class=\"chart\""));
    svg = svg.substring(0, svg.indexOf("</svg>") + 6);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName("circle")
                .getLength())
        .isEqualTo(3);
    String none = play(List.of("pinpoint"), 2, "history: {commits: 8}", "culprits: []").html();
    assertThat(none).contains("no regression, no limit").doesNotContain("NaN");
  }

  @Test
  void wrongNamesAreRefusedBeforeAnythingIsPlayed() {
    Problem contestant =
        catchThrowableOfType(
            Problem.class, () -> play(List.of("halfspede"), 1, "history: {commits: 8}"));
    assertThat(contestant).hasMessage("There is no contestant halfspede.");
    assertThat(contestant.nextStep()).contains("halfspeed");
  }

  @Test
  void aFailureIsSaidWithItsSeed() throws Exception {
    var lines = Collections.synchronizedList(new ArrayList<String>());
    var scenario = Worlds.scenario("history: {commits: 8}");
    var stubborn =
        new Contestant(
            "stubborn",
            "never works",
            world -> (evidence, inFlight, slot) -> new Decision.Rest("no"));
    List<ScenarioResult> results =
        new Benchmark(List.of(scenario), List.of(stubborn), 41, 2, 1)
            .run(new ProgressLines(lines::add));
    assertThat(lines)
        .contains(
            "test, stubborn, seed 41 failed: stalled: every machine rests and nothing is under way",
            "test, stubborn: right 0 % of 2, - boots, - hours");
    assertThat(results.getFirst().errors()).hasSize(2);
    assertThat(ResultJson.text(results)).contains("\"seed\" : 42");
    assertThat(ResultTable.lines(results).get(1))
        .contains("stubborn")
        .endsWith("2      -  2 error");
  }
}
