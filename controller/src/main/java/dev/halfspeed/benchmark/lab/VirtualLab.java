package dev.halfspeed.benchmark.lab;

import dev.halfspeed.benchmark.strategy.Player;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * One bisection from its beginning to its end, in virtual time: machines ask for work whenever they
 * are free, and jobs end when the world says.
 *
 * <p>A machine does one job at a time. When it is told to rest, it is asked once more for a build,
 * as a real bench is. A player that breaks the rules has failed: that is recorded with the seed.
 */
public final class VirtualLab {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double MOST_HOURS = 100_000;

  private final World world;
  private final Scenario scenario;
  private final Player player;
  private final DoubleConsumer clock;
  private final PriorityQueue<Job> jobs =
      new PriorityQueue<>(Comparator.comparingDouble(Job::end).thenComparingInt(Job::number));
  private final boolean[] busy;

  /** How many boots each machine has measured. */
  private final int[] turns;

  private final double[] deaths;
  private final boolean[] warm;
  private final List<Evidence> collected = new ArrayList<>();
  private final Set<Image> images = new HashSet<>();
  private final Map<Measured, Integer> measured = new HashMap<>();
  private List<Evidence> evidence = List.of();
  private Optional<Player.Answer> answer = Optional.empty();
  private Tally toAnswer = Tally.NOTHING;
  private Tally tally = Tally.NOTHING;
  private final List<Double> millis = new ArrayList<>();
  private long overhead;
  private int number;
  private double now;
  private double busySeconds;

  /** Why a machine was left without work last. */
  private String lastRest = "";

  private record Job(int number, Work work, double start, double end, boolean lost) {}

  private record Measured(Image image, int machine) {}

