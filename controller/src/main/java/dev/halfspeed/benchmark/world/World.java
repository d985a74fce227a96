package dev.halfspeed.benchmark.world;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;

/** A scenario with its luck: who is guilty, what is broken, and what each boot will give. */
public final class World {
  /** The level of a good kernel, on the log scale: some 1,100 transactions a second. */
  public static final double LEVEL = 7;

  private static final double MOST_TIMES_SLOWER = 20;

  /** Half the distance of the modes of bimodal noise. */
  private static final double MODE = 0.9;

  private final ScenarioHistory ground;
  private final Scenario scenario;
  private final long seed;
  private final int[] culprits;
  private final BitSet[] bad;
  private final BitSet unbuildable;
  private final BitSet unbootable;
  private final double[] speeds;
  private final double[] offsets;
  private final EnvironmentDrift weather;
  private final List<MachineCourse> courses = new ArrayList<>();

  public World(ScenarioHistory ground, long seed) {
    this.ground = ground;
    this.seed = seed;
    scenario = ground.scenario();
    culprits = culprits();
    bad = new BitSet[culprits.length];
    for (int index = 0; index < bad.length; index++) {
      bad[index] = descendants(culprits[index]);
    }
    unbuildable = broken(Draw.Kind.BROKEN_BUILD, scenario.breakage().build());
    if (scenario.breakage().near()) {
      for (int culprit : culprits) {
        for (int parent : ground.parentsOf(culprit)) {
          unbuildable.set(parent);
        }
      }
    }
    unbootable = broken(Draw.Kind.BROKEN_BOOT, scenario.breakage().boot());
    Scenario.Machines machines = scenario.machines();
    speeds = new double[machines.count()];
    offsets = new double[machines.count()];
    var speed = Draw.of(seed, Draw.Kind.SPEED);
    var offset = Draw.of(seed, Draw.Kind.OFFSET);
    for (int machine = 0; machine < machines.count(); machine++) {
      speeds[machine] = 1 + machines.speedSpread() * (2 * speed.nextDouble() - 1);
      offsets[machine] = machines.offsetSpread() * offset.nextGaussian();
      courses.add(new MachineCourse(scenario.disturbance(), seed, machine));
    }
    weather = new EnvironmentDrift(scenario.drift(), seed);
  }

  private int[] culprits() {
    Scenario.Guilt guilt = scenario.guilt();
    if (!guilt.commits().isEmpty()) {
      return guilt.commits().stream().mapToInt(Integer::intValue).toArray();
    }
    var random = Draw.of(seed, Draw.Kind.CULPRIT);
    var drawn = new LinkedHashSet<Integer>();
    while (drawn.size() < guilt.shares().size()) {
      drawn.add(ground.draw(random));
    }
    return drawn.stream().mapToInt(Integer::intValue).toArray();
  }

  private BitSet descendants(int culprit) {
    var set = new BitSet(ground.size());
    set.set(culprit);
    for (int commit = culprit + 1; commit < ground.size(); commit++) {
      for (int parent : ground.parentsOf(commit)) {
        if (set.get(parent)) {
          set.set(commit);
          break;
        }
      }
    }
    return set;
  }

  /**
   * A commit is broken with its first parent, or anew, so that stretches have their mean length.
   */
  private BitSet broken(Draw.Kind kind, double part) {
    var set = new BitSet(ground.size());
    if (part <= 0) {
      return set;
    }
    double stays = Math.max(part, 1 - 1 / scenario.breakage().stretch());
    double begins = part * (1 - stays) / (1 - part);
    var random = Draw.of(seed, kind);
    for (int commit = 0; commit < ground.size(); commit++) {
      int[] parents = ground.parentsOf(commit);
      boolean before = parents.length == 0 ? random.nextDouble() < part : set.get(parents[0]);
      if (random.nextDouble() < (before ? stays : begins)) {
        set.set(commit);
      }
    }
    set.clear(ground.size() - 1);
    for (int culprit : culprits) {
      set.clear(culprit);
      for (int parent : ground.parentsOf(culprit)) {
        set.clear(parent);
      }
    }
    return set;
  }

  public ScenarioHistory ground() {
    return ground;
  }

  public Scenario scenario() {
    return scenario;
  }

  public long seed() {
    return seed;
  }

  /** The guilty commits, the one with the largest share first; empty for none. */
  public List<Integer> guilty() {
    var order = new ArrayList<Integer>();
    List<Double> shares = scenario.guilt().shares();
    for (int index = 0; index < culprits.length; index++) {
      order.add(index);
    }
    order.sort((one, other) -> Double.compare(shares.get(other), shares.get(one)));
    return order.stream().map(index -> culprits[index]).toList();
  }

  /** Whether the kernel has any guilty commit in it. */
  boolean isBad(Revision revision) {
    return loss(revision) > 0;
  }

  /** The part of the whole regression that a kernel has, from 0 to 1. */
  double loss(Revision revision) {
    double loss = 0;
    for (int index = 0; index < culprits.length; index++) {
      boolean has =
          switch (revision) {
            case Revision.Good() -> false;
            case Revision.Candidate(int commit) -> bad[index].get(commit);
            case Revision.Revert(int reverted) -> reverted != culprits[index];
            case Revision.CounterVariant other -> throw other.notOfASearch();
          };
      loss += has ? scenario.guilt().shares().get(index) : 0;
    }
    return loss;
  }

  public boolean builds(Revision revision) {
    return !(revision instanceof Revision.Candidate(int commit) && unbuildable.get(commit));
  }

  public boolean boots(Revision revision) {
    return !(revision instanceof Revision.Candidate(int commit) && unbootable.get(commit));
  }

