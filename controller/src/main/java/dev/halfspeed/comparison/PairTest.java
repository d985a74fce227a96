package dev.halfspeed.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;

/**
 * Whether two variants differ: four tests beside each other, two against no difference and two
 * against one that matters.
 *
 * <p>If there is no difference, "different" is wrong; each of the two tests against none errs half
 * as often as a verdict may. If there is one that matters, "the same" is wrong, and so is
 * "different" to the wrong side; both need the one test against that difference to err, which may
 * do so as often as a verdict may (two one-sided tests: D. Schuirmann, A comparison of the two
 * one-sided tests procedure and the power approach, 1987).
 */
final class PairTest {
  private enum State {
    OPEN,
    DIFFERENT,
    SAME
  }

  private static final int HALVINGS = 40;

  /** In standard deviations: from here on all scores are cut. */
  private static final double FAR_AWAY = 1e6;

  private final double margin;
  private final Stakes stakes;
  private final IntToDoubleFunction noiseOfMachine;
  private final OneSidedTest above;
  private final OneSidedTest below;
  private final OneSidedTest aboveLeast;
  private final OneSidedTest belowMost;
  private final List<Stratum> strata = new ArrayList<>();
  private int blocks;
  private State state = State.OPEN;

  /**
   * A test of a pair of which nothing is known.
   *
   * @param margin the smallest difference that matters, on the log scale
   * @param noiseOfMachine standard deviation of the pair's boots on a machine, by all blocks so
   *     far: better than that of a stratum, and nothing to bet by
   */
  PairTest(double margin, Stakes stakes, IntToDoubleFunction noiseOfMachine) {
    this.margin = margin;
    this.stakes = stakes;
    this.noiseOfMachine = noiseOfMachine;
    above = new OneSidedTest(0, 1, margin, stakes);
    below = new OneSidedTest(0, -1, margin, stakes);
    aboveLeast = new OneSidedTest(-margin, 1, margin, stakes);
    belowMost = new OneSidedTest(margin, -1, margin, stakes);
  }

  /** Adds what one block says of the pair. */
  void add(List<Stratum> block) {
    strata.addAll(block);
    blocks++;
    for (OneSidedTest test : List.of(above, below, aboveLeast, belowMost)) {
      block.forEach(test::lay);
      test.look();
    }
  }

  /**
   * Decides, where the evidence is there.
   *
   * @param error the probability of a wrong verdict on this pair
   */
  void decide(double error) {
    if (!isOpen()) {
      return;
    }
    if (aboveLeast.isShown(error) && belowMost.isShown(error)) {
      state = State.SAME;
    } else if (above.isShown(error / 2) || below.isShown(error / 2)) {
      state = State.DIFFERENT;
    }
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** What is known; {@code error} as for {@link #decide}. */
  PairVerdict verdict(double error) {
    return switch (state) {
      case OPEN -> new PairVerdict.Undecided(interval(error / 2), bootsToGo(error));
      case DIFFERENT -> {
        boolean isMore = above.isShown(error / 2);
        yield new PairVerdict.Different(
            within(
                interval(error / 2),
                isMore ? 0 : Double.NEGATIVE_INFINITY,
                isMore ? Double.POSITIVE_INFINITY : 0));
      }
      case SAME -> new PairVerdict.Same(within(interval(error), -margin, margin));
    };
  }

  private OptionalInt bootsToGo(double error) {
    OptionalInt rounds = blocksToGo(error);
    return rounds.isEmpty()
        ? rounds
        : OptionalInt.of(Math.multiplyExact(2 * Block.BOOTS_EACH, rounds.getAsInt()));
  }

  /** Blocks until a verdict, as likely fewer as more; empty before the first one. */
  OptionalInt blocksToGo(double error) {
    if (blocks == 0) {
      return OptionalInt.empty();
    }
    double information = 0;
    for (double each : noises()) {
      information += 1 / (each * each);
    }
    double noise = Math.sqrt(strata.size() / information);
    var forecast = new PairForecast(margin, stakes, noise, blocks);
    return OptionalInt.of(forecast.blocks(estimate(), error, above, below, aboveLeast, belowMost));
  }

  /**
   * An interval as far as the evidence of all boots goes now, within what was shown at some time.
   */
  private Difference within(Optional<Difference> now, double low, double high) {
    double estimate = Math.clamp(estimate(), low, high);
    double least = now.map(Difference::low).orElse(low);
    double most = now.map(Difference::high).orElse(high);
    return new Difference(
        estimate, Math.clamp(least, low, estimate), Math.clamp(most, estimate, high));
  }

  /** The interval at the present evidence, where it has two ends. */
  private Optional<Difference> interval(double errorOfAnEnd) {
    if (blocks == 0) {
      return Optional.empty();
    }
    double estimate = estimate();
    double low = end(estimate, 1, errorOfAnEnd);
    double high = end(estimate, -1, errorOfAnEnd);
    return Double.isFinite(low) && Double.isFinite(high)
        ? Optional.of(new Difference(estimate, low, high))
        : Optional.empty();
  }

  /**
   * Where the scores of both variants are alike, by the noise as it is known now: the first bets
   * were made by a guess, and blocks would weigh by that.
   */
  private double estimate() {
    double[] noises = noises();
    double low = -1;
    double high = 1;
    while (lead(low, noises) < 0) {
      low *= 2;
    }
    while (lead(high, noises) > 0) {
      high *= 2;
    }
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (low + high) / 2;
      if (lead(middle, noises) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** Of each stratum, as it is known now. */
  private double[] noises() {
    var ofMachine = new HashMap<Integer, Double>();
    return strata.stream()
        .mapToDouble(
            stratum -> ofMachine.computeIfAbsent(stratum.machine(), noiseOfMachine::applyAsDouble))
        .toArray();
  }

  private double lead(double shift, double[] noises) {
    double lead = 0;
    for (int index = 0; index < noises.length; index++) {
      lead += strata.get(index).lead(shift, noises[index]);
    }
    return lead;
  }

  /**
   * The nearest value that is rejected.
   *
   * @param direction 1: the lower end, which the difference is shown to exceed; -1: the upper one
   */
  private double end(double estimate, int direction, double error) {
    double limit = -Math.log(error);
    double step = strata.getFirst().noise();
    if (log(estimate - direction * FAR_AWAY * step, direction) < limit) {
      return -direction * Double.POSITIVE_INFINITY;
    }
    double near = estimate;
    double far = estimate - direction * step;
    while (log(far, direction) < limit) {
      near = far;
      step *= 2;
      far -= direction * step;
    }
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (near + far) / 2;
      if (log(middle, direction) < limit) {
        near = middle;
      } else {
        far = middle;
      }
    }
    return far;
  }

  /** log of the capital of a test of another value. */
  private double log(double value, int direction) {
    var bets = new Bets(stakes);
    for (Stratum stratum : strata) {
      bets.lay(stratum, stratum.scores(value, direction), margin);
    }
    return bets.log();
  }
}
