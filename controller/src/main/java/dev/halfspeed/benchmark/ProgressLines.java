package dev.halfspeed.benchmark;

import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.report.ResultTable;
import dev.halfspeed.benchmark.report.ScenarioResult;
import dev.halfspeed.benchmark.strategy.Contestant;
import dev.halfspeed.benchmark.world.Scenario;
import java.util.Locale;
import java.util.function.Consumer;

/** Turns what ends into lines: every error, every result, and a sign of life now and then. */
final class ProgressLines implements Benchmark.Progress {
  private static final long EVERY_NANOS = 5_000_000_000L;

  private final Consumer<String> lines;
  private long said = System.nanoTime();

  ProgressLines(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void ended(
      Scenario scenario, Contestant contestant, Trial trial, int done, int all) {
    if (trial.error().isPresent()) {
      lines.accept(
          String.format(
              Locale.ROOT,
              "%s, %s, seed %d failed: %s",
              scenario.name(),
              contestant.name(),
              trial.seed(),
              trial.error().get()));
    }
    long now = System.nanoTime();
    if (now - said >= EVERY_NANOS) {
      said = now;
      lines.accept(
          String.format(
              Locale.ROOT,
              "%d of %d bisections done; last %s, %s",
              done,
              all,
              scenario.name(),
              contestant.name()));
    }
  }

  @Override
  public synchronized void finished(ScenarioResult result) {
    said = System.nanoTime();
    lines.accept(
        String.format(
            Locale.ROOT,
            "%s, %s: right %.0f %% of %d, %s boots, %s hours",
            result.scenario().name(),
            result.contestant(),
            100 * result.right().value(),
            result.trials().size(),
            ResultTable.number(result.boots().mean(), 1),
            ResultTable.number(result.makespan().mean(), 2)));
  }
}
