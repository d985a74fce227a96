package dev.halfspeed.configs;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A machine whose kernels are fast or slow by their options. What a set of options comes to in the
 * end, and how fast it is, are functions of the set.
 */
final class SimulatedOptions {
  private static final double LEVEL = Math.log(3000);
  private static final int MOST_STEPS = 2000;

  private final List<OptionGroup> groups;
  private final Settings settings;
  private final ToDoubleFunction<BitSet> loss;
  private final double noise;
  private UnaryOperator<BitSet> effective = UnaryOperator.identity();
  private Predicate<BitSet> builds = set -> true;
  private boolean restarts;
  private List<SearchRound.Start> starts = List.of();

  /**
   * A world.
   *
   * @param loss of the logarithm of the metric, by the options that are on in the end
   * @param noise standard deviation between boots
   */
  SimulatedOptions(int options, double noise, long seed, ToDoubleFunction<BitSet> loss) {
    groups = groups(options);
    settings = new Settings(0.99, 400, seed, new Reproducer.Metric(), 1);
    this.loss = loss;
    this.noise = noise;
  }

  static List<OptionGroup> groups(int options) {
    return IntStream.range(0, options)
        .mapToObj(number ->
            new OptionGroup(
                List.of(new OptionChange("CONFIG_O" + number, Optional.empty(), Optional.of("y"))),
                1))
        .toList();
  }

  /** What the kernel's make does with the options that are asked for. */
  SimulatedOptions closed(UnaryOperator<BitSet> by) {
    effective = by;
    return this;
  }

  SimulatedOptions building(Predicate<BitSet> which) {
    builds = which;
    return this;
  }

  /** Begins in a later round. */
  SimulatedOptions after(List<SearchRound.Start> rounds) {
    starts = rounds;
    return this;
  }

  /** Makes the search anew before each step, from what would have been kept. */
  SimulatedOptions restarting() {
    restarts = true;
    return this;
  }

  /** How it went. */
  record Outcome(OptionConclusion conclusion, int boots, int builds) {}

  Outcome run() {
    var random = new Random(settings.seed());
    var evidence = new ArrayList<Evidence>();
    Set<Revision> images = new HashSet<>();
    Set<Revision> built = new HashSet<>();
    int boots = 0;
    var search = new OptionSearch(groups, settings, starts);
    for (int step = 0; step < MOST_STEPS; step++) {
      if (restarts) {
        search = new OptionSearch(groups, settings, search.starts());
      }
      var known = List.copyOf(evidence);
      Slot slot =
          new Slot(
              0,
              true,
              true,
              false,
              images.stream().map(Image::of).collect(Collectors.toSet()),
              COSTS);
      switch (search.next(known, List.of(), slot)) {
        case OptionSearch.Step.Build(Revision revision, String _) -> {
          if (!built.add(revision)) {
            throw new AssertionError("built twice: " + revision);
          }
          if (builds.test(search.set(revision))) {
            images.add(revision);
            evidence.add(new Evidence.Built(revision, image(search.set(revision))));
          } else {
            evidence.add(new Evidence.Untestable(revision, Evidence.Cause.UNBUILDABLE));
          }
        }
        case OptionSearch.Step.Boot boot -> {
          boots++;
          evidence.add(
              new Evidence.Measured(
                  boot.revision(),
                  0,
                  image(search.set(boot.revision())),
                  boot.purpose(),
                  List.of(
                      LEVEL
                          - loss.applyAsDouble(effective(search.set(boot.revision())))
                          + noise * random.nextGaussian())));
        }
        case OptionSearch.Step.Rest(String why) -> throw new AssertionError("rests: " + why);
        case OptionSearch.Step.Conclude end -> {
          if (end.next().isEmpty()) {
            return new Outcome(end.conclusion(), boots, built.size());
          }
          search.begin(end.next().get());
        }
      }
    }
    throw new AssertionError("endless");
  }

  private BitSet effective(BitSet set) {
    return effective.apply((BitSet) set.clone());
  }

  private String image(BitSet set) {
    return effective(set).toString();
  }

  private static final Slot.Costs COSTS =
      new Slot.Costs() {
        @Override
        public double buildSeconds(Revision revision) {
          return 60;
        }

        @Override
        public double bootSeconds() {
          return 20;
        }

        @Override
        public double runSeconds() {
          return 5;
        }
      };
}
