package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.Observations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where the level of machines has changed for good: after some boot of a machine everything is
 * faster or slower, whatever commit is booted, since other work on it has begun or ended. See
 * docs/model.md, "A change of regime".
 */
public final class Regimes {
  /** No machine's has. */
  public static final Regimes NONE = new Regimes(new int[0], 0);

  private static final int NEVER = Integer.MAX_VALUE;

  /** A shift that is so many of its standard deviations large is worth a hypothesis. */
  private static final double WORTH_ASKING = 3;

  /** The same where it has to stand out from what commits do to the values. */
  private static final double STANDS_OUT = 6;

  /** The turn from which on each machine is in its new regime. */
  private final int[] changeOf;

  private final double logChoices;

  private Regimes(int[] changeOf, double logChoices) {
    this.changeOf = changeOf;
    this.logChoices = logChoices;
  }

  /**
   * Given changes.
   *
   * @param changeOf the turn from which on each machine is in its new regime
   */
  public static Regimes at(int... changeOf) {
    return new Regimes(changeOf, 0);
  }

  boolean changes(int machine) {
    return machine < changeOf.length && changeOf[machine] != NEVER;
  }

  /** The turn with which a machine's new regime begins, where it has one. */
  OptionalInt changeOf(int machine) {
    return changes(machine) ? OptionalInt.of(changeOf[machine]) : OptionalInt.empty();
  }

  /** Whether a machine is in its new regime at that turn. */
  boolean isAfter(int machine, int turn) {
    return machine < changeOf.length && turn >= changeOf[machine];
  }

  /** Log of how many such changes there could have been, by when they are. */
  double logChoices() {
    return logChoices;
  }

  /** A place between two boots of a machine, and how much speaks for a change there. */
  private record Split(int turn, double score) {
    static final Split NOWHERE = new Split(NEVER, 0);

    Split orBetter(Split other) {
      return other.score > score ? other : this;
    }
  }

  /**
   * The changes that the values suggest: one by images that were booted before and after it, and
   * one by all values, where they change by far more than between two boots. Which of them is
   * believed is for the evidence to say.
   *
   * @param noise typical standard deviation between boots of an image
   */
  static List<Regimes> suggested(Observations observations, double noise) {
    int machines = observations.machines();
    int[] byImages = new int[machines];
    int[] byValues = new int[machines];
    Arrays.fill(byImages, NEVER);
    Arrays.fill(byValues, NEVER);
    for (int machine = 0; machine < machines; machine++) {
      int here = machine;
      List<Observations.Boot> boots =
          observations.boots().stream().filter(boot -> boot.machine() == here).toList();
      byImages[machine] = byImages(boots, noise).turn();
      byValues[machine] = byValues(boots, noise).turn();
    }
    var found = new ArrayList<Regimes>();
    for (int[] changes : List.of(byImages, byValues)) {
      boolean isNew = found.isEmpty() || !Arrays.equals(found.getFirst().changeOf, changes);
      if (isNew && Arrays.stream(changes).anyMatch(turn -> turn != NEVER)) {
        found.add(new Regimes(changes, logChoices(observations, changes)));
      }
    }
    return found;
  }

  private static double logChoices(Observations observations, int[] changes) {
    double log = 0;
    for (int machine = 0; machine < changes.length; machine++) {
      log += changes[machine] == NEVER ? 0 : Math.log(observations.turns(machine));
    }
    return log;
  }

  /** The shift that images with boots on both sides have in common. */
  private static Split byImages(List<Observations.Boot> boots, double noise) {
    Split best = Split.NOWHERE;
    for (int turn = 1; turn < boots.size(); turn++) {
      Map<Integer, double[]> sums = new HashMap<>();
      for (int index = 0; index < boots.size(); index++) {
        Observations.Boot boot = boots.get(index);
        double[] sum = sums.computeIfAbsent(boot.image(), ignored -> new double[4]);
        int side = index < turn ? 0 : 2;
        sum[side]++;
        sum[side + 1] += boot.value();
      }
      double weights = 0;
      double shift = 0;
      for (double[] sum : sums.values()) {
        if (sum[0] > 0 && sum[2] > 0) {
          double weight = sum[0] * sum[2] / (sum[0] + sum[2]);
          weights += weight;
          shift += weight * (sum[3] / sum[2] - sum[1] / sum[0]);
        }
      }
      if (weights > 0) {
        double deviations = Math.abs(shift) / Math.sqrt(weights) / noise;
        if (deviations > WORTH_ASKING) {
          best = best.orBetter(new Split(boots.get(turn).turn(), deviations));
        }
      }
    }
    return best;
  }

  /** The split that leaves the least scatter on both sides, where the gap stands out from it. */
  private static Split byValues(List<Observations.Boot> boots, double noise) {
    int count = boots.size();
    double[] values = boots.stream().mapToDouble(Observations.Boot::value).toArray();
    Split best = Split.NOWHERE;
    double before = 0;
    double after = Arrays.stream(values).sum();
    for (int turn = 1; turn < count; turn++) {
      before += values[turn - 1];
      after -= values[turn - 1];
      double gap = after / (count - turn) - before / turn;
      double score = gap * gap * turn * (count - turn) / count;
      best = best.orBetter(new Split(turn, score));
    }
    if (best.turn() == NEVER) {
      return best;
    }
    double earlier = median(values, 0, best.turn());
    double later = median(values, best.turn(), count);
    double scatter = noise;
    for (int index = 0; index < count; index++) {
      scatter += Math.abs(values[index] - (index < best.turn() ? earlier : later)) / count;
    }
    return Math.abs(later - earlier) > STANDS_OUT * scatter
        ? new Split(boots.get(best.turn()).turn(), best.score())
        : Split.NOWHERE;
  }

  private static double median(double[] values, int from, int to) {
    double[] part = Arrays.copyOfRange(values, from, to);
    Arrays.sort(part);
    return part[part.length / 2];
  }
}
