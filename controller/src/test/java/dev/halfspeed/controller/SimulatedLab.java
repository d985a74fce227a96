package dev.halfspeed.controller;

import dev.halfspeed.People;
import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.ReconnectingClient;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.bisection.BisectionEnding;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.check.CheckViews;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.comparison.ComparisonViews;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.VirtualTime;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole lab under a virtual clock: the real controller with its store, but for sshj and the
 * clock, and simulated machines. Everything that goes wrong follows from the seed.
 */
final class SimulatedLab {
  private static final Duration USUAL_PATIENCE = Duration.ofDays(7);
  private static final Duration USUAL_PEACE = Duration.ofMinutes(4);

  /** What is written when something may have come to its end. */
  private static final List<String> ENDS =
      List.of("end campaign", "keep event", "keep an attempt at notice");

  private final QuickStores stores;
  private final Path folder;
  private final Path recipes;
  private final List<ComparisonRequest> comparisons = new ArrayList<>();
  private final List<ComparisonView> compared = new ArrayList<>();
  private final List<CheckRequest> checks = new ArrayList<>();
  private final List<CheckView> checked = new ArrayList<>();
  private final List<Wish> wishes = new ArrayList<>();
  private Duration patience = USUAL_PATIENCE;
  private final List<BisectionRequest> requests;
  private final VirtualTime time;
  private final SplittableRandom random;
  private final Map<String, SimulatedMachine> machines = new LinkedHashMap<>();
  private final List<String> touched = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
  private final List<JobRecord> jobs = new ArrayList<>();
  private final List<SampleRecord> samples = new ArrayList<>();
  private final List<DecisionRecord> decisions = new ArrayList<>();
  private VirtualTime.@Nullable Program controller;
  private long crashes;

  /** Touches of the outside world until the controller dies; each start draws or is given one. */
  private long touchesLeft = Long.MAX_VALUE;

  /**
   * Sets it up.
   *
   * @param folder the controller's, empty
   * @param stores open the controller's store there
   */
  SimulatedLab(
      QuickStores stores,
      Path folder,
      Path recipes,
      List<String> machines,
      List<BisectionRequest> requests,
      long seed) {
    this.stores = stores;
    this.folder = folder;
    this.recipes = recipes;
    this.requests = requests;
    time = new VirtualTime(seed);
    random = new SplittableRandom(seed * 31 + 7);
    for (String machine : machines) {
      this.machines.put(
          machine, new SimulatedMachine(machine, time, new FakeMachine(0.0005), random.nextLong()));
    }
  }

  /** Writes the description of a lab of these machines. */
  static void describe(List<String> machines, Path file) throws IOException {
    Files.writeString(
        file,
        machines.stream()
            .map(name ->
                """
                  - name: %s
                    address: %s.example.org
                    user: root
                    key: /nonexistent
                    known-hosts: /nonexistent
                    boot: {method: qemu, clock: real}
                """
                    .formatted(name, name))
            .collect(Collectors.joining("", "machines:\n", "")));
  }

  /** A comparison beside the bisections. */
  void compares(ComparisonRequest request) {
    comparisons.add(request);
  }

  /** Something that a person does to the first bisection. */
  private record Planned(Duration at, InterventionRequest what) {}

  private final List<Planned> interventions = new ArrayList<>();

  /** A person does something to the first bisection, so long after the beginning. */
  void intervenes(Duration at, InterventionRequest what) {
    interventions.add(new Planned(at, what));
  }

  /** How the comparisons ended, in the order in which they were asked for. */
  List<ComparisonView> compared() {
    return compared;
  }

  /** A whole check of one machine beside the bisections. */
  void checks(CheckRequest request) {
    checks.add(request);
  }

  /** How the checks ended, in the order in which they were asked for. */
  List<CheckView> checked() {
    return checked;
  }

  /** Something else that people want of a controller. */
  interface Wish {
    /**
     * Asks for it where the controller does not know of it yet: called whenever one has started.
     *
     * @throws Problem when it was refused; it is tried again
     */
    void ask(LabController now) throws Problem;

    /** Whether it was done, by what the store holds. */
    boolean isDone(Store store);

    /** Checks what has come of it, when all that was wanted is done. */
    void check();
  }

  /**
   * Something else beside the bisections.
   *
   * @param most all is done by then, counted from the beginning
   */
  void wants(Wish wish, Duration most) {
    wishes.add(wish);
    patience = most;
  }

