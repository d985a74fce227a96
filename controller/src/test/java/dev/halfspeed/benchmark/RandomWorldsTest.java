package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.Seeds;
import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.strategy.Contestant;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The search of this program in worlds of every kind, as odd as they may be. */
final class RandomWorldsTest {
  private static final int WORLDS = Integer.getInteger("halfspeed.worlds", Seeds.count(25, 120));

  @Test
  void noWorldBreaksTheSearch() {
    List<Trial> trials =
        LongStream.rangeClosed(1, WORLDS).parallel().mapToObj(RandomWorldsTest::play).toList();
    assertThat(trials)
        .filteredOn(trial -> trial.error().isPresent())
        .extracting(trial -> trial.seed() + ": " + trial.error().orElse(""))
        .isEmpty();
    // These worlds are tiny, so prior and luck weigh more than anywhere; see docs/benchmarks.
    assertThat(trials.stream().filter(Trial::accusedInnocent).count()).isLessThan(WORLDS / 25);
  }

  @Test
  void aWorldIsPlayedTheSameWayAgain() {
    for (long seed = 1; seed <= Seeds.count(4, 10); seed++) {
      Trial once = play(seed);
      Trial again = play(seed);
      assertThat(again.conclusion()).isEqualTo(once.conclusion());
      assertThat(again.toEnd().boots()).isEqualTo(once.toEnd().boots());
      assertThat(again.toEnd().hours()).isEqualTo(once.toEnd().hours());
    }
  }

  @Test
  void bothOfTwoCulpritsAreNamed() {
    for (long seed = 1; seed <= Seeds.count(3, 8); seed++) {
      World world =
          Worlds.world(
              seed,
              "history: {commits: 200}",
              "culprits: [0.6, 0.4]",
              "noise: {effect: 8}",
              "machines: {count: 2}");
      Trial trial = play(world);
      assertThat(trial.allNamed()).as("seed %d: %s", seed, trial.conclusion()).isTrue();
    }
  }

  private static Trial play(long seed) {
    return play(Worlds.world(seed, text(seed).toArray(String[]::new)));
  }

  private static Trial play(World world) {
    try {
      Contestant searcher = Contestants.players(List.of("halfspeed")).getFirst();
      return VirtualLab.run(world, () -> searcher.factory().player(world));
    } catch (Problem unknownName) {
      throw new IllegalStateException(unknownName);
    }
  }

  /** A scenario drawn by a seed. */
  private static List<String> text(long seed) {
    var random = new SplittableRandom(seed);
    var lines = new ArrayList<String>();
    int commits = 1 + random.nextInt(40);
    String kind = commits < 8 || random.nextBoolean() ? "chain" : "git";
    lines.add("history: {kind: %s, commits: %d}".formatted(kind, commits));
    boolean innocent = random.nextInt(6) == 0;
    boolean two = commits > 10 && random.nextInt(8) == 0;
    lines.add("culprits: " + (innocent ? "[]" : two ? "[0.6, 0.4]" : "[1]"));
    if (random.nextInt(3) == 0 && commits > 8) {
      lines.add(
          "broken: {build: %s, boot: %s, stretch: %d}"
              .formatted(part(random, 0.2), part(random, 0.1), 1 + random.nextInt(4)));
    }
    if (random.nextInt(4) == 0) {
      lines.add(
          "pass-fail: {false-fail: %s, false-pass: %s}"
              .formatted(part(random, 0.15), part(random, 0.15)));
    } else {
      lines.add(
          "noise: {sigma: %s, effect: %s, layout: %s, between-runs: %s, outliers: %s}"
              .formatted(
                  number(Math.exp(-7 + 4 * random.nextDouble())),
                  number(2 + 8 * random.nextDouble()),
                  random.nextInt(4) == 0 ? "0.5" : "0",
                  random.nextInt(3) == 0 ? "0.6" : "0",
                  random.nextInt(4) == 0 ? "0.03" : "0"));
      if (random.nextInt(5) == 0) {
        lines.add("drift: {kind: walk, size: %s}".formatted(part(random, 1)));
      }
      lines.add("layouts: " + random.nextBoolean());
    }
    int machines = 1 + random.nextInt(4);
    lines.add(
        "machines: {count: %d, speed-spread: %s, offset-spread: %s, failures: %s%s}"
            .formatted(
                machines,
                part(random, 0.5),
                part(random, 5),
                random.nextInt(3) == 0 ? "0.1" : "0",
                machines > 2 && random.nextInt(4) == 0 ? ", without-effect: [1]" : ""));
    lines.add("earlier-boots: " + random.nextInt(10));
    lines.add("maximum-boots: " + (1 + random.nextInt(60)));
    lines.add("confidence: " + (random.nextBoolean() ? "0.9" : "0.99"));
    return lines;
  }

  private static String part(SplittableRandom random, double most) {
    return number(most * random.nextDouble());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }
}
