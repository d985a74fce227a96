package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.Terms;
import dev.halfspeed.core.Principal;
import dev.halfspeed.health.Standing;
import dev.halfspeed.jobs.PatientWrites;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.ToolCheck;
import dev.halfspeed.machines.Standings;
import dev.halfspeed.machines.Station;
import dev.halfspeed.machines.Stations;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.store.CampaignRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of machines: starts them, keeps what came of them, and gives machines the standing
 * that follows. One at a time on a machine. Safe for use by several threads.
 */
public final class MachineChecks implements AutoCloseable {
  /** Campaigns that are checks. */
  public static final Set<CampaignRecord.Kind> KINDS =
      Set.of(CampaignRecord.Kind.CHECK, CampaignRecord.Kind.RECHECK);

  /** The state of one that has not ended. */
  static final String RUNNING = "running";

  private static final Logger LOG = LoggerFactory.getLogger(MachineChecks.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(40);
  private static final int ID_LENGTH = 8;

  /** Somebody waits for a whole check: some minutes of trouble are borne. */
  private static final int PATIENT = 10;

  /** It is tried again soon anyway. */
  private static final int IMPATIENT = 0;

  private final Store store;
  private final CheckRequestCheck check;
  private final Stations stations;
  private final Standings standings;
  private final MachineScheduler scheduler;
  private final Path snapshots;
  private final Supplier<UUID> names;
  private final Time time;
  private final PatientWrites writes;
  private final PassedChecks passed;
  private final Map<String, Running> running = new LinkedHashMap<>();

  private record Running(String machine, MachineCheck check, Time.Running task) {}

  /**
   * None runs yet; those that a controller left open are over.
   *
   * @param snapshots repository for the commits that machines are checked with
   */
  public MachineChecks(
      Store store,
      CheckRequestCheck check,
      Stations stations,
      Standings standings,
      MachineScheduler scheduler,
      Path snapshots,
      Supplier<UUID> names,
      Time time) {
    this.store = store;
    this.check = check;
    this.stations = stations;
    this.standings = standings;
    this.scheduler = scheduler;
    this.snapshots = snapshots;
    this.names = names;
    this.time = time;
    this.writes = new PatientWrites(time);
    this.passed = new PassedChecks(store);
    for (CampaignRecord open : store.campaigns().open(KINDS)) {
      store
          .campaigns()
          .end(
              open.id(),
              words(MachineCheck.Verdict.BROKEN_OFF),
              time.instant(),
              "the controller was stopped; what was measured is kept",
              null);
    }
  }

  static String words(MachineCheck.Verdict verdict) {
    return Standings.name(verdict).replace('_', ' ');
  }

  /**
   * Starts whole checks of one machine, or of all of a lab, beside each other.
   *
   * @return their ids in the order of the lab; that of a check which runs for the same already
   * @throws Problem when anything in the request or on a machine is not as it must be; nothing was
   *     started then
   */
  public List<String> start(CheckRequest request, Principal by) throws Problem {
    KnownGood kernel = check.check(request, snapshots);
    var found = new ArrayList<Station>();
    for (Machine machine : machines(request.lab(), request.machine())) {
      Station station = stations.reach(machine, kernel.recipe().tools());
      Optional<Problem> missing =
          ToolCheck.missing(machine, station.facts(), kernel.recipe().tools());
      if (missing.isPresent()) {
        throw missing.get();
      }
      found.add(station);
    }
    var ids = new ArrayList<String>();
    synchronized (this) {
      for (Station station : found) {
        CheckRequest one = request.on(station.name(), kernel.commit().id());
        Optional<String> same = sameRuns(one);
        if (same.isEmpty()) {
          requireFree(station.name());
        }
      }
      for (Station station : found) {
        CheckRequest one = request.on(station.name(), kernel.commit().id());
        Optional<String> same = sameRuns(one);
        ids.add(same.isPresent() ? same.get() : launch(one, kernel, station, by));
      }
    }
    return List.copyOf(ids);
  }

  private Optional<String> sameRuns(CheckRequest request) {
    return running.keySet().stream()
        .filter(id ->
            store
                .campaigns()
                .find(id)
                .map(record -> Protocol.read(record.requestJson(), CheckRequest.class))
                .filter(request::equals)
                .isPresent())
        .findFirst();
  }

  private void requireFree(String machine) throws Problem {
    for (Map.Entry<String, Running> each : running.entrySet()) {
      if (each.getValue().machine().equals(machine)) {
        throw new Problem(
            "machine " + machine + " is being checked: " + each.getKey(),
            "wait for it: halfspeed machine list");
      }
    }
  }

  /** The machines of a lab, or one of them. */
  private List<Machine> machines(@Nullable String lab, @Nullable String name) throws Problem {
    List<Machine> all = stations.machines(lab);
    if (name == null || name.isEmpty()) {
      return all;
    }
    List<Machine> named = all.stream().filter(machine -> machine.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw new Problem(
          "the lab has no machine \"" + name + "\"",
          "it has: " + all.stream().map(Machine::name).collect(Collectors.joining(", ")));
    }
    return named;
  }

  /**
   * Checks a machine again that has passed a whole check before, in the caller's time, and with the
   * same kernel. Where nothing is left to compare it with the check is a whole one.
   */
  void again(Machine machine) throws InterruptedException {
    CampaignRecord record = passed.full(machine.name()).orElseThrow();
    CheckRequest request;
    KnownGood kernel;
    Station station;
    try {
      request = Protocol.read(record.requestJson(), CheckRequest.class);
      kernel = check.check(request, snapshots);
      station =
          stations
              .before(machine)
              .orElseThrow(() ->
                  new Problem("machine " + machine.name() + " was never looked at", "look at it"));
    } catch (Problem gone) {
      LOG.warn("{} is not checked again: {}; {}", machine.name(), gone.what(), gone.nextStep());
      return;
    }
    if (!kernel
        .settings()
        .equals(Protocol.read(record.detailJson(), CheckDetail.class).settings())) {
      LOG.warn(
          "{} is not checked again: recipe or configuration of check {} are others now; check it"
              + " anew: halfspeed machine check",
          machine.name(),
          record.id());
      return;
    }
    Optional<MachineCheck.Baseline> baseline = baseline(machine.name());
    String id = newId();
    MachineCheck again;
    synchronized (this) {
      if (running.values().stream().anyMatch(each -> each.machine().equals(machine.name()))) {
        return;
      }
      again = made(id, request, kernel, baseline, station, Principal.CONTROLLER);
      running.put(id, new Running(machine.name(), again, NO_TASK));
    }
    run(again, new Kind(id, baseline, true), station);
  }

  private static final Time.Running NO_TASK =
      new Time.Running() {
        @Override
        public void interrupt() {}

        @Override
        public boolean join(Duration time) {
          return true;
        }
      };

  /** Whether a machine has ever passed a whole check, so that it can be checked again. */
  boolean hasPassed(String machine) {
    return passed.full(machine).isPresent();
  }

  /** When a machine has passed a check last, of any kind; empty when it never has. */
  Optional<Instant> passedAt(String machine) {
    return passed.any(machine).map(CampaignRecord::endedAt);
  }

  /**
   * What a machine is compared with: the last whole check that it passed. Empty where a person has
   * admitted it since: that it is not what it was then is known, and right.
   */
  private Optional<MachineCheck.Baseline> baseline(String machine) {
    Instant since = standings.admittedByPerson(machine).orElse(Instant.MIN);
    return passed
        .full(machine)
        .filter(record -> record.endedAt() != null && record.endedAt().isAfter(since))
        .flatMap(record ->
            Optional.ofNullable(record.endingJson())
                .map(json ->
                    new MachineCheck.Baseline(
                        record.id(), Protocol.read(json, CheckFinding.class))));
  }

  private String launch(CheckRequest request, KnownGood kernel, Station station, Principal by) {
    String id = newId();
    Optional<MachineCheck.Baseline> baseline = Optional.empty();
    MachineCheck made = made(id, request, kernel, baseline, station, by);
    // Its end takes the same lock, so it can't come before it is known here.
    running.put(
        id,
        new Running(
            station.name(),
            made,
            time.start(
                "check " + id,
                () -> {
                  try {
                    run(made, new Kind(id, baseline, false), station);
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  } catch (RuntimeException unexpected) {
                    LOG.error("the end of check {} could not be kept", id, unexpected);
                  }
                })));
    return id;
  }

  private MachineCheck made(
      String id,
      CheckRequest request,
      KnownGood kernel,
      Optional<MachineCheck.Baseline> baseline,
      Station station,
      Principal by) {
    CheckDetail detail =
        CheckDetail.of(kernel, baseline.map(MachineCheck.Baseline::check).orElse(""));
    store
        .campaigns()
        .insert(
            CampaignRecord.begun(
                    id,
                    baseline.isPresent() ? CampaignRecord.Kind.RECHECK : CampaignRecord.Kind.CHECK,
                    station.name(),
                    detail.experiment().digest(),
                    time.instant(),
                    Protocol.write(request),
                    Protocol.write(detail),
                    RUNNING)
                .on(null, by.name(), Terms.USUAL, null));
    return new MachineCheck(
        id,
        request,
        kernel,
        baseline,
        station,
        stations,
        store,
        new PlacedWork(
            id, station, by.equals(Principal.CONTROLLER) ? IMPATIENT : PATIENT, scheduler, time),
        time);
  }

  /**
   * Which check it is.
   *
   * @param baseline what the machine is compared with; empty for a whole check
   * @param byItself nobody asked for it, and the machine has passed with this kernel before
   */
  private record Kind(String id, Optional<MachineCheck.Baseline> baseline, boolean byItself) {}

  private void run(MachineCheck made, Kind kind, Station station) throws InterruptedException {
    String id = kind.id();
    try {
      MachineCheck.Ending ending;
      try {
        ending = made.run();
      } catch (RuntimeException unexpected) {
        LOG.error("check {} ended by an error", id, unexpected);
        ending =
            new MachineCheck.Ending(
                MachineCheck.Verdict.BROKEN_OFF,
                "an unexpected error ended the check: " + unexpected,
                null);
      }
      end(id, station.name(), ending);
      judge(kind, station, ending);
    } finally {
      // Whatever could not be written: the machine can be checked anew.
      synchronized (this) {
        running.remove(id);
      }
    }
  }

  private void end(String id, String machine, MachineCheck.Ending ending) {
    Instant now = time.instant();
    writes.write(() ->
        store
            .campaigns()
            .end(
                id,
                words(ending.verdict()),
                now,
                ending.words(),
                ending.finding() == null ? null : Protocol.write(ending.finding())));
    passed.ended(machine);
  }

  /** What follows for the machine. */
  private void judge(Kind kind, Station station, MachineCheck.Ending ending) {
    if (kind.baseline().isPresent() && baseline(station.name()).isEmpty()) {
      // A person has admitted it meanwhile.
      return;
    }
    String reason = "check " + kind.id() + ": " + ending.words();
    Optional<Standing> now = standings.of(station.name());
    boolean isFull = kind.baseline().isEmpty();
    boolean faulty =
        now.filter(standing ->
                standing.state() == Standing.State.QUARANTINED
                    && standing.cause() == Standing.Cause.FAULTS)
            .isPresent();
    switch (ending.verdict()) {
      case PASSED -> {
        if (isFull || faulty) {
          set(
              station,
              Standing.State.ADMITTED,
              isFull ? Standing.Cause.CHECK : Standing.Cause.FAULTS,
              reason);
        }
      }
      case DIFFERS ->
          set(
              station,
              Standing.State.QUARANTINED,
              isFull ? Standing.Cause.CHECK : Standing.Cause.DRIFT,
              reason);
      case UNFIT -> {
        // Where a person asked it may be the kernel or the recipe; otherwise it did before.
        if (kind.byItself() && !faulty) {
          set(station, Standing.State.QUARANTINED, Standing.Cause.FAULTS, reason);
        }
      }
      case BROKEN_OFF -> {}
    }
  }

  private void set(Station station, Standing.State state, Standing.Cause cause, String reason) {
    writes.write(() ->
        standings.set(
            station.name(), station.address(), state, cause, reason, Principal.CONTROLLER));
  }

  /** What a check that runs is doing; empty where it does not run here. */
  synchronized Optional<String> doing(String id) {
    return Optional.ofNullable(running.get(id)).map(one -> one.check().doing());
  }

  /** The checks that run, by id, with their machines. */
  synchronized Map<String, String> running() {
    return running.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().machine()));
  }

  private String newId() {
    return "c" + names.get().toString().replace("-", "").substring(0, ID_LENGTH - 1);
  }

  /** Ends what runs; what was measured is kept. */
  @Override
  public void close() {
    List<Running> now;
    synchronized (this) {
      now = List.copyOf(running.values());
    }
    now.forEach(one -> time.start("stop of a check", one.check()::stop));
    for (Running one : now) {
      try {
        if (!one.task().join(CLOSE_PATIENCE)) {
          one.task().interrupt();
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