  /** All remote calls and writes, in their order, by name. */
  List<String> touched() {
    return touched;
  }

  /** What was done to the lab. */
  List<String> trace() {
    return trace;
  }

  /** The kinds of what the gremlin did to the lab. */
  Set<Trouble> troubles() {
    return troubles;
  }

  Map<String, SimulatedMachine> machines() {
    return machines;
  }

  /** All jobs of all bisections, once they have ended. */
  List<JobRecord> jobs() {
    return jobs;
  }

  /** All samples, likewise. */
  List<SampleRecord> samples() {
    return samples;
  }

  /** All decisions, likewise. */
  List<DecisionRecord> decisions() {
    return decisions;
  }

  /** How often the controller was killed. */
  long crashes() {
    return crashes;
  }

  /** The controller dies at its so-manieth touch of the outside world, counted from 0. */
  void dieAt(long touch) {
    touchesLeft = touch;
  }

  /** Whenever the controller starts, it dies after some touches, so many times. */
  private long mostCrashes;

  void dieOften(long times) {
    mostCrashes = times;
    touchesLeft = draw();
  }

  private long draw() {
    return crashes < mostCrashes
        ? (long) (-200 * Math.log(1 - random.nextDouble()))
        : Long.MAX_VALUE;
  }

  /** The outside world is touched: the controller may die of it. */
  void touch(String what) {
    VirtualTime.Program now = Objects.requireNonNull(controller);
    if (now.isKilled()) {
      throw now.death();
    }
    touched.add(what);
    if (touchesLeft-- == 0) {
      trace.add("the controller died " + what);
      now.kill();
      throw now.death();
    }
  }

  /** Lets troubles happen for that long, one every four minutes. */
  void releaseGremlin(Duration length, Set<Trouble> troubles) {
    releaseGremlin(length, USUAL_PEACE, troubles);
  }

