package dev.halfspeed.campaign.check;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.core.Principal;
import dev.halfspeed.health.MachineStatus;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.lab.Capacity;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.RecipeTools;
import dev.halfspeed.lab.ToolCheck;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the machines that are in use: checks those again that are due, and takes those back
 * that failed again and again and work once more. Goes round once a minute.
 */
public final class Health implements AutoCloseable {
  /** How often a machine that is quarantined for faults is looked at. */
  static final Duration LOOK = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final Duration ROUND = Duration.ofMinutes(1);
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private final Store store;
  private final MachineRegistry stations;
  private final MachineStatuses statuses;
  private final MachineChecks checks;
  private final MachineScheduler scheduler;
  private final Time time;
  private final Map<String, Machine> machines = new HashMap<>();

  /** When to look at a machine next, on the clock that never goes back. */
  private final Map<String, Long> next = new HashMap<>();

  private final Map<String, Time.Running> looking = new HashMap<>();
  private Time.@Nullable Running rounds;
  private long looks;

  public Health(
      Store store,
      MachineRegistry stations,
      MachineStatuses statuses,
      MachineChecks checks,
      MachineScheduler scheduler,
      Time time) {
    this.store = store;
    this.stations = stations;
    this.statuses = statuses;
    this.checks = checks;
    this.scheduler = scheduler;
    this.time = time;
  }

  /** Knows how to reach machines from now on, as they are described now. */
  public synchronized void knows(Collection<Machine> some) {
    some.forEach(machine -> machines.put(machine.name(), machine));
  }

  /** Goes round until it is closed. */
  public synchronized void start() {
    for (CampaignRecord record :
        store.campaigns().all(EnumSet.of(CampaignRecord.Kind.CHECK)).reversed()) {
      String lab = RowJson.read(record.requestJson(), CheckRequest.class).lab();
      if (lab != null) {
        try {
          knows(stations.machines(lab));
        } catch (Problem gone) {
          LOG.info("machines of {} are not looked after: {}", lab, gone.what());
        }
      }
    }
    checks.catchUp();
    rounds =
        time.start(
            "health",
            () -> {
              try {
                while (true) {
                  time.sleep(ROUND);
                  goRound();
                }
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** What the store can't tell now it may tell in the next round. */
  private void goRound() {
    try {
      due().forEach(this::look);
    } catch (RuntimeException unexpected) {
      LOG.error(
          "it could not be told which machines are due; tried again in the next round", unexpected);
    }
  }

  /** The machines that are to be looked at now, and at which nobody looks. */
  private synchronized List<Machine> due() {
    return machines.values().stream()
        .filter(machine -> !looking.containsKey(machine.name()) && isDue(machine))
        .filter(machine -> !checks.isBeingChecked(machine.name()))
        .toList();
  }

  private boolean isDue(Machine machine) {
    Optional<MachineStatus> standing = statuses.of(machine.name());
    if (standing.isPresent() && standing.get().bars()) {
      if (standing.get().state() == MachineStatus.State.DRAINED
          || standing.get().cause() != MachineStatus.Cause.FAULTS) {
        next.remove(machine.name());
        return false;
      }
      return isTime(machine, true);
    }
    return isAged(machine) && isTime(machine, false);
  }

  /**
   * Whether the time for the next try has come.
   *
   * @param waits whether the first is not made at once
   */
  private boolean isTime(Machine machine, boolean waits) {
    long now = time.nanoTime();
    Long at = next.get(machine.name());
    if (at == null && waits) {
      next.put(machine.name(), now + LOOK.toNanos());
    }
    return at == null ? !waits : now - at >= 0;
  }

  /** Whether enough has happened since it was checked last, or admitted by a person. */
  private boolean isAged(Machine machine) {
    Machine.CheckAgain when = machine.checkAgain();
    if (when == null || !checks.hasPassed(machine.name())) {
      return false;
    }
    Instant passed = checks.passedAt(machine.name()).orElseThrow();
    // Who admits it vouches for it, as a passed check does.
    Instant last =
        statuses
            .admittedByPerson(machine.name())
            .filter(admitted -> admitted.isAfter(passed))
            .orElse(passed);
    return !Duration.between(last, time.instant()).minus(when.after()).isNegative()
        || store.jobs().countSince(machine.name(), last) >= when.jobs();
  }

  private synchronized void look(Machine machine) {
    // Its end takes the same lock, so it can't come before it is known here.
    looking.put(
        machine.name(),
        time.start(
            "look at " + machine.name(),
            () -> {
              try {
                lookAt(machine);
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException unexpected) {
                LOG.error("machine {} could not be looked at", machine.name(), unexpected);
              }
              looked(machine);
            }));
  }

  private synchronized void looked(Machine machine) {
    looking.remove(machine.name());
    // Where it was found well this is of no use: it is not due then.
    next.put(machine.name(), time.nanoTime() + LOOK.toNanos());
  }

  private void lookAt(Machine machine) throws InterruptedException {
    if (checks.hasPassed(machine.name())) {
      checks.again(machine);
    } else if (isFaulty(machine) && answers(machine)) {
      statuses.set(
          machine.name(),
          machine.address(),
          MachineStatus.State.ADMITTED,
          MachineStatus.Cause.FAULTS,
          "it answers again, and has what it needs; it was never checked with a kernel",
          Principal.CONTROLLER);
    }
  }

  private boolean isFaulty(Machine machine) {
    return statuses
        .of(machine.name())
        .filter(now -> now.state() == MachineStatus.State.QUARANTINED)
        .filter(now -> now.cause() == MachineStatus.Cause.FAULTS)
        .isPresent();
  }

  /** Whether a machine without a check to compare with can be used, as far as can be seen. */
  private boolean answers(Machine machine) throws InterruptedException {
    Optional<ConnectedMachine> before = stations.before(machine);
    if (before.isEmpty()) {
      return false;
    }
    String name;
    synchronized (this) {
      looks++;
      name = "look-" + machine.name() + "-" + looks;
    }
    MachineScheduler.Share share =
        scheduler.join(name, Terms.USUAL, List.of(machine.address()), () -> {});
    try {
      // Where somebody measures there it works, and is looked at in the next round.
      return share.takeToLook(machine.address(), Capacity.ONE_THING)
          && isWell(machine, before.get(), share);
    } finally {
      share.leave();
    }
  }

  private boolean isWell(Machine machine, ConnectedMachine before, MachineScheduler.Share share)
      throws InterruptedException {
    long since = time.nanoTime();
    try {
      ConnectedMachine now = stations.look(machine, List.of());
      // Whoever looks at a machine ends what is left there.
      share.clearLeftovers(machine.address());
      boolean isWell =
          ToolCheck.missing(machine, now.facts(), RecipeTools.NONE).isEmpty()
              && now.toolchain().equals(before.toolchain());
      if (isWell) {
        stations.remember(now);
      }
      return isWell;
    } catch (MachineFault | Problem down) {
      LOG.info("{} is still out of use: {}", machine.name(), down.getMessage());
      return false;
    } finally {
      share.ended(
          machine.address(), MachineScheduler.Use.BOOT, Duration.ofNanos(time.nanoTime() - since));
    }
  }

  /** Goes round no more, and ends what runs. */
  @Override
  public void close() {
    List<Time.Running> open;
    synchronized (this) {
      if (rounds != null) {
        rounds.interrupt();
      }
      open = List.copyOf(looking.values());
    }
    for (Time.Running one : open) {
      try {
        if (!one.join(A_MOMENT)) {
          one.interrupt();
          one.join(A_MOMENT);
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
