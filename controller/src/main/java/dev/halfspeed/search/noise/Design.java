package dev.halfspeed.search.noise;

import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.BootTable;
import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;

/**
 * The design matrix of the linear model: which level and which known steps are part of a boot's
 * value, and whether the effect is where its image is bad. A solution has a number for each column
 * of {@link Levels}, and the effect last.
 */
final class Design {
  private final BootTable boots;
  private final int columns;
  private final int[] levelOf;
  private final boolean[] showsAt;
  private final double[] shows;
  private final int[][] stepsOf;

  /**
   * That of the boots seen.
   *
   * @param lacking the machine on which neither effect nor steps show, or {@link
   *     NoiseScale#NO_MACHINE}
   */
  Design(Observations observations, Levels levels, int lacking, Ancestry ancestry) {
    boots = observations.table();
    columns = levels.columns();
    int count = boots.values().length;
    levelOf = new int[count];
    showsAt = new boolean[columns];
    shows = new double[count];
    for (int boot = 0; boot < count; boot++) {
      Observations.Boot seen = observations.boots().get(boot);
      levelOf[boot] = levels.of(seen);
      showsAt[levelOf[boot]] = seen.machine() != lacking;
      shows[boot] = showsAt[levelOf[boot]] ? 1 : 0;
    }
    stepsOf = new int[observations.images()][];
    for (int image = 0; image < stepsOf.length; image++) {
      stepsOf[image] = steps(image, observations, levels, ancestry);
    }
  }

  private static int[] steps(
      int image, Observations observations, Levels levels, Ancestry ancestry) {
    int stand = observations.standOf(image);
    int[] found = new int[levels.steps().size()];
    int size = 0;
    for (int step = 0; step < found.length; step++) {
      int culprit = levels.steps().get(step);
      if (stand != Ancestry.GOOD
          && ancestry.contains(stand, culprit)
          && !observations.isTakenBack(image, culprit)) {
        found[size++] = levels.levels() + step;
      }
    }
    return Arrays.copyOf(found, size);
  }

  /** Columns of levels and steps: where the effect stands in a solution. */
  int columns() {
    return columns;
  }

  /** The column of a boot's level. */
  int levelOf(int boot) {
    return levelOf[boot];
  }

  /** Whether effect and steps show at a level: on its machine. */
  boolean showsAt(int level) {
    return showsAt[level];
  }

  /** 1 where they show on the machine of a boot, otherwise 0. */
  double shows(int boot) {
    return shows[boot];
  }

  /** The columns of known steps that an image contains. */
  int[] stepsOf(int image) {
    return stepsOf[image];
  }

  /**
   * What is left of a boot's value when levels, steps and effect are taken off.
   *
   * @param state of its image, 1 where it is bad, otherwise 0
   */
  double residual(int boot, int state, double[] solution) {
    double rest =
        boots.values()[boot] - solution[levelOf[boot]] - state * shows[boot] * solution[columns];
    if (shows[boot] > 0) {
      for (int step : stepsOf[boots.imageOf()[boot]]) {
        rest -= solution[step];
      }
    }
    return rest;
  }
}
