package dev.halfspeed.benchmark.report;

/**
 * A part of a number of trials, with its 95 % interval by Wilson's score.
 *
 * @param hits how many
 * @param trials of how many
 */
public record Proportion(int hits, int trials) {
  private static final double Z = 1.959963984540054;

  public double value() {
    return trials == 0 ? Double.NaN : (double) hits / trials;
  }

  public double low() {
    return Math.max(0, centre() - margin());
  }

  public double high() {
    return Math.min(1, centre() + margin());
  }

  private double centre() {
    return (hits + Z * Z / 2) / (trials + Z * Z);
  }

  private double margin() {
    double part = trials == 0 ? 0.5 : value();
    return Z * Math.sqrt(trials * part * (1 - part) + Z * Z / 4) / (trials + Z * Z);
  }
}
