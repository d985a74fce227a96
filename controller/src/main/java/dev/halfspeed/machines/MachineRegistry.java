package dev.halfspeed.machines;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.lab.LocalMachine;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.RecipeTools;
import dev.halfspeed.lab.ToolCheck;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.registry.Labs;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.time.FairLock;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.Deadlines;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The machines that this controller has reached, each over one connection. */
public final class MachineRegistry implements AutoCloseable {
  /** A kernel tree, its objects and a compiler cache need this much on an empty machine. */
  private static final long NEEDED_DISK_BYTES = 6L << 30;

  private static final String LOCAL = "";

  private final Path directory;
  private final Path workerDirectory;
  private final Labs labs;
  private final WorkerClients links;
  private final Store store;
  private final OrphanJobs orphans;
  private final Occupancy occupancy;
  private final MachineStatuses statuses;
  private final Supplier<UUID> names;
  private final Time time;

  /** By name: one whose entry was edited is the same machine. */
  private final Map<String, ConnectedMachine> reached = new ConcurrentHashMap<>();

  private final Map<Machine, WorkerClient> ways = new ConcurrentHashMap<>();
  private final Map<Machine, FairLock> reaching = new ConcurrentHashMap<>();

  private @Nullable LocalMachine local;

  /**
   * No machine is reached yet.
   *
   * @param directory for the keys and the log of the sshd of the machine at hand
   * @param workerDirectory the worker's folder on the machine at hand
   */
  public MachineRegistry(
      Path directory,
      Path workerDirectory,
      Labs labs,
      WorkerClients links,
      Store store,
      Occupancy occupancy,
      MachineStatuses statuses,
      Supplier<UUID> names,
      Time time) {
    this.directory = directory;
    this.workerDirectory = workerDirectory;
    this.labs = labs;
    this.links = links;
    this.store = store;
    this.occupancy = occupancy;
    this.statuses = statuses;
    this.names = names;
    orphans = new OrphanJobs(store);
    this.time = time;
  }

  /** The machines of a lab, or the machine at hand; nothing is connected yet. */
  public synchronized List<Machine> machines(@Nullable String lab) throws Problem {
    if (lab != null && !lab.equals(LOCAL)) {
      return labs.machines(lab);
    }
    if (local == null) {
      local = LocalMachine.start(directory, workerDirectory);
    }
    return List.of(local.machine());
  }

  /** The names of the machines of a lab, or of the machine at hand; nothing is started. */
  public List<String> names(@Nullable String lab) throws Problem {
    return lab == null || lab.equals(LOCAL)
        ? List.of(LocalMachine.NAME)
        : labs.machines(lab).stream().map(Machine::name).toList();
  }

  /**
   * Reaches every machine of a lab that may be given work, and checks that it can do its part.
   * Others are taken as they were, and so is one that can't be reached now but was before, as long
   * as another can be: it is looked at when it is back.
   *
   * @param recipe what it needs on machines
   * @throws Problem naming the machine and what it lacks
   */
  public List<ConnectedMachine> open(@Nullable String lab, RecipeTools recipe) throws Problem {
    var stations = new ArrayList<ConnectedMachine>();
    var addresses = new HashSet<String>();
    Optional<Problem> away = Optional.empty();
    boolean isAnyThere = false;
    for (Machine machine : machines(lab)) {
      if (!addresses.add(machine.address())) {
        throw new Problem(
            "machine " + machine.name() + " has the address of another one: " + machine.address(),
            "name each machine once in the lab file");
      }
      if (!machine.roles().containsAll(List.of(Machine.Role.values()))) {
        throw new Problem(
            "machine " + machine.name() + " may only " + machine.roles() + " images",
            "this version builds on the machine that boots: give it roles: [build, test]");
      }
      Optional<ConnectedMachine> barred =
          statuses.bar(machine.name()).flatMap(standing -> before(machine));
      if (barred.isPresent()) {
        // It may be switched off. Before it gets work it is looked at.
        stations.add(barred.get());
        continue;
      }
      ConnectedMachine station;
      try {
        station = reach(machine, recipe.names());
      } catch (Problem problem) {
        boolean isInUse = isInUse(problem);
        Optional<ConnectedMachine> before =
            (isInUse || isAway(problem)) && wasSeen(machine) ? before(machine) : Optional.empty();
        stations.add(before.orElseThrow(() -> problem));
        if (isInUse) {
          // The bisection waits for it.
          isAnyThere = true;
        } else {
          away = Optional.of(problem);
        }
        continue;
      }
      isAnyThere = true;
      Optional<Problem> missing = ToolCheck.missing(machine, station.facts(), recipe);
      if (missing.isPresent()) {
        throw missing.get();
      }
      if (station.facts().diskFreeBytes() < NEEDED_DISK_BYTES) {
        throw new Problem(
            "machine "
                + machine.name()
                + " has "
                + (station.facts().diskFreeBytes() >> 20)
                + " MiB free in "
                + machine.directory()
                + ", a kernel needs "
                + (NEEDED_DISK_BYTES >> 20)
                + " MiB",
            "free some space there, or name another directory in the lab file");
      }
      stations.add(station);
    }
    if (away.isPresent() && !isAnyThere) {
      throw away.get();
    }
    return List.copyOf(stations);
  }

  /** Whether it is that another controller works on a machine, which ends by itself. */
  public static boolean isInUse(Problem problem) {
    return problem.getCause() instanceof MachineFault fault
        && fault.kind() == MachineFault.Kind.IN_USE;
  }