  /** A player has broken a rule. */
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault(String what) {
      super(what);
    }
  }

  private VirtualLab(World world, Player player, DoubleConsumer clock) {
    this.world = world;
    this.player = player;
    this.clock = clock;
    scenario = world.scenario();
    int machines = scenario.machines().count();
    busy = new boolean[machines];
    turns = new int[machines];
    warm = new boolean[machines];
    deaths = new double[machines];
    Arrays.fill(deaths, Double.POSITIVE_INFINITY);
    for (Scenario.Death death : scenario.machines().deaths()) {
      deaths[death.machine()] = Math.min(deaths[death.machine()], death.hour() * 3600);
    }
  }

  /** Lets a player bisect a world. */
  public static Trial run(World world, Supplier<Player> player) {
    return run(world, player, hour -> {});
  }

  /**
   * The same.
   *
   * @param clock told the hour before each question to the player
   */
  public static Trial run(World world, Supplier<Player> player, DoubleConsumer clock) {
    try {
      return new VirtualLab(world, player.get(), clock).play();
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      // Thrown before there was a lab: by the player's own constructor.
      return failed(world, describe(e));
    }
  }

  private static Trial failed(World world, String error) {
    return new Trial(
        world.seed(),
        world.guilty(),
        world.scenario().breakage().near(),
        Optional.empty(),
        Optional.empty(),
        Tally.NOTHING,
        Tally.NOTHING,
        List.of(),
        Optional.of(error));
  }

  private static String describe(Throwable e) {
    if (e instanceof Fault) {
      return String.valueOf(e.getMessage());
    }
    StackTraceElement[] trace = e.getStackTrace();
    return e + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private Trial play() {
    try {
      while (true) {
        Optional<Conclusion> conclusion = offer();
        if (conclusion.isPresent()) {
          return trial(conclusion, Optional.empty());
        }
        Job job = jobs.poll();
        if (job == null) {
          Conclusion left =
              player
                  .nothingLeft(evidence, busy.length, lastRest)
                  .orElseThrow(
                      () -> new Fault("stalled: every machine rests and nothing is under way"));
          return trial(Optional.of(left), Optional.empty());
        }
        now = job.end();
        if (now > MOST_HOURS * 3600) {
          throw new Fault("endless: the virtual clock has run for years");
        }
        finish(job);
        // What ends at the same moment is known at that moment, whoever is asked first.
        while (!jobs.isEmpty() && jobs.element().end() <= now) {
          finish(jobs.remove());
        }
        accept();
        cancel();
      }
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      return trial(Optional.empty(), Optional.of(describe(e)));
    }
  }

  private Trial trial(Optional<Conclusion> conclusion, Optional<String> error) {
    tally = tally.at(now / 3600, busySeconds / 3600);
    if (answer.isEmpty()) {
      answer = conclusion.flatMap(VirtualLab::named);
      toAnswer = tally;
    }
    return new Trial(
        world.seed(),
        world.guilty(),
        world.scenario().breakage().near(),
        answer,
        conclusion,
        toAnswer,
        tally,
        List.copyOf(millis),
        error);
  }

  /** Whom a conclusion without a proof before it names. */
  private static Optional<Player.Answer> named(Conclusion conclusion) {
    return switch (conclusion) {
      case Conclusion.Culprit culprit ->
          Optional.of(new Player.Answer(culprit.candidate(), culprit.confidence()));
      case Conclusion.Suspects suspects when suspects.candidates().size() == 1 ->
          Optional.of(new Player.Answer(suspects.candidates().getFirst(), suspects.confidence()));
      case Conclusion.Suspects suspects -> Optional.empty();
      case Conclusion.NotReproduced nothing -> Optional.empty();
      case Conclusion.EnvironmentShift shift -> Optional.empty();
      case Conclusion.BelowNoiseFloor floor -> Optional.empty();
      case Conclusion.Gradual gradual -> Optional.empty();
      case Conclusion.Exhausted exhausted -> Optional.empty();
    };
  }

  /** Asks for work for every idle machine, again and again until nothing new starts. */
  private Optional<Conclusion> offer() {
    int asked = -1;
    while (asked != number) {
      asked = number;
      for (int machine = 0; machine < busy.length; machine++) {
        if (busy[machine] || deaths[machine] <= now) {
          continue;
        }
        Optional<Conclusion> conclusion = offer(machine);
        if (conclusion.isPresent()) {
          return conclusion;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Conclusion> offer(int machine) {
    // A search ends by itself when its budget is spent; this is for the other players.
    if (tally.boots() + tally.proof() > scenario.maximumBoots() + busy.length) {
      return Optional.of(
          new Conclusion.Exhausted(
              List.of(), 0, new Effect(0, 0, 0), scenario.maximumBoots() + " boots"));
    }
    switch (ask(slot(machine))) {
      case Decision.Build(Image image, String why) -> build(image, machine);
      case Decision.Boot(Image image, int runs, Purpose purpose, String why) ->
          boot(image, runs, purpose, machine);
      case Decision.Rest(String why) -> lastRest = why;
      case Decision.Conclude(Conclusion conclusion, String why) -> {
        return Optional.of(conclusion);
      }
    }
    return Optional.empty();
  }

  private Decision ask(Slot slot) {
    clock.accept(now / 3600);
    List<Work> works = works();
    long start = THREADS.getCurrentThreadCpuTime();
    Decision decision = player.next(evidence, works, slot);
    long spent = THREADS.getCurrentThreadCpuTime() - start;
    millis.add((spent + overhead) / 1e6);
    overhead = 0;
    return decision;
  }

  private List<Work> works() {
    return jobs.stream().sorted(Comparator.comparingInt(Job::number)).map(Job::work).toList();
  }

  private Slot slot(int machine) {
    return new Slot(machine, true, true, scenario.offersLayouts(), images, new Costs(machine));
  }

  /** What work takes on a machine: predicted without fault. */
  private final class Costs implements Slot.Costs {
    private final int machine;

    Costs(int machine) {
      this.machine = machine;
    }

    @Override
    public double buildSeconds(Revision revision) {
      Scenario.Durations durations = scenario.durations();
      return (warm[machine] ? durations.build() : durations.firstBuild()) / world.speed(machine);
    }

    @Override
    public double bootSeconds() {
      return scenario.durations().boot() / world.speed(machine);
    }

    @Override
    public double runSeconds() {
      return scenario.durations().run() / world.speed(machine);
    }
  }

  private void build(Image image, int machine) {
    known(image);
    if (images.contains(image)) {
      throw new Fault("builds what is built: " + image);
    }
    if (jobs.stream()
        .anyMatch(job -> job.work().equals(new Work.Building(image, job.work().machine())))) {
      throw new Fault("builds what is being built: " + image);
    }
    if (image.layout() > 0 && !scenario.offersLayouts()) {
      throw new Fault("wants a layout where none is offered: " + image);
    }
    double seconds = new Costs(machine).buildSeconds(image.revision());
    warm[machine] = true;
    tally = tally.withBuild();
    start(new Work.Building(image, machine), seconds);
  }

  private void boot(Image image, int runs, Purpose purpose, int machine) {
    known(image);
    if (!images.contains(image)) {
      throw new Fault("boots what is not built: " + image);
    }
    if (runs < 1) {
      throw new Fault("boots without a run: " + image);
    }
    var costs = new Costs(machine);
    double runSeconds = world.boots(image.revision()) ? runs * costs.runSeconds() : 0;
    tally = tally.withBoot(purpose, runs);
    start(new Work.Booting(image, machine, runs, purpose), costs.bootSeconds() + runSeconds);
  }

  private void known(Image image) {
    int commit =
        switch (image.revision()) {
          case Revision.Good() -> 0;
          case Revision.Candidate(int index) -> index;
          case Revision.Revert(int culprit) -> culprit;
          case Revision.CounterVariant other -> throw other.notOfASearch();
        };
    if (commit < 0 || commit >= world.ground().size()) {
      throw new Fault("no such commit: " + image);
    }
  }

  private void start(Work work, double seconds) {
    if (number > 20 * scenario.maximumBoots() + 1000) {
      throw new Fault("endless: " + number + " jobs");
    }
    double death = deaths[work.machine()];
    boolean lost = now + seconds > death;
    jobs.add(new Job(number++, work, now, lost ? death : now + seconds, lost));
    busy[work.machine()] = true;
  }

  private void finish(Job job) {
    busy[job.work().machine()] = false;
    busySeconds += now - job.start();
    if (job.lost() || world.fails(job.number())) {
      return;
    }
    collected.add(
        switch (job.work()) {
          case Work.Building(Image image, int machine) -> built(image);
          case Work.Booting boot -> booted(boot);
        });
    evidence = List.copyOf(collected);
  }

  private Evidence built(Image image) {
    if (!world.builds(image.revision())) {
      return new Evidence.Untestable(image.revision(), Evidence.Cause.UNBUILDABLE);
    }
    images.add(image);
    return new Evidence.Built(image.revision(), name(image));
  }

  private Evidence booted(Work.Booting boot) {
    Image image = boot.image();
    Revision revision = image.revision();
    if (!world.boots(revision)) {
      return new Evidence.Untestable(revision, Evidence.Cause.UNBOOTABLE);
    }
    int machine = boot.machine();
    int count = measured.merge(new Measured(image, machine), 1, Integer::sum);
    if (scenario.flakiness().isPresent()) {
      int failed = world.failures(image, machine, count, boot.runs());
      return new Evidence.Judged(
          revision, machine, name(image), boot.purpose(), boot.runs() - failed, failed);
    }
    return new Evidence.Measured(
        revision,
        machine,
        name(image),
        boot.purpose(),
        world.measure(image, machine, count, turns[machine]++, boot.runs(), now / 3600));
  }

  private static String name(Image image) {
    String kernel =
        switch (image.revision()) {
          case Revision.Good() -> "good";
          case Revision.Candidate(int commit) -> "c" + commit;
          case Revision.Revert(int culprit) -> "revert" + culprit;
          case Revision.CounterVariant other -> throw other.notOfASearch();
        };
    return image.layout() == 0
        ? kernel
        : String.format(Locale.ROOT, "%s/%d", kernel, image.layout());
  }

  private void accept() {
    if (answer.isPresent()) {
      return;
    }
    answer = timed(() -> player.accepted(evidence));
    if (answer.isPresent()) {
      toAnswer = tally.at(now / 3600, busySeconds / 3600);
    }
  }

  private void cancel() {
    if (jobs.isEmpty()) {
      return;
    }
    List<Work> works = works();
    for (Work useless : timed(() -> player.useless(evidence, works))) {
      Job job =
          jobs.stream()
              .filter(each -> each.work().equals(useless))
              .findFirst()
              .orElseThrow(() -> new Fault("cancels what is not under way: " + useless));
      jobs.remove(job);
      busy[useless.machine()] = false;
      busySeconds += now - job.start();
    }
  }

  /** The time that it takes is the next decision's. */
  private <T> T timed(Supplier<T> question) {
    long start = THREADS.getCurrentThreadCpuTime();
    T result = question.get();
    overhead += THREADS.getCurrentThreadCpuTime() - start;
    return result;
  }
}
