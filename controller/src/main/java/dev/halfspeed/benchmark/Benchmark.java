package dev.halfspeed.benchmark;

import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.report.ScenarioResult;
import dev.halfspeed.benchmark.strategy.Contestant;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.ScenarioHistory;
import dev.halfspeed.benchmark.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Plays scenarios with contestants.
 *
 * @param firstSeed of the first world; the others follow
 * @param seeds how many worlds of each scenario
 * @param threads how many bisections at once
 */
record Benchmark(
    List<Scenario> scenarios,
    List<Contestant> contestants,
    long firstSeed,
    int seeds,
    int threads) {

  /** Hears of every trial that has ended, on any thread. */
  interface Progress {
    /**
     * One more has ended.
     *
     * @param done how many by now
     * @param all of how many
     */
    void ended(Scenario scenario, Contestant contestant, Trial trial, int done, int all);

    /** A contestant has played all worlds of a scenario. */
    void finished(ScenarioResult result);
  }

  /** Plays all; results in the order of scenarios, then of contestants. */
  List<ScenarioResult> run(Progress progress) throws InterruptedException {
    int all = scenarios.size() * contestants.size() * seeds;
    var done = new AtomicInteger();
    var results = new ArrayList<ScenarioResult>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      try {
        for (Scenario scenario : scenarios) {
          // Only one scenario's history at a time: those of large ranges take memory.
          var ground = new ScenarioHistory(scenario);
          var pending = new ArrayList<List<Future<Trial>>>();
          for (Contestant contestant : contestants) {
            pending.add(
                LongStream.range(firstSeed, firstSeed + seeds)
                    .mapToObj(seed ->
                        pool.submit(() -> {
                          var world = new World(ground, seed);
                          Trial trial =
                              VirtualLab.run(world, () -> contestant.factory().player(world));
                          progress.ended(scenario, contestant, trial, done.incrementAndGet(), all);
                          return trial;
                        }))
                    .toList());
          }
          for (int index = 0; index < pending.size(); index++) {
            var result =
                new ScenarioResult(
                    scenario,
                    ground.limit(),
                    contestants.get(index).name(),
                    "",
                    trials(pending.get(index)));
            progress.finished(result);
            results.add(result);
          }
        }
      } catch (InterruptedException e) {
        pool.shutdownNow();
        throw e;
      }
    }
    return List.copyOf(results);
  }

  private static List<Trial> trials(List<Future<Trial>> pending) throws InterruptedException {
    var trials = new ArrayList<Trial>();
    for (Future<Trial> each : pending) {
      try {
        trials.add(each.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a trial broke the harness", e.getCause());
      }
    }
    return trials;
  }
}
