package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.Observations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * Where the level of machines has changed for good: after some boot of a machine everything is
 * faster or slower, whatever commit is booted, since other work on it has begun or ended. See
 * docs/model.md, "A change of regime".
 */
public final class Regimes {
  /** No machine's has. */
  public static final Regimes NONE = new Regimes(new int[0], false, 0);

  private static final int NEVER = Integer.MAX_VALUE;

  /** A shift that is so many of its standard deviations large is worth a hypothesis. */
  private static final double WORTH_ASKING = 3;

  /** The same where it has to stand out from what commits do to the values. */
  private static final double STANDS_OUT = 6;

  /** The turn from which on each machine is in its new regime. */
  private final int[] changeOf;

  private final boolean ofAll;
  private final double logChoices;

  private Regimes(int[] changeOf, boolean ofAll, double logChoices) {
    this.changeOf = changeOf;
    this.ofAll = ofAll;
    this.logChoices = logChoices;
  }

  /**
   * Given changes.
   *
   * @param changeOf the turn from which on each machine is in its new regime
   */
  public static Regimes at(int... changeOf) {
    return new Regimes(changeOf, false, 0);
  }

  /** Whether all machines have changed at one time, by as much. */
  boolean isOfAll() {
    return ofAll;
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
   * The changes that the values suggest: of each machine by itself, by images that were booted
   * before and after it, and by all values, where they change by far more than between two boots;
   * and of all machines at one time, by images on the same machine, or on any. Which of them is
   * believed is for the evidence to say.
   *
   * @param noise typical standard deviation between boots of an image
   */
  static List<Regimes> suggested(Observations observations, double noise) {
    int machines = observations.machines();
    int[] byImages = new int[machines];
    int[] byValues = new int[machines];
    for (int machine = 0; machine < machines; machine++) {
      int here = machine;
      List<Observations.Boot> boots =
          observations.boots().stream().filter(boot -> boot.machine() == here).toList();
      int split = byImages(boots, noise, Observations.Boot::image);
      byImages[machine] = split == NEVER ? NEVER : boots.get(split).turn();
      byValues[machine] = byValues(boots, noise).turn();
    }
    var found = new ArrayList<Regimes>();
    for (int[] changes : List.of(byImages, byValues)) {
      if (Arrays.stream(changes).anyMatch(turn -> turn != NEVER)) {
        addNew(found, new Regimes(changes, false, logChoices(observations, changes)));
      }
    }
    if (machines > 1) {
      List<Observations.Boot> all = observations.boots();
      for (ToIntFunction<Observations.Boot> key :
          List.<ToIntFunction<Observations.Boot>>of(
              boot -> boot.image() * machines + boot.machine(), Observations.Boot::image)) {
        int split = byImages(all, noise, key);
        if (split != NEVER) {
          addNew(
              found,
              new Regimes(turns(all.subList(0, split), machines), true, Math.log(all.size())));
        }
      }
    }
    return found;
  }

  private static void addNew(List<Regimes> found, Regimes one) {
    if (found.stream()
        .noneMatch(each -> each.ofAll == one.ofAll && Arrays.equals(each.changeOf, one.changeOf))) {
      found.add(one);
    }
  }

  /** How many boots each machine has among these. */
  private static int[] turns(List<Observations.Boot> boots, int machines) {
    int[] turns = new int[machines];
    for (Observations.Boot boot : boots) {
      turns[boot.machine()]++;
    }
    return turns;
  }

  private static double logChoices(Observations observations, int[] changes) {
    double log = 0;
    for (int machine = 0; machine < changes.length; machine++) {
      log += changes[machine] == NEVER ? 0 : Math.log(observations.turns(machine));
    }
    return log;
  }

  /** Boots that are compared with each other, on both sides of a split. */
  private static final class Sides {
    private double before;
    private double beforeSum;
    private double after;
    private double afterSum;

    double weight() {
      return before > 0 && after > 0 ? before * after / (before + after) : 0;
    }

    double shift() {
      return weight() > 0 ? weight() * (afterSum / after - beforeSum / before) : 0;
    }
  }

  /**
   * The boot before which a split shows the largest shift that images with boots on both sides have
   * in common, or {@link #NEVER} where none is large enough.
   *
   * @param key of boots that may be compared
   */
  private static int byImages(
      List<Observations.Boot> boots, double noise, ToIntFunction<Observations.Boot> key) {
    Map<Integer, Sides> sides = new HashMap<>();
    for (Observations.Boot boot : boots) {
      Sides side = sides.computeIfAbsent(key.applyAsInt(boot), ignored -> new Sides());
      side.after++;
      side.afterSum += boot.value();
    }
    int best = NEVER;
    double most = WORTH_ASKING;
    double weights = 0;
    double shift = 0;
    for (int split = 1; split < boots.size(); split++) {
      Observations.Boot moved = boots.get(split - 1);
      Sides side = Objects.requireNonNull(sides.get(key.applyAsInt(moved)));
      weights -= side.weight();
      shift -= side.shift();
      side.before++;
      side.beforeSum += moved.value();
      side.after--;
      side.afterSum -= moved.value();
      weights += side.weight();
      shift += side.shift();
      if (weights > 0.1) {
        double deviations = Math.abs(shift) / Math.sqrt(weights) / noise;
        if (deviations > most) {
          most = deviations;
          best = split;
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
