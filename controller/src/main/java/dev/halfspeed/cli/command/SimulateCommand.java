package dev.halfspeed.cli.command;

import dev.halfspeed.benchmark.Tournament;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.OutputFile;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sets this program's search against others in simulated worlds. */
@Command(
    name = "simulate",
    description = {
      "Set the search against other rules in simulated worlds, under a virtual clock.",
      "Exit code 1 when a contestant broke a rule; its seed is printed."
    })
final class SimulateCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      arity = "1..*",
      split = ",",
      description = "Scenarios of the program. Default: all.")
  List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--world",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files of further scenarios.")
  List<String> worlds = new ArrayList<>();

  @Option(
      names = "--contestants",
      paramLabel = "NAME",
      arity = "1..*",
      split = ",",
      description = "Who plays. Default: halfspeed.")
  List<String> contestants = new ArrayList<>();

  @Option(
      names = "--confidence",
      paramLabel = "P",
      description = "Ask for this instead of what the scenarios ask for.")
  @Bounds(least = 0.501, most = 0.99999)
  @Nullable Double confidence;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Worlds of each scenario. Default: ${DEFAULT-VALUE}.")
  @Bounds(least = 1, most = 1_000_000)
  int seeds = 20;

  @Option(
      names = "--first-seed",
      paramLabel = "S",
      description = "Seed of the first world. Default: ${DEFAULT-VALUE}.")
  long firstSeed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Bisections at once. Default: one for each processor.")
  @Bounds(least = 1, most = 1024)
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "-",
      description = "Write the figures there as JSON; - or nothing is standard output.")
  @Nullable String json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots there.")
  @Nullable String html;

  @Option(names = "--list", description = "List scenarios and contestants, and play nothing.")
  boolean list;

  SimulateCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem, InterruptedException {
    if (list) {
      sayList();
      return 0;
    }
    if (firstSeed > Long.MAX_VALUE - seeds) {
      throw new Problem(
          "--first-seed is " + firstSeed + ", and no " + seeds + " seeds follow it",
          "take a smaller one");
    }
    var order =
        new Tournament.Order(
            scenarios,
            worlds.stream().map(file -> invocation.shell().resolve(file)).toList(),
            contestants,
            confidence == null ? OptionalDouble.empty() : OptionalDouble.of(confidence),
            seeds,
            firstSeed,
            threads);
    Tournament tournament = Tournament.play(order, invocation::warn);
    if (json == null || !json.equals("-")) {
      tournament.table().forEach(invocation::say);
      List<String> reliability = tournament.reliability();
      if (!reliability.isEmpty()) {
        invocation.say("");
        reliability.forEach(invocation::say);
      }
    }
    if (json != null) {
      if (json.equals("-")) {
        invocation.say(tournament.json());
      } else {
        OutputFile.write(invocation.shell().resolve(json), tournament.json());
      }
    }
    if (html != null) {
      OutputFile.write(invocation.shell().resolve(html), tournament.html());
    }
    return tournament.clean() ? 0 : 1;
  }

  private void sayList() throws Problem {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("SCENARIO", ""));
    for (Tournament.Entry entry : Tournament.scenarios()) {
      rows.add(List.of(entry.name(), entry.summary()));
    }
    rows.add(List.of("", ""));
    rows.add(List.of("CONTESTANT", ""));
    for (Tournament.Entry entry : Tournament.contestants()) {
      rows.add(List.of(entry.name(), entry.summary()));
    }
    Text.table(rows).forEach(invocation::say);
  }
}
