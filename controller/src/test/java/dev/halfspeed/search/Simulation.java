package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs a whole bisection against a world, under a virtual clock. */
final class Simulation {
  private final Search search;
  private final SimulatedRegression world;
  private final Lab lab;
  private final List<Evidence> evidence = new ArrayList<>();
  private final PriorityQueue<Job> jobs =
      new PriorityQueue<>(Comparator.comparingDouble(Job::end).thenComparingInt(Job::number));
  private final Set<Revision> images = new HashSet<>();
  private final Map<Revision, Integer> bootsOf = new HashMap<>();
  private final List<String> journal = new ArrayList<>();
  private double now;
  private double busy;
  private int number;
  private int builds;
  private int boots;
  private long slowest;

  /**
   * The machines.
   *
   * @param machines how many
   * @param places jobs that one machine does at once, at most one of them a build
   */
  record Lab(
      int machines,
      int places,
      double firstBuildSeconds,
      double buildSeconds,
      double bootSeconds,
      double runSeconds) {
    /** A machine with two cores and guests of one core. */
    static final Lab LAPTOP = new Lab(1, 2, 200, 7, 12, 5);

    /** One real machine that is built for and booted in turn. */
    static final Lab ALONE = new Lab(1, 1, 300, 60, 60, 20);

    /** Four of them. */
    static final Lab FOUR = new Lab(4, 1, 300, 60, 60, 20);
  }

  record Job(int number, Work work, double end) {}

  /** How it went. */
  record Outcome(
      Conclusion conclusion,
      int boots,
      int builds,
      double seconds,
      double busyPart,
      long slowestDecisionNanos,
      List<String> journal) {}

  private Simulation(Search search, SimulatedRegression world, Lab lab) {
    this.search = search;
    this.world = world;
    this.lab = lab;
  }

  static Outcome run(SimulatedRegression world, Lab lab, Settings settings) {
    return run(new BayesianSearch(world.dag(), Prior.uniform(world.dag()), settings), world, lab);
  }

  static Outcome run(Search search, SimulatedRegression world, Lab lab) {
    return new Simulation(search, world, lab).run();
  }

  private Outcome run() {
    while (true) {
      for (int machine = 0; machine < lab.machines(); machine++) {
        Conclusion conclusion = fill(machine);
        if (conclusion != null) {
          return new Outcome(
              conclusion,
              boots,
              builds,
              now,
              busy / Math.max(1, now * lab.machines() * lab.places()),
              slowest,
              journal);
        }
      }
      Job job = jobs.poll();
      if (job == null) {
        throw new AssertionError("stalled:\n" + String.join("\n", journal));
      }
      if (journal.size() > 5000) {
        throw new AssertionError("endless:\n" + String.join("\n", journal.subList(0, 100)));
      }
      now = job.end();
      finish(job.work());
    }
  }

  /** Hands out work until the machine is full or rests. */
  private @Nullable Conclusion fill(int machine) {
    while (true) {
      List<Work> inFlight =
          jobs.stream().sorted(Comparator.comparingInt(Job::number)).map(Job::work).toList();
      List<Work> here = inFlight.stream().filter(work -> work.machine() == machine).toList();
      if (here.size() >= lab.places()) {
        return null;
      }
      boolean mayBuild = here.stream().noneMatch(Work.Building.class::isInstance);
      var slot =
          new Slot(
              machine,
              mayBuild,
              true,
              false,
              images.stream().map(Image::of).collect(Collectors.toSet()),
              costs());
      long start = System.nanoTime();
      Decision decision = search.next(List.copyOf(evidence), inFlight, slot);
      slowest = Math.max(slowest, System.nanoTime() - start);
      journal.add(String.format("%6.0f m%d %s", now, machine, decision));
      switch (decision) {
        case Decision.Build build -> {
          if (!mayBuild || images.contains(build.image().revision())) {
            throw new AssertionError("needless build: " + decision);
          }
          for (Work work : inFlight) {
            if (work instanceof Work.Building && work.revision().equals(build.image().revision())) {
              throw new AssertionError("built twice: " + decision);
            }
          }
          start(
              new Work.Building(build.image(), machine),
              costs().buildSeconds(build.image().revision()));
          builds++;
        }
        case Decision.Boot boot -> {
          if (!images.contains(boot.image().revision())) {
            throw new AssertionError("no image: " + decision);
          }
          start(
              new Work.Booting(boot.image(), machine, boot.runs(), boot.purpose()),
              lab.bootSeconds() + boot.runs() * lab.runSeconds());
        }
        case Decision.Rest rest -> {
          return null;
        }
        case Decision.Conclude conclude -> {
          return conclude.conclusion();
        }
      }
    }
  }

  private void start(Work work, double seconds) {
    jobs.add(new Job(number++, work, now + seconds));
    busy += seconds;
  }

  private void finish(Work work) {
    switch (work) {
      case Work.Building building -> {
        if (world.builds(building.revision())) {
          images.add(building.revision());
          evidence.add(new Evidence.Built(building.revision(), world.image(building.revision())));
        } else {
          evidence.add(new Evidence.Untestable(building.revision(), Evidence.Cause.UNBUILDABLE));
        }
      }
      case Work.Booting booting -> {
        boots++;
        int count = bootsOf.merge(booting.revision(), 1, Integer::sum);
        evidence.add(
            new Evidence.Measured(
                booting.revision(),
                booting.machine(),
                world.image(booting.revision()),
                booting.purpose(),
                world.measure(booting.revision(), booting.machine(), count, booting.runs())));
      }
    }
  }

  private Slot.Costs costs() {
    return new Slot.Costs() {
      @Override
      public double buildSeconds(Revision revision) {
        return images.isEmpty() && builds == 0 ? lab.firstBuildSeconds() : lab.buildSeconds();
      }

      @Override
      public double bootSeconds() {
        return lab.bootSeconds();
      }

      @Override
      public double runSeconds() {
        return lab.runSeconds();
      }
    };
  }
}