  private static boolean isAway(Problem problem) {
    return problem.getCause() instanceof MachineFault fault
        && fault.kind() == MachineFault.Kind.UNREACHABLE;
  }

  /** Whether it was looked at where it is: another lab file may call another machine the same. */
  private boolean wasSeen(Machine machine) {
    return store.machines().all().stream()
        .anyMatch(record ->
            record.name().equals(machine.name()) && record.address().equals(machine.address()));
  }

  /**
   * Connects where that has not been done, and asks the machine what it is now.
   *
   * @param tools programs to look for besides the usual ones
   */
  public ConnectedMachine reach(Machine machine, List<String> tools) throws Problem {
    FairLock turn = reaching.computeIfAbsent(machine, ignored -> new FairLock(time));
    try (FairLock.Taken _ = turn.take()) {
      return reachAlone(machine, tools);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Problem("stopped while machine " + machine.name() + " was asked", "start again");
    }
  }

  private ConnectedMachine reachAlone(Machine machine, List<String> tools)
      throws Problem, InterruptedException {
    Optional<Occupancy.Occupied> occupied = occupancy.occupy(machine.address());
    try {
      Optional<ConnectedMachine> before = before(machine);
      if (occupied.isEmpty()
          && before.isPresent()
          && before.get().facts().tools().keySet().containsAll(tools)) {
        // Looking at it would disturb what is measured there.
        return before.get();
      }
      return remember(look(machine, tools));
    } catch (MachineFault fault) {
      throw new Problem(
          fault.kind() == MachineFault.Kind.UNREACHABLE
              ? ProblemCode.MACHINE_UNREACHABLE
              : ProblemCode.REFUSED,
          String.valueOf(fault.getMessage()),
          fault.nextStep(),
          fault);
    } finally {
      occupied.ifPresent(Occupancy.Occupied::close);
    }
  }

  /**
   * Asks a machine what it is now, and remembers nothing. Nothing that it would disturb may run
   * there.
   *
   * @param tools programs to look for besides the usual ones
   */
  public ConnectedMachine look(Machine machine, List<String> tools)
      throws MachineFault, InterruptedException, Problem {
    WorkerClient link = link(machine);
    link.connect();
    orphans.end(link);
    // Also those that it had: whoever needs them later must not look at a machine that measures.
    var all = new TreeSet<>(tools);
    before(machine).ifPresent(known -> all.addAll(known.facts().tools().keySet()));
    Result.Facts facts = facts(machine, link, List.copyOf(all));
    return new ConnectedMachine(machine, link, facts, orphans, true);
  }

  /** From now on that is what the machine was when it was last looked at. */
  public ConnectedMachine remember(ConnectedMachine station) {
    reached.put(station.name(), station);
    store
        .machines()
        .save(
            new MachineRecord(
                station.name(),
                station.address(),
                RowJson.write(FactsRecord.of(station.facts())),
                time.instant()));
    return station;
  }

  private WorkerClient link(Machine machine) {
    return ways.computeIfAbsent(machine, links::to);
  }

  /**
   * The machines of a lab as they were when they were last looked at, for work that was begun
   * there: one that is down may come back. Nothing is connected yet.
   *
   * @throws Problem when a machine was never looked at
   */
  public List<ConnectedMachine> known(@Nullable String lab) throws Problem {
    var stations = new ArrayList<ConnectedMachine>();
    for (Machine machine : machines(lab)) {
      stations.add(
          before(machine)
              .orElseThrow(() ->
                  new Problem(
                      "machine " + machine.name() + " was never looked at",
                      "look at it: halfspeed machine check")));
    }
    return List.copyOf(stations);
  }

  /** A machine as it was when it was last looked at. */
  public Optional<ConnectedMachine> before(Machine machine) {
    ConnectedMachine station = reached.get(machine.name());
    if (station != null && station.machine().equals(machine)) {
      return Optional.of(station.asBefore());
    }
    return store.machines().all().stream()
        .filter(each -> each.name().equals(machine.name()))
        .findFirst()
        .map(record ->
            new ConnectedMachine(
                machine,
                link(machine),
                RowJson.read(record.factsJson(), FactsRecord.class).facts(),
                orphans,
                false));
  }

  private Result.Facts facts(Machine machine, WorkerClient link, List<String> tools)
      throws MachineFault, InterruptedException, Problem {
    var job = new JobId("facts-" + names.get(), 1);
    var wanted = new ArrayList<>(tools);
    wanted.addAll(ToolCheck.bootTools(machine));
    Result result;
    try (OrphanJobs.Look _ = orphans.look(job)) {
      result = link.run(job, new Job.Facts(null, wanted, Deadlines.FACTS), event -> {});
    }
    if (result instanceof Result.FactsFound(Result.Facts facts)) {
      return facts;
    }
    throw new Problem(
        "machine " + machine.name() + " could not be looked at: " + Outcome.message(result),
        "look into jobs/" + job.folder() + " in " + machine.directory() + " on it");
  }

  /** The machines that were reached. */
  public List<ConnectedMachine> reached() {
    return List.copyOf(reached.values());
  }

  @Override
  public void close() {
    ways.values().forEach(WorkerClient::close);
    ways.clear();
    reached.clear();
    endLocal();
  }

  private synchronized void endLocal() {
    if (local != null) {
      local.close();
      local = null;
    }
  }
}
