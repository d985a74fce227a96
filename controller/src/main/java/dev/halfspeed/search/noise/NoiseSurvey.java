package dev.halfspeed.search.noise;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** Finds the noise scales that explain what was seen, by walking over the {@link NoiseGrid}. */
final class NoiseSurvey {
  /** Scales that are so far below the best one, in nats, do not matter where boots are many. */
  private static final double HOPELESS = 5;

  /** Where boots are few, many unlikely scales together matter, and they cost little. */
  private static final double HOPELESS_AT_FIRST = 9;

  /**
   * The same for scales with something that hardly any bisection has: one in twenty or fewer. There
   * are many, and together they would cost more than all others.
   */
  private static final double HOPELESS_WHERE_RARE = 3;

  /** Within so many nats of the best found by then a scale is likely. */
  private static final double LIKELY = 0.3;

  private static final double BOOTS_TIMES_NATS = 120;

  private final double hopeless;
  private final NoiseGrid grid;
  private final ToDoubleFunction<NoiseModel> promise;
  private final Function<NoiseScale, NoiseModel> fit;
  private final Map<NoiseGrid.Place, Seen> seen = new HashMap<>();
  private final List<NoiseGrid.Place> inOrder = new ArrayList<>();

  private record Seen(NoiseModel model, double score) {}

  /**
   * Prepares the walk.
   *
   * @param boots how many were measured
   * @param promise about the log evidence of a model
   */
  NoiseSurvey(
      int boots,
      NoiseGrid grid,
      Function<NoiseScale, NoiseModel> fit,
      ToDoubleFunction<NoiseModel> promise) {
    this.grid = grid;
    hopeless = Math.clamp(BOOTS_TIMES_NATS / Math.max(1, boots), HOPELESS, HOPELESS_AT_FIRST);
    this.fit = fit;
    this.promise = promise;
  }

  /** The models that matter, walking outwards from a guess; at least one. */
  List<NoiseModel> models(NoiseGrid.Place guess) {
    var open = new ArrayDeque<NoiseGrid.Place>();
    var met = new HashSet<NoiseGrid.Place>();
    NoiseGrid.Place start = climb(guess);
    open.add(start);
    met.add(start);
    double best = best();
    while (!open.isEmpty()) {
      NoiseGrid.Place place = open.poll();
      if (score(place) < best - hopeless(place)) {
        continue;
      }
      List<NoiseGrid.Place> around = neighbours(place);
      if (score(place) > best - LIKELY) {
        // What is rare is looked for from the most likely scales only.
        around.addAll(rareNeighbours(place));
      }
      for (NoiseGrid.Place neighbour : around) {
        if (met.add(neighbour)) {
          double score = score(neighbour);
          best = Math.max(best, score);
          if (score > best - hopeless(neighbour)) {
            open.add(neighbour);
          }
        }
      }
    }
    double top = best;
    return inOrder.stream()
        .filter(place -> score(place) > top - hopeless(place))
        .map(place -> known(place).model())
        .toList();
  }

  private double hopeless(NoiseGrid.Place place) {
    return place.isRare() ? Math.min(hopeless, HOPELESS_WHERE_RARE) : hopeless;
  }

  private double best() {
    return seen.values().stream().mapToDouble(Seen::score).max().orElseThrow();
  }

  /** Goes where it is better; what is rare is tried where nothing usual is. */
  private NoiseGrid.Place climb(NoiseGrid.Place from) {
    NoiseGrid.Place place = from;
    while (true) {
      NoiseGrid.Place here = place;
      Optional<NoiseGrid.Place> better =
          better(here, neighbours(here)).or(() -> better(here, rareNeighbours(here)));
      if (better.isEmpty()) {
        return here;
      }
      place = better.orElseThrow();
    }
  }

  private Optional<NoiseGrid.Place> better(NoiseGrid.Place here, List<NoiseGrid.Place> around) {
    return around.stream()
        .filter(next -> score(next) > score(here))
        .max(Comparator.comparingDouble(this::score));
  }

  private List<NoiseGrid.Place> neighbours(NoiseGrid.Place place) {
    var all = new ArrayList<NoiseGrid.Place>();
    for (int step = -1; step <= 1; step += 2) {
      all.add(place.withBoot(place.boot() + step));
      all.add(place.withLayout(place.layout() + step));
      all.add(place.withSpread(place.spread() + step));
    }
    all.removeIf(next -> !grid.contains(next));
    return all;
  }

  private List<NoiseGrid.Place> rareNeighbours(NoiseGrid.Place place) {
    var all = new ArrayList<NoiseGrid.Place>();
    for (int step = -1; step <= 1; step += 2) {
      all.add(place.withDrift(place.drift() + step));
      all.add(place.withSlowSide(place.slowSide() + step));
      all.add(grid.withSlowSideAndGoodNoise(place, place.slowSide() + step));
      all.add(place.withOutliers(place.outliers() + step));
    }
    // Spreads in between need no visit: while the spread is too small by any factor, all boots of
    // the
    // machine look like outliers, and no step towards it scores better.
    all.add(grid.strangers(place));
    addEach(all, place.regime(), 0, place::withRegime);
    addEach(all, place.lacking(), NoiseScale.NO_MACHINE, place::withLacking);
    all.removeIf(next -> next.equals(place) || !grid.contains(next));
    return all;
  }

  /** From the usual each of what is rare, and back from there. */
  private void addEach(
      List<NoiseGrid.Place> all, int now, int usual, IntFunction<NoiseGrid.Place> with) {
    if (now != usual) {
      all.add(with.apply(usual));
      return;
    }
    for (int rare = usual + 1; grid.contains(with.apply(rare)); rare++) {
      all.add(with.apply(rare));
    }
  }

  private double score(NoiseGrid.Place place) {
    return known(place).score();
  }

  private Seen known(NoiseGrid.Place place) {
    Seen known = seen.get(place);
    if (known == null) {
      NoiseModel model = fit.apply(grid.at(place));
      known = new Seen(model, promise.applyAsDouble(model) + model.scale().logPrior());
      seen.put(place, known);
      inOrder.add(place);
    }
    return known;
  }
}