  /**
   * Lets troubles happen.
   *
   * @param peace mean time between two
   */
  void releaseGremlin(Duration length, Duration peace, Set<Trouble> troubles) {
    VirtualTime.Program gremlin = time.program();
    var kinds = troubles.stream().sorted().toList();
    gremlin.start(
        "gremlin",
        () -> {
          try {
            while (time.now() < length.toNanos()) {
              gremlin.sleep(
                  Duration.ofMillis(
                      (long) (-peace.toMillis() * Math.log(1 - random.nextDouble()))));
              cause(kinds.get(random.nextInt(kinds.size())));
            }
            machines.values().forEach(machine -> machine.makeConnectionsUnreliable(false));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Makes one trouble of all machines, so long after the beginning. */
  void plan(Duration at, Consumer<SimulatedMachine> trouble) {
    plan(at, () -> machines.values().forEach(trouble));
  }

  /** Has something happen in the world outside, so long after the beginning. */
  void plan(Duration at, Runnable what) {
    VirtualTime.Program outside = time.program();
    outside.start(
        "outside",
        () -> {
          try {
            outside.sleep(at);
            what.run();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Something is wrong for ever. */
  void suffers(LastingFault fault) {
    trace.add("for ever: " + fault);
    machines.values().stream()
        .limit(fault.isOnOneMachine() ? 1 : machines.size())
        .forEach(machine -> machine.hasForEver(fault));
  }

  /** Nanoseconds of virtual time since the beginning. */
  long now() {
    return time.now();
  }

  private long storeFullUntil;

  /** There is no room for what bisections write. */
  void fillStore(Duration length) {
    storeFullUntil = time.now() + length.toNanos();
  }

  private void requireRoom(String what) {
    if (storeFullUntil > time.now()
        && Stream.of(
                "start job",
                "end job",
                "keep a decision",
                "keep the status",
                "keep event",
                "keep an event",
                "keep the alarm",
                "keep notice",
                "keep an attempt",
                "keep the points",
                "settle point",
                "mark series",
                "update",
                "end campaign")
            .anyMatch(what::startsWith)) {
      throw new StoreException(
          new Problem("Can't " + what, "wait", new SQLException("full", "", 13)), true);
    }
  }

  /** What may go wrong. */
  enum Trouble {
    CONNECTION_DROPS,
    CONNECTION_IS_BAD,
    LINK_IS_CUT,
    POWER_IS_LOST,
    SUPERVISOR_DIES,
    DISK_FILLS,
    MACHINE_DIES,
    MACHINE_IS_WRONG,
    CONTROLLER_DIES,
    CONTROLLER_FREEZES,
    STORE_IS_FULL,
    CLOCK_JUMPS
  }

  /** A bisection is not accepted while a machine is down that nobody has looked at yet. */
  private boolean allSubmitted;

  /** The machines that somebody has looked at. */
  private final Set<String> seen = new HashSet<>();

  private boolean oneIsDead;

  /**
   * The one that dies or blames commits, if any does: on the word of the others the truth can be
   * told.
   */
  private SimulatedMachine bad() {
    return machines.values().iterator().next();
  }

  private void cause(Trouble trouble) {
    SimulatedMachine machine = List.copyOf(machines.values()).get(random.nextInt(machines.size()));
    Duration length = Duration.ofSeconds((long) (-180 * Math.log(1 - random.nextDouble())) + 1);
    troubles.add(trouble);
    trace.add(
        "%d s: %s at %s for %s"
            .formatted(time.now() / 1_000_000_000, trouble, machine.name(), length));
    switch (trouble) {
      case CONNECTION_DROPS -> machine.dropConnections();
      case CONNECTION_IS_BAD -> machine.makeConnectionsUnreliable(random.nextBoolean());
      case LINK_IS_CUT -> machine.disconnect(length);
      case POWER_IS_LOST -> machine.losePower(length);
      case SUPERVISOR_DIES -> machine.killSupervisor();
      case DISK_FILLS -> machine.fillDisk(length);
      case MACHINE_DIES -> {
        if (allSubmitted
            && seen.containsAll(machines.keySet())
            && !oneIsDead
            && machines.size() > 1) {
          oneIsDead = true;
          bad().losePower(patience.multipliedBy(2));
        }
      }
      case MACHINE_IS_WRONG -> bad().goWrong(length.multipliedBy(4));
      case CONTROLLER_DIES -> {
        if (controller != null && !controller.isKilled()) {
          controller.kill();
        }
      }
      case CONTROLLER_FREEZES -> {
        if (controller != null) {
          controller.freeze(length);
        }
      }
      case STORE_IS_FULL -> fillStore(length);
      case CLOCK_JUMPS -> {
        Duration error = Duration.ofMinutes(random.nextInt(240) - 120L);
        if (controller != null && random.nextBoolean()) {
          controller.setClockError(error);
        } else {
          machine.setClockError(error);
        }
      }
    }
  }

  /**
   * Runs controllers, one after the other, until all bisections have ended.
   *
   * @return how each ended, in the order of the requests
   */
  List<BisectionEnding> run() throws Problem {
    while (true) {
      var starts = new Start();
      boolean done = time.play(patience, () -> starts.program.isKilled() || starts.isDone());
      if (!done && !starts.program.isKilled()) {
        throw new AssertionError(
            "stuck after " + time.now() / 1_000_000_000 + " s " + wishes.toString());
      }
      if (!starts.program.isKilled()) {
        List<BisectionEnding> endings = starts.end();
        time.end();
        return endings;
      }
      crashes++;
      touchesLeft = draw();
      starts.close();
      time.play(Duration.ofSeconds(1 + random.nextInt(120)), () -> false);
    }
  }

  /** One start of the controller. */
  private final class Start {
    private final VirtualTime.Program program = time.program();
    private final Store store;
    private final Set<JobId> known = new HashSet<>();

    /** Whether something has ended since it was looked at last whether all is done. */
    private boolean hasEndedSomething = true;

    /** Whether this controller knows of all that is wanted. */
    private boolean hasAsked;

    Start() throws Problem {
      controller = program;
      store =
          stores.open(
              folder.resolve("halfspeed.db"),
              new WriteWatch() {
                @Override
                public void before(String what) {
                  requireRoom(what);
                  touch("before " + nameOf(what));
                }

                @Override
                public void after(String what) {
                  if (what.startsWith("keep machine ")) {
                    seen.add(what.substring("keep machine ".length()));
                  }
                  hasEndedSomething |= ENDS.stream().anyMatch(what::startsWith);
                  touch("after " + nameOf(what));
                }
              });
      program.start("controller", this::main);
    }

    /** Whether nothing of all that was asked for is left to be done. */
    boolean isDone() {
      if (!hasEndedSomething || !hasAsked) {
        return false;
      }
      hasEndedSomething = false;
      return hasEnded() && hasChecked() && wishes.stream().allMatch(wish -> wish.isDone(store));
    }

    /** Without what tells one job, campaign or point from another. */
    private static String nameOf(String what) {
      return what.replaceAll(" [bkcr][0-9a-f]{7}\\S*", "")
          .replaceAll(" [0-9a-f]{16,}\\S*", "")
          .replaceAll(" point [0-9]+", " point");
    }

    private void main() {
      LabController now =
          LabController.open(
              store,
              folder,
              recipes,
              folder.resolve("worker"),
              lease ->
                  machine ->
                      new ReconnectingClient(
                          machine,
                          ConnectionSettings.DEFAULTS,
                          program,
                          () ->
                              Objects.requireNonNull(machines.get(machine.name()))
                                  .connect(program, lease.token(), SimulatedLab.this::touch)),
              () -> new UUID(random.nextLong(), random.nextLong()),
              program,
              true);
      for (BisectionRequest request : requests) {
        submit(now, request);
      }
      for (ComparisonRequest request : comparisons) {
        compare(now, request);
      }
      for (CheckRequest request : checks) {
        check(now, request);
      }
      for (Wish wish : wishes) {
        untilTaken("wishing", () -> wish.ask(now));
      }
      allSubmitted = true;
      hasAsked = true;
      if (!interventions.isEmpty()) {
        program.start("people", () -> intervene(now));
      }
    }

    private void intervene(LabController now) {
      String id = recordOf(requests.getFirst()).orElseThrow().id();
      try {
        for (Planned planned : interventions) {
          long left = planned.at().toNanos() - time.now();
          if (left > 0) {
            program.sleep(Duration.ofNanos(left));
          }
          // Whether it was done is in the store, also when the answer was lost.
          if (store.interventions().all(id).size() <= interventions.indexOf(planned)) {
            now.requests().intervene(id, planned.what(), "as planned", People.ANN);
          }
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } catch (Problem ended) {
        trace.add("intervening failed: " + ended.what());
      }
    }

    /** Something that may be refused, for a while. */
    private interface Asking {
      void run() throws Problem;
    }

    private void untilTaken(String what, Asking asking) {
      while (true) {
        try {
          asking.run();
          return;
        } catch (Problem | StoreException refused) {
          trace.add(what + " failed: " + refused.getMessage());
          try {
            program.sleep(Duration.ofSeconds(30));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      }
    }

    private void submit(LabController now, BisectionRequest request) {
      untilTaken(
          "submitting",
          () -> {
            if (!isKnown(request)) {
              now.requests().bisect(request, People.ANN);
            }
          });
    }

    private void compare(LabController now, ComparisonRequest request) {
      untilTaken(
          "comparing",
          () -> {
            if (recordOf(request).isEmpty()) {
              now.requests().compare(request, People.ANN);
            }
          });
    }

    private void check(LabController now, CheckRequest request) {
      untilTaken(
          "checking",
          () -> {
            if (asked(request).isEmpty()) {
              now.machines().startCheck(request, People.ANN);
            }
          });
    }

    private Optional<CampaignRecord> asked(CheckRequest request) {
      return store.campaigns().all(Set.of(CampaignRecord.Kind.CHECK)).stream()
          .filter(record ->
              record.owner().equals(People.ANN.name())
                  && Objects.equals(record.machine(), request.machine()))
          .findFirst();
    }

    /** Whether all checks that were asked for have ended. */
    boolean hasChecked() {
      return checks.stream()
          .allMatch(
              request -> asked(request).filter(record -> record.endedAt() != null).isPresent());
    }

    /** Whether all bisections and comparisons have: an end is not written over a new request. */
    boolean hasEnded() {
      return Stream.concat(
              requests.stream().map(this::recordOf), comparisons.stream().map(this::recordOf))
          .allMatch(record -> record.filter(each -> each.endedAt() != null).isPresent());
    }

    private Optional<CampaignRecord> recordOf(ComparisonRequest request) {
      return store.campaigns().all(Set.of(CampaignRecord.Kind.COMPARISON)).stream()
          .filter(
              record -> RowJson.read(record.requestJson(), ComparisonRequest.class).equals(request))
          .findFirst();
    }

    private boolean isKnown(BisectionRequest request) {
      return recordOf(request).isPresent();
    }

    private Optional<CampaignRecord> recordOf(BisectionRequest request) {
      return store.campaigns().all(Set.of(CampaignRecord.Kind.BISECTION)).stream()
          .filter(
              record -> RowJson.read(record.requestJson(), BisectionRequest.class).equals(request))
          .findFirst();
    }

    private void take(CampaignRecord record) {
      List<JobRecord> own = store.jobs().all(record.id());
      own.forEach(job -> known.add(new JobId(job.job(), job.attempt())));
      checkJobs(own, store.boots().samples(record.id()));
      jobs.addAll(own);
      samples.addAll(store.boots().samples(record.id()));
      decisions.addAll(store.campaigns().decisions(record.id()));
    }

    /** Checks what must hold, and tells how the bisections ended. */
    List<BisectionEnding> end() {
      var endings = new ArrayList<BisectionEnding>();
      for (BisectionRequest request : requests) {
        CampaignRecord record = recordOf(request).orElseThrow();
        take(record);
        endings.add(
            RowJson.read(Objects.requireNonNull(record.endingJson()), BisectionEnding.class));
      }
      for (ComparisonRequest request : comparisons) {
        CampaignRecord record = recordOf(request).orElseThrow();
        take(record);
        compared.add(new ComparisonViews(store).view(record, List.of()));
      }
      for (CheckRequest request : checks) {
        CampaignRecord record = asked(request).orElseThrow();
        take(record);
        checked.add(new CheckViews(store, _ -> List.of()).one(record.id()).orElseThrow());
      }
      // Checks and watches start campaigns by themselves.
      for (CampaignRecord record :
          store.campaigns().all(EnumSet.allOf(CampaignRecord.Kind.class))) {
        List<JobRecord> own = store.jobs().all(record.id());
        own.forEach(job -> known.add(new JobId(job.job(), job.attempt())));
        if (!wishes.isEmpty() && record.endedAt() != null) {
          checkJobs(own, store.boots().samples(record.id()));
        }
      }
      wishes.forEach(Wish::check);
      program.kill();
      time.play(Duration.ofSeconds(1), () -> false);
      close();
      for (SimulatedMachine machine : machines.values()) {
        for (SimulatedMachine.SimulatedJob job : machine.jobs()) {
          if (!(job.job() instanceof Job.Facts) && !known.contains(job.id())) {
            throw new AssertionError("nobody knows of " + job.id() + " at " + machine.name());
          }
        }
        if (!machine.violations().isEmpty()) {
          throw new AssertionError(machine.violations());
        }
      }
      return endings;
    }

    private void checkJobs(List<JobRecord> records, List<SampleRecord> samples) {
      Map<JobId, JobRecord> byId =
          records.stream()
              .collect(
                  Collectors.toMap(each -> new JobId(each.job(), each.attempt()), each -> each));
      Set<JobId> sampled =
          samples.stream()
              .map(each -> new JobId(each.job(), each.attempt()))
              .collect(Collectors.toSet());
      for (SimulatedMachine machine : machines.values()) {
        for (SimulatedMachine.SimulatedJob job : machine.jobs()) {
          JobRecord record = byId.get(job.id());
          if (record != null && job.isFinished()) {
            check(job, record, sampled.contains(job.id()));
          }
        }
      }
    }

    private void check(SimulatedMachine.SimulatedJob job, JobRecord record, boolean sampled) {
      String outcome = record.outcome();
      if (outcome == null) {
        throw new AssertionError("%s has no end".formatted(job.id()));
      }
      boolean isLeft = record.message().startsWith(Result.Fault.LINK_LOST + ": the campaign ended");
      boolean isLost = record.message().startsWith(Result.Fault.LINK_LOST + ": lost");
      boolean isSilent = record.message().startsWith(Result.Fault.LINK_LOST + ": nothing");
      boolean isNoEnd = record.message().endsWith("which nobody asked for");
      if (isLeft || isLost || isSilent || isNoEnd) {
        return;
      }
      String truth = Outcome.of(job.result()).words();
      truth =
          outcome.equals(Outcome.DISTURBED.words()) && truth.equals(Outcome.MEASURED.words())
              ? outcome
              : truth;
      boolean givenUp = outcome.equals(Outcome.CANCELLED.words());
      if (!outcome.equals(truth) && !givenUp) {
        throw new AssertionError("%s ended as %s, not %s".formatted(job.id(), truth, outcome));
      }
      boolean measured =
          job.result() instanceof Result.Measured && job.job() instanceof Job.Measure;
      if (measured && !sampled && !job.isCancelled() && !givenUp) {
        throw new AssertionError("a sample of %s was lost".formatted(job.id()));
      }
      if (measured && givenUp) {
        throw new AssertionError("%s was measured, and written as cancelled".formatted(job.id()));
      }
    }

    void close() {
      store.close();
    }
  }
}
