package dev.halfspeed.search;

import java.util.Arrays;
import java.util.List;

/**
 * The measured boots as columns of numbers, and what follows from them alone: made once, and shared
 * by the models of all noise scales. Never changed once made; arrays are not to be changed.
 */
final class BootTable {
  private final int[] imageOf;
  private final int[] machineOf;
  private final double[] values;
  private final int[][] bootsOfImage;
  private final double[] goodMedians;
  private final double[] badMedians;

  /** The boots in their order, of that many images and machines. */
  BootTable(List<Observations.Boot> boots, int images, int machines, Revision good, Revision bad) {
    int count = boots.size();
    imageOf = new int[count];
    machineOf = new int[count];
    values = new double[count];
    int[] sizes = new int[images];
    for (int boot = 0; boot < count; boot++) {
      Observations.Boot seen = boots.get(boot);
      imageOf[boot] = seen.image();
      machineOf[boot] = seen.machine();
      values[boot] = seen.value();
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
    goodMedians = medians(boots, machines, good);
    badMedians = medians(boots, machines, bad);
  }

  private static double[] medians(List<Observations.Boot> boots, int machines, Revision end) {
    double[][] found = new double[machines][boots.size()];
    int[] sizes = new int[machines];
    for (Observations.Boot boot : boots) {
      if (boot.revision().equals(end)) {
        found[boot.machine()][sizes[boot.machine()]++] = boot.value();
      }
    }
    double[] medians = new double[machines];
    for (int machine = 0; machine < machines; machine++) {
      Arrays.sort(found[machine], 0, sizes[machine]);
      medians[machine] = sizes[machine] == 0 ? Double.NaN : found[machine][sizes[machine] / 2];
    }
    return medians;
  }

  /** The image of each boot. */
  int[] imageOf() {
    return imageOf;
  }

  /** The machine of each boot. */
  int[] machineOf() {
    return machineOf;
  }

  /** The mean of each boot over its runs, less the mean over all boots. */
  double[] values() {
    return values;
  }

  /** The boots of an image in their order. */
  int[] bootsOf(int image) {
    return bootsOfImage[image];
  }

  /** Median of the good end's boots on each machine; NaN where there is none. */
  double[] goodMedians() {
    return goodMedians;
  }

  /** Median of the bad end's boots on each machine; NaN where there is none. */
  double[] badMedians() {
    return badMedians;
  }
}
