package dev.halfspeed.benchmark.world;

import java.util.Optional;

/**
 * What no long search can beat, whatever its rule: Burnashev's bound for a channel with feedback. A
 * short one may lie some per cent below it (docs/worlds.md, "/limit").
 *
 * <p>With error eta and prior entropy H, one machine needs T* = (1 - eta) H / C + ln(1 / eta) / D
 * boots on average, C being the most that one boot can tell in bits and D the divergence that
 * confirms an answer. Several machines at once, in rounds, need wall* = build + test * max((H -
 * h(eta)) / C_W, T* / W) on a chain, C_W being what a {@linkplain RoundCapacity round} can tell: as
 * if every image were there already but the first.
 *
 * @param boots T*
 * @param hours wall*
 */
public record InformationLimit(double boots, double hours) {
  private static final double LN2 = Math.log(2);

  /** The limit in a scenario, for a prior of so many bits. */
  public static InformationLimit of(Scenario scenario, double entropyBits) {
    double error = 1 - scenario.confidence();
    Optional<Scenario.Flakiness> flakiness = scenario.flakiness();
    double effect = scenario.guilt().isNone() ? 0 : scenario.noise().effect();
    int machines = scenario.machines().count();
    double capacity;
    double divergence;
    double round;
    if (flakiness.isPresent()) {
      capacity = capacity(flakiness.get());
      divergence = divergence(flakiness.get());
      round = Math.min(machines * capacity, Math.log(machines + 1) / LN2);
    } else {
      capacity = gaussianInformation(effect);
      divergence = effect * effect / 2;
      round = machines == 1 || effect == 0 ? capacity : RoundCapacity.of(machines, effect);
    }
    if (scenario.guilt().isNone() || capacity <= 0) {
      return new InformationLimit(Double.NaN, Double.NaN);
    }
    double boots = (1 - error) * entropyBits / capacity + Math.log(1 / error) / divergence;
    double open = Math.max(0, entropyBits - entropy(error));
    double rounds = Math.max(open / round, boots / machines);
    Scenario.Durations durations = scenario.durations();
    return new InformationLimit(boots, (durations.firstBuild() + durations.test() * rounds) / 3600);
  }

  /** I(1/2, d) of one Gaussian measurement, in bits, by the trapezoid rule. */
  public static double gaussianInformation(double d) {
    double step = 0.02;
    double sum = 0;
    for (double y = -8; y <= d + 8; y += step) {
      double good = Math.exp(-y * y / 2);
      double bad = Math.exp(-(y - d) * (y - d) / 2);
      double both = (good + bad) / 2;
      sum += good > 0 ? good / 2 * Math.log(good / both) : 0;
      sum += bad > 0 ? bad / 2 * Math.log(bad / both) : 0;
    }
    return Math.max(0, sum * step / Math.sqrt(2 * Math.PI) / LN2);
  }

  /** The best over how often the tested commit is bad. */
  private static double capacity(Scenario.Flakiness flakiness) {
    double best = 0;
    for (int percent = 1; percent < 100; percent++) {
      double bad = percent / 100.0;
      double fails = bad * (1 - flakiness.falsePass()) + (1 - bad) * flakiness.falseFail();
      best =
          Math.max(
              best,
              entropy(fails)
                  - bad * entropy(flakiness.falsePass())
                  - (1 - bad) * entropy(flakiness.falseFail()));
    }
    return best;
  }

  private static double divergence(Scenario.Flakiness flakiness) {
    double fail = Math.clamp(flakiness.falseFail(), 1e-6, 1 - 1e-6);
    double pass = Math.clamp(flakiness.falsePass(), 1e-6, 1 - 1e-6);
    double asBad = (1 - pass) * Math.log((1 - pass) / fail) + pass * Math.log(pass / (1 - fail));
    double asGood = fail * Math.log(fail / (1 - pass)) + (1 - fail) * Math.log((1 - fail) / pass);
    return Math.max(asBad, asGood);
  }

  private static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log1p(-p)) / LN2;
  }
}
