package dev.halfspeed.benchmark;

import dev.halfspeed.benchmark.report.ReliabilityTable;
import dev.halfspeed.benchmark.report.ResultJson;
import dev.halfspeed.benchmark.report.ResultPage;
import dev.halfspeed.benchmark.report.ResultTable;
import dev.halfspeed.benchmark.report.ScenarioResult;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.ScenarioBook;
import dev.halfspeed.benchmark.world.ScenarioReader;
import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Sets rules against each other in simulated worlds, and tells how they did. */
public final class Tournament {
  private final List<ScenarioResult> results;

  private Tournament(List<ScenarioResult> results) {
    this.results = results;
  }

  /**
   * What is to be played.
   *
   * @param scenarios names of the program's own; where no world is given either, empty means all
   * @param worlds files of further ones
   * @param contestants names; empty means this program's search
   * @param confidence asked for instead of what the scenarios ask for
   * @param seeds how many worlds of each scenario, at least 1
   * @param firstSeed the seed of the first; the others follow
   * @param threads how many bisections at once, at least 1
   */
  public record Order(
      List<String> scenarios,
      List<Path> worlds,
      List<String> contestants,
      OptionalDouble confidence,
      int seeds,
      long firstSeed,
      int threads) {
    public Order {
      scenarios = List.copyOf(scenarios);
      worlds = List.copyOf(worlds);
      contestants = List.copyOf(contestants);
    }
  }

  /** A scenario or contestant that can be named. */
  public record Entry(String name, String summary) {}

  /** The scenarios that come with the program. */
  public static List<Entry> scenarios() throws Problem {
    return ScenarioBook.all().stream()
        .map(scenario -> new Entry(scenario.name(), scenario.summary()))
        .toList();
  }

  /** All contestants. */
  public static List<Entry> contestants() {
    return Contestants.summaries().entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  /**
   * Plays it.
   *
   * @param progress hears a line now and then, on any thread
   * @throws Problem when a name or a file is wrong; before anything is played
   */
  public static Tournament play(Order order, Consumer<String> progress)
      throws Problem, InterruptedException {
    var scenarios = new ArrayList<Scenario>();
    for (String name : order.scenarios()) {
      scenarios.add(ScenarioBook.named(name));
    }
    for (Path file : order.worlds()) {
      scenarios.add(ScenarioBook.in(file));
    }
    if (scenarios.isEmpty()) {
      scenarios.addAll(ScenarioBook.all());
    }
    if (order.confidence().isPresent()) {
      double confidence = order.confidence().getAsDouble();
      if (!(confidence >= ScenarioReader.LEAST_CONFIDENCE
          && confidence <= ScenarioReader.MOST_CONFIDENCE)) {
        throw new Problem(
            "A confidence of " + confidence + " can't be asked for.",
            "Give one from %s to %s, for example 0.99."
                .formatted(ScenarioReader.LEAST_CONFIDENCE, ScenarioReader.MOST_CONFIDENCE));
      }
      scenarios.replaceAll(scenario -> scenario.asking(confidence));
    }
    List<String> names = order.contestants().isEmpty() ? List.of("halfspeed") : order.contestants();
    var benchmark =
        new Benchmark(
            scenarios,
            Contestants.players(names),
            order.firstSeed(),
            order.seeds(),
            order.threads());
    return new Tournament(Contestants.shown(names, benchmark.run(new ProgressLines(progress))));
  }

  /** A table for people. */
  public List<String> table() {
    return ResultTable.lines(results);
  }

  /** A table of stated confidence against how often it is right; empty where nobody answered. */
  public List<String> reliability() {
    return ReliabilityTable.lines(results);
  }

  /** A JSON array: an object for each scenario and contestant, then for each over all scenarios. */
  public String json() {
    return ResultJson.text(results);
  }

  /** A page with plots, in one file that needs nothing else. */
  public String html() {
    return ResultPage.html(results);
  }

  /** Whether no contestant broke a rule. */
  public boolean clean() {
    return results.stream().allMatch(result -> result.errors().isEmpty());
  }
}
