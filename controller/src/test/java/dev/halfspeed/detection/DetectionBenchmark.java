package dev.halfspeed.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Detection on simulated series, beside Otava's rule and Perfherder's, and what it costs. Run by
 * docs/benchmarks/detection; prints Markdown.
 */
final class DetectionBenchmark {
  private static final int POINTS = 150;

  /** An alarm so many points from a change is about that change. */
  private static final int ABOUT = 15;

  /** A change is found soon when it is with so many points after it. */
  private static final int NEAR = 5;

  private DetectionBenchmark() {}

  /** Takes the number of series of each kind; or "speed". */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    if (arguments.length > 0 && arguments[0].equals("speed")) {
      speed();
      return;
    }
    int series = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    List<Contestant> contestants =
        arguments.length > 1 && !arguments[1].equals("all")
            ? Contestant.all().stream().filter(c -> c.name().equals(arguments[1])).toList()
            : Contestant.all();
    String kinds = arguments.length > 2 ? arguments[2] : "";
    table(series, contestants, kinds);
  }

  /** What a contestant did on all series of a kind. */
  private static final class Tally {
    private int falseAlarms;
    private int points;
    private int changed;
    private int found;
    private int soon;
    private int later;
    private int located;
    private int locatedInTheEnd;
    private int locatable;

    void add(SimulatedSeries simulated, List<Contestant.Alarm> alarms) {
      points += simulated.series().points().size();
      for (Contestant.Alarm alarm : alarms) {
        if (!isTrue(simulated, alarm)) {
          falseAlarms++;
        }
      }
      if (simulated.changes().isEmpty()) {
        return;
      }
      int change = simulated.changes().getFirst();
      changed++;
      alarms.stream()
          .filter(alarm -> isTrue(simulated, alarm))
          .findFirst()
          .ifPresent(alarm -> {
            found++;
            soon += alarm.raisedAt() < change + NEAR ? 1 : 0;
            later += alarm.raisedAt() < change + 2 * NEAR ? 1 : 0;
            if (!simulated.isSlope()) {
              locatable++;
              located += Math.abs(alarm.position() - change) <= 1 ? 1 : 0;
              locatedInTheEnd += Math.abs(alarm.refined() - change) <= 1 ? 1 : 0;
            }
          });
    }

    private static boolean isTrue(SimulatedSeries simulated, Contestant.Alarm alarm) {
      return simulated.changes().stream()
          .anyMatch(change ->
              alarm.raisedAt() >= change
                  && (simulated.isSlope() || Math.abs(alarm.position() - change) <= ABOUT));
    }

    void add(Tally other) {
      falseAlarms += other.falseAlarms;
      points += other.points;
    }

    String falseAlarms() {
      return "%.2f".formatted(1000.0 * falseAlarms / points);
    }

    String found() {
      return changed == 0
          ? ""
          : "%.1f / %.1f / %.1f"
              .formatted(100.0 * soon / changed, 100.0 * later / changed, 100.0 * found / changed);
    }

    String located() {
      return locatable == 0
          ? ""
          : "%.0f / %.0f"
              .formatted(100.0 * located / locatable, 100.0 * locatedInTheEnd / locatable);
    }
  }

  private static void table(int series, List<Contestant> contestants, String kinds) {
    var head = new StringBuilder("| series |");
    var rule = new StringBuilder("|---|");
    for (Contestant contestant : contestants) {
      head.append(" %s: false | found | place |".formatted(contestant.name()));
      rule.append("---|---|---|");
    }
    System.out.println(head);
    System.out.println(rule);
    var sums = new ArrayList<Tally>();
    contestants.forEach(ignored -> sums.add(new Tally()));
    for (SimulatedSeries.Kind kind : SimulatedSeries.Kind.values()) {
      if (!kind.text().contains(kinds)) {
        continue;
      }
      var line = new StringBuilder("| " + kind.text() + " |");
      for (int index = 0; index < contestants.size(); index++) {
        Contestant contestant = contestants.get(index);
        var tally = new Tally();
        List<List<Contestant.Alarm>> alarms =
            IntStream.range(0, series)
                .parallel()
                .mapToObj(seed ->
                    contestant.alarms().apply(SimulatedSeries.of(kind, seed, POINTS).series()))
                .toList();
        for (int seed = 0; seed < series; seed++) {
          tally.add(SimulatedSeries.of(kind, seed, POINTS), alarms.get(seed));
        }
        sums.get(index).add(tally);
        line.append(
            " %s | %s | %s |".formatted(tally.falseAlarms(), tally.found(), tally.located()));
      }
      System.out.println(line);
    }
    var line = new StringBuilder("| all |");
    sums.forEach(sum -> line.append(" %s | | |".formatted(sum.falseAlarms())));
    System.out.println(line);
  }

  /** Of this process, on all processors: what other work takes from them does not count. */
  private static double processorSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** Prints what a look costs. */
  private static void speed() {
    Series warm = SimulatedSeries.of(SimulatedSeries.Kind.STEP_2, 1, 10_000).series();
    var detector = new Detector(DetectionSettings.usual());
    detector.detect(warm);
    List<SimulatedSeries.Kind> kinds = List.of(SimulatedSeries.Kind.values());
    double before = processorSeconds();
    long begun = System.nanoTime();
    int changes =
        IntStream.range(0, 10_000)
            .parallel()
            .map(seed -> {
              SimulatedSeries.Kind kind = kinds.get(seed % kinds.size());
              return detector
                  .detect(SimulatedSeries.of(kind, seed, 1000).series())
                  .changes()
                  .size();
            })
            .sum();
    System.out.printf(
        "10,000 series of 1,000 points: %.1f s, of which the processors worked %.1f s; %d changes%n",
        (System.nanoTime() - begun) / 1e9, processorSeconds() - before, changes);
    var one = new SeriesDetector(DetectionSettings.usual(), Better.HIGHER);
    long worst = 0;
    for (SeriesPoint point : warm.points()) {
      long started = System.nanoTime();
      Look look = one.add(point);
      if (look.proposed().isPresent()) {
        one.accept(look);
      }
      worst = Math.max(worst, System.nanoTime() - started);
    }
    System.out.printf("a new point in a series of 10,000: at most %.2f ms%n", worst / 1e6);
    begun = System.nanoTime();
    one.findings();
    System.out.printf("its findings: %.2f ms%n", (System.nanoTime() - begun) / 1e6);
    begun = System.nanoTime();
    detector.detect(warm);
    System.out.printf("all its points anew: %.2f ms%n", (System.nanoTime() - begun) / 1e6);
  }
}
