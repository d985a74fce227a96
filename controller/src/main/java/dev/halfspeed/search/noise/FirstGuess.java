package dev.halfspeed.search.noise;

import dev.halfspeed.search.Revision;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.BootTable;
import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Where a fit begins: levels, steps and effect as the medians of the boots suggest them, of those
 * that nothing disturbed on a busy machine.
 */
final class FirstGuess {
  /** The effect while nothing is known of it. */
  static final double USUAL_EFFECT = -0.1;

  /** A change of so many standard deviations between boots is huge. */
  private static final double HUGE = 50;

  private final Observations observations;
  private final Design design;
  private final Levels levels;
  private final NoiseScale scale;
  private final BootTable boots;

  FirstGuess(Observations observations, Design design, Levels levels, NoiseScale scale) {
    this.observations = observations;
    this.design = design;
    this.levels = levels;
    this.scale = scale;
    boots = observations.table();
  }

  /** Levels and steps, and last the effect. */
  double[] solution(Ancestry ancestry) {
    double[] solution = levels();
    for (int step = 0; step < levels.steps().size(); step++) {
      double change = step(levels.steps().get(step), ancestry);
      solution[levels.levels() + step] = change;
      // What the ends differ by is the work of all culprits.
      solution[design.columns()] -= change;
    }
    return solution;
  }

  /** What the ends seem to give on each machine; last is the effect. */
  private double[] levels() {
    double[] good = scale.isBusy() ? boots.goodUndisturbed() : boots.goodMedians();
    double[] bad = scale.isBusy() ? boots.badUndisturbed() : boots.badMedians();
    double anyGood = mean(good);
    double anyBad = mean(bad);
    double effect = effect(good, bad);
    double[] solution = new double[design.columns() + 1];
    solution[design.columns()] = effect;
    for (int boot = 0; boot < boots.values().length; boot++) {
      int machine = boots.machineOf()[boot];
      double level;
      if (!Double.isNaN(good[machine])) {
        level = good[machine];
      } else if (!Double.isNaN(bad[machine])) {
        level = bad[machine] - design.shows(boot) * effect;
      } else if (!Double.isNaN(anyGood)) {
        level = anyGood;
      } else {
        level = Double.isNaN(anyBad) ? 0 : anyBad - effect;
      }
      solution[design.levelOf(boot)] = level;
    }
    return solution;
  }

  private double effect(double[] good, double[] bad) {
    double effect = 0;
    int both = 0;
    for (int machine = 0; machine < good.length; machine++) {
      if (machine != scale.lacking()
          && !Double.isNaN(good[machine])
          && !Double.isNaN(bad[machine])) {
        effect += bad[machine] - good[machine];
        both++;
      }
    }
    if (both > 0) {
      return effect / both;
    }
    double anyGood = mean(good);
    double anyBad = mean(bad);
    return Double.isNaN(anyGood) || Double.isNaN(anyBad) ? USUAL_EFFECT : anyBad - anyGood;
  }

  private static double mean(double[] medians) {
    double sum = 0;
    int count = 0;
    for (double median : medians) {
      if (!Double.isNaN(median)) {
        sum += median;
        count++;
      }
    }
    return sum / count;
  }

  /**
   * What a known culprit seems to change where that is huge: its own boots against those of its
   * parents, which proved it. A fit that began without it would take these boots for outliers, and
   * what the culprit did for the work of another; 0 where the fit finds the way by itself.
   */
  private double step(int culprit, Ancestry ancestry) {
    OptionalDouble own = change(culprit);
    int[] parents = ancestry.parentsOf(culprit);
    OptionalDouble before =
        parents.length == 0
            ? OptionalDouble.of(0)
            : Arrays.stream(parents)
                .mapToObj(this::change)
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    if (own.isEmpty() || before.isEmpty()) {
      return 0;
    }
    double change = own.getAsDouble() - before.getAsDouble();
    return Math.abs(change) > HUGE * scale.boot() ? change : 0;
  }

  /** How far the boots of a commit lie from the good end; empty where one of them has none. */
  private OptionalDouble change(int candidate) {
    if (candidate == Ancestry.GOOD) {
      return OptionalDouble.of(0);
    }
    // An image may have been booted first as that of another commit, so its stand does not tell.
    List<Integer> own = observations.imagesOf(new Revision.Candidate(candidate));
    double[] good = boots.goodMedians();
    int[] imageOf = boots.imageOf();
    int[] machineOf = boots.machineOf();
    double[] values = boots.values();
    double[] changes =
        IntStream.range(0, values.length)
            .filter(boot -> own.contains(imageOf[boot]) && !Double.isNaN(good[machineOf[boot]]))
            .mapToDouble(boot -> values[boot] - good[machineOf[boot]])
            .sorted()
            .toArray();
    return changes.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(changes[changes.length / 2]);
  }
}
