package dev.halfspeed.search.observation;

import dev.halfspeed.search.Revision;
import java.util.Arrays;
import java.util.List;

/**
 * The measured boots as columns of numbers, and what follows from them alone: made once, and shared
 * by the models of all noise scales. Never changed once made; arrays are not to be changed.
 */
public final class BootTable {
  private static final double MEDIAN = 0.5;
  private static final double UPPER = 0.75;

  private final int[] imageOf;
  private final int[] machineOf;
  private final double[] values;
  private final double[] steps;
  private final int[][] bootsOfImage;
  private final double[] goodMedians;
  private final double[] badMedians;
  private final double[] goodUndisturbed;
  private final double[] badUndisturbed;

  /**
   * The boots in their order, of that many images and machines.
   *
   * @param step of the values on the log scale; 0 where they are fine
   * @param worseIsLess whether a disturbed boot gives a smaller value
   */
  BootTable(
      List<Observations.Boot> boots,
      int images,
      int machines,
      Revision good,
      Revision bad,
      double step,
      boolean worseIsLess) {
    int count = boots.size();
    imageOf = new int[count];
    machineOf = new int[count];
    values = new double[count];
    steps = new double[count];
    int[] sizes = new int[images];
    for (int boot = 0; boot < count; boot++) {
      Observations.Boot seen = boots.get(boot);
      imageOf[boot] = seen.image();
      machineOf[boot] = seen.machine();
      values[boot] = seen.value();
      steps[boot] = Rounding.stepOfMean(step, seen.scatter());
      sizes[seen.image()]++;
    }
    bootsOfImage = new int[images][];
    for (int image = 0; image < images; image++) {
      bootsOfImage[image] = new int[sizes[image]];
    }
    for (int boot = count - 1; boot >= 0; boot--) {
      int image = imageOf[boot];
      sizes[image]--;
      bootsOfImage[image][sizes[image]] = boot;
    }
    goodMedians = quantiles(boots, machines, good, MEDIAN);
    badMedians = quantiles(boots, machines, bad, MEDIAN);
    double undisturbed = worseIsLess ? UPPER : 1 - UPPER;
    goodUndisturbed = quantiles(boots, machines, good, undisturbed);
    badUndisturbed = quantiles(boots, machines, bad, undisturbed);
  }

  private static double[] quantiles(
      List<Observations.Boot> boots, int machines, Revision end, double part) {
    double[][] found = new double[machines][boots.size()];
    int[] sizes = new int[machines];
    for (Observations.Boot boot : boots) {
      if (boot.revision().equals(end)) {
        found[boot.machine()][sizes[boot.machine()]++] = boot.value();
      }
    }
    double[] quantiles = new double[machines];
    for (int machine = 0; machine < machines; machine++) {
      int size = sizes[machine];
      Arrays.sort(found[machine], 0, size);
      int place = part == MEDIAN ? size / 2 : part > MEDIAN ? size - 1 - size / 4 : size / 4;
      quantiles[machine] = size == 0 ? Double.NaN : found[machine][place];
    }
    return quantiles;
  }

  /** The image of each boot. */
  public int[] imageOf() {
    return imageOf;
  }

  /** The machine of each boot. */
  public int[] machineOf() {
    return machineOf;
  }

  /** The mean of each boot over its runs, less the mean over all boots. */
  public double[] values() {
    return values;
  }

  /** What each of these is a multiple of, on the log scale; 0 where they are fine. */
  public double[] steps() {
    return steps;
  }

  /** The boots of an image in their order. */
  public int[] bootsOf(int image) {
    return bootsOfImage[image];
  }

  /**
   * What the good end gives on each machine where a good part of the boots is disturbed, and thus
   * worse: the better quartile; NaN where there is none.
   */
  public double[] goodUndisturbed() {
    return goodUndisturbed;
  }

  /** The same of the bad end. */
  public double[] badUndisturbed() {
    return badUndisturbed;
  }

  /** Median of the good end's boots on each machine; NaN where there is none. */
  public double[] goodMedians() {
    return goodMedians;
  }

  /** Median of the bad end's boots on each machine; NaN where there is none. */
  public double[] badMedians() {
    return badMedians;
  }
}