  /** How fast a machine builds and boots, 1 for as the scenario says. */
  public double speed(int machine) {
    return speeds[machine];
  }

  /**
   * The values of a boot, on the log scale.
   *
   * @param number counts the boots of this image on this machine
   * @param turn counts all boots on this machine, from 0
   * @param hour when it is made, for the drift
   */
  public List<Double> measure(
      Image image, int machine, int number, int turn, int runs, double hour) {
    Scenario.Noise noise = scenario.noise();
    Scenario.Disturbance disturbance = scenario.disturbance();
    MachineCourse course = courses.get(machine);
    double sigmas = offsets[machine] - weather.loss(hour) - course.slowdown(turn) / noise.sigma();
    if (!scenario.machines().withoutEffect().contains(machine)) {
      sigmas -= noise.effect() * loss(image.revision());
    }
    if (noise.layout() > 0) {
      var layout = Draw.of(seed, Draw.Kind.LAYOUT, kernel(image), image.layout());
      sigmas += noise.layout() * layout.nextGaussian();
    }
    double factor = isBad(image.revision()) ? disturbance.slowSide() : 1;
    var luck = Draw.of(seed, Draw.Kind.BOOT, kernel(image), image.layout(), machine, number);
    double alone = between(luck);
    return boot(
        sigmas,
        machine,
        runs,
        factor,
        disturbance.correlation() > 0 ? course.noise(turn) : alone,
        luck);
  }

  /** A boot's noise, with a mean of 0 and a standard deviation of 1. */
  private double between(SplittableRandom luck) {
    return switch (scenario.noise().shape()) {
      case NORMAL -> luck.nextGaussian();
      case SKEWED -> 1 - luck.nextExponential();
      case BIMODAL ->
          (luck.nextBoolean() ? MODE : -MODE) + Math.sqrt(1 - MODE * MODE) * luck.nextGaussian();
    };
  }

  /**
   * The values of a boot whose true value is that many sigma above a good kernel's.
   *
   * @param noisier the noise, as a factor of what is usual on that machine
   * @param between its noise between boots, with a mean of 0 and a standard deviation of 1
   */
  private List<Double> boot(
      double truth, int machine, int runs, double noisier, double between, SplittableRandom luck) {
    Scenario.Noise noise = scenario.noise();
    double factor = noisier * noiseFactor(machine);
    double sigmas = truth + factor * noise.boot() * between;
    if (luck.nextDouble() < noise.outliers()) {
      sigmas -= noise.outlierSize() * luck.nextExponential();
    }
    double slow = scenario.disturbance().slowRuns();
    var values = new ArrayList<Double>(runs);
    for (int run = 0; run < runs; run++) {
      double alone = noise.run() > 0 ? factor * noise.run() * luck.nextGaussian() : 0;
      double times =
          slow > 0 && luck.nextDouble() < slow ? luck.nextDouble(2, MOST_TIMES_SLOWER) : 1;
      values.add(rounded(LEVEL + noise.sigma() * (sigmas + alone) - Math.log(times)));
    }
    return values;
  }

  /** The logarithm of the metric as a reproducer prints it, which may be coarse. */
  private double rounded(double logarithm) {
    double step = scenario.noise().step() * scenario.noise().sigma() * Math.exp(LEVEL);
    return step == 0
        ? logarithm
        : Math.log(step * Math.max(1, Math.rint(Math.exp(logarithm) / step)));
  }

  /**
   * What checked the machines before they were used: each booted one image again and again. Tells
   * how noisy a machine is, nothing else.
   */
  public List<Evidence> earlier() {
    if (scenario.flakiness().isPresent()) {
      return List.of();
    }
    var boots = new ArrayList<Evidence>();
    for (int machine = 0; machine < scenario.machines().count(); machine++) {
      for (int number = 0; number < scenario.earlierBoots(); number++) {
        var luck = Draw.of(seed, Draw.Kind.CHECK, machine, number);
        double between = between(luck);
        boots.add(new Evidence.Earlier(machine, "check", boot(0, machine, 1, 1, between, luck)));
      }
    }
    return List.copyOf(boots);
  }

  /** How many runs of a boot fail; only for a reproducer that passes or fails. */
  public int failures(Image image, int machine, int number, int runs) {
    Scenario.Flakiness flakiness = scenario.flakiness().orElseThrow();
    boolean shows =
        isBad(image.revision()) && !scenario.machines().withoutEffect().contains(machine);
    double rate = shows ? 1 - flakiness.falsePass() : flakiness.falseFail();
    var luck = Draw.of(seed, Draw.Kind.BOOT, kernel(image), image.layout(), machine, number);
    int failures = 0;
    for (int run = 0; run < runs; run++) {
      failures += luck.nextDouble() < rate ? 1 : 0;
    }
    return failures;
  }

  /** Whether a job gives nothing though it took its time. */
  public boolean fails(int job) {
    double part = scenario.machines().failures();
    return part > 0 && Draw.of(seed, Draw.Kind.FAULT, job).nextDouble() < part;
  }

  /** A machine's noise, 1 for sigma. */
  private double noiseFactor(int machine) {
    List<Double> factors = scenario.machines().noiseFactors();
    return machine < factors.size() ? factors.get(machine) : 1;
  }

  /** The value of a good kernel on a machine without noise or drift, on the log scale. */
  public double goodLevel(int machine) {
    return LEVEL + scenario.noise().sigma() * offsets[machine];
  }

  private static long kernel(Image image) {
    return switch (image.revision()) {
      case Revision.Good() -> -1;
      case Revision.Candidate(int commit) -> commit;
      case Revision.Revert(int reverted) -> -2L - reverted;
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }
}
