package dev.halfspeed.benchmark.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What time does to all machines alike. Belongs to one bisection; not safe for several threads. */
final class EnvironmentDrift {
  /** The random walk moves so many times an hour. */
  private static final int STEPS = 12;

  private final Scenario.Drift drift;
  private final SplittableRandom random;
  private final double regime;
  private final List<Double> walk = new ArrayList<>(List.of(0.0));

  EnvironmentDrift(Scenario.Drift drift, long seed) {
    this.drift = drift;
    random = Draw.of(seed, Draw.Kind.WALK);
    regime = Draw.of(seed, Draw.Kind.REGIME).nextDouble();
  }

  /** How much lower all values are than in the beginning, in sigma. */
  double loss(double hour) {
    return switch (drift) {
      case Scenario.Drift.None() -> 0;
      case Scenario.Drift.Linear(double perHour) -> perHour * hour;
      case Scenario.Drift.Step(double at, double size) -> hour >= at ? size : 0;
      case Scenario.Drift.Regime(double before, double size) -> hour >= regime * before ? size : 0;
      case Scenario.Drift.Walk(double perRootHour) -> {
        int step = (int) (hour * STEPS);
        while (walk.size() <= step) {
          walk.add(walk.getLast() + perRootHour / Math.sqrt(STEPS) * random.nextGaussian());
        }
        yield walk.get(step);
      }
    };
  }
}
