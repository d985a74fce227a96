package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.CampaignRunner;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.core.Principal;
import dev.halfspeed.health.MachineStatus;
import dev.halfspeed.jobs.PatientWrites;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of machines: asks for them, and gives machines the standing that follows from how they
 * end. One at a time on a machine. Safe for use by several threads.
 */
public final class MachineChecks {
  /** Campaigns that are checks. */
  public static final Set<CampaignRecord.Kind> KINDS =
      Set.of(CampaignRecord.Kind.CHECK, CampaignRecord.Kind.RECHECK);

  /** The state of one that has not ended. */
  static final String RUNNING = "running";

  private static final Logger LOG = LoggerFactory.getLogger(MachineChecks.class);

  private final Store store;
  private final CheckKinds kinds;
  private final MachineRegistry stations;
  private final MachineStatuses statuses;
  private final CampaignRunner campaigns;
  private final PatientWrites writes;

  /**
   * Hears from now on how checks end.
   *
   * @param campaigns starts those of these kinds
   */
  public MachineChecks(
      Store store,
      CheckKinds kinds,
      MachineRegistry stations,
      MachineStatuses statuses,
      CampaignRunner campaigns,
      Time time) {
    this.store = store;
    this.kinds = kinds;
    this.stations = stations;
    this.statuses = statuses;
    this.campaigns = campaigns;
    this.writes = new PatientWrites(time);
    campaigns.listen(this::ended);
  }

  /** Gives machines the standing that a controller before this one died too early to write. */
  void catchUp() {
    var seen = new HashSet<String>();
    for (CampaignRecord record : store.campaigns().all(KINDS)) {
      String machine = record.machine();
      Instant ended = record.endedAt();
      if (machine != null && ended != null && seen.add(machine)) {
        Optional<Instant> said = statuses.of(machine).map(MachineStatus::since);
        if (said.isEmpty() || said.get().isBefore(ended)) {
          judge(record);
        }
      }
    }
  }

  /**
   * Starts whole checks of one machine, or of all of a lab, beside each other.
   *
   * @return their ids in the order of the lab; that of a check which runs for the same already
   * @throws Problem when anything in the request or on a machine is not as it must be; nothing was
   *     started then
   */
  public List<String> start(CheckRequest request, Principal by) throws Problem {
    String commit = kinds.commit(request);
    var each = new ArrayList<CheckRequest>();
    for (Machine machine : machines(request.lab(), request.machine())) {
      each.add(request.on(machine.name(), commit));
    }
    return campaigns.startAll(kinds.whole(), each, Terms.of(by, null, null));
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
          ProblemCode.UNKNOWN,
          "the lab has no machine \"" + name + "\"",
          "it has: " + all.stream().map(Machine::name).collect(Collectors.joining(", ")));
    }
    return named;
  }

  /**
   * Begins to check a machine again that has passed a whole check before, with the same kernel.
   * Where nothing is left to compare it with the check is a whole one. What stands in the way is
   * logged: it is asked for again.
   */
  void again(Machine machine) {
    CampaignRecord record = kinds.passed().full(machine.name()).orElseThrow();
    try {
      CheckRequest request = RowJson.read(record.requestJson(), CheckRequest.class);
      CheckDetail detail = RowJson.read(record.detailJson(), CheckDetail.class);
      if (!kinds.settings(request).equals(detail.settings())) {
        LOG.warn(
            "{} is not checked again: recipe or configuration of check {} are others now; check it"
                + " anew: halfspeed machine check",
            machine.name(),
            record.id());
        return;
      }
      campaigns.start(
          kinds.passed().baseline(machine.name()).isPresent() ? kinds.again() : kinds.whole(),
          request,
          // Not below what people ask for: in a busy lab it would never be its turn.
          new Terms(Optional.empty(), Principal.CONTROLLER.name(), Terms.USUAL, Optional.empty()));
    } catch (Problem away) {
      LOG.info("{} is not checked again: {}; {}", machine.name(), away.what(), away.nextStep());
    }
  }

  /** Whether a machine has ever passed a whole check, so that it can be checked again. */
  boolean hasPassed(String machine) {
    return kinds.passed().full(machine).isPresent();
  }

  /** When a machine has passed a check last, of any kind; empty when it never has. */
  Optional<Instant> passedAt(String machine) {
    return kinds.passed().any(machine).map(CampaignRecord::endedAt);
  }

  /** Whether a check of it has not ended. */
  boolean isBeingChecked(String machine) {
    return store.campaigns().open(KINDS).stream().anyMatch(open -> machine.equals(open.machine()));
  }

  private void ended(CampaignRecord record) {
    if (KINDS.contains(record.kind())) {
      kinds.passed().ended(String.valueOf(record.machine()));
      judge(record);
    }
  }

  /** What follows for the machine. */
  private void judge(CampaignRecord record) {
    String machine = String.valueOf(record.machine());
    boolean isFull = record.kind() == CampaignRecord.Kind.CHECK;
    if (!isFull && kinds.passed().baseline(machine).isEmpty()) {
      // A person has admitted it meanwhile.
      return;
    }
    String reason = "check " + record.id() + ": " + record.message();
    Optional<MachineStatus> now = statuses.of(machine);
    boolean faulty =
        now.filter(standing ->
                standing.state() == MachineStatus.State.QUARANTINED
                    && standing.cause() == MachineStatus.Cause.FAULTS)
            .isPresent();
    switch (CheckEnding.Verdict.parse(record.state()).orElse(CheckEnding.Verdict.BROKEN_OFF)) {
      case PASSED -> {
        if (isFull || faulty) {
          set(
              machine,
              MachineStatus.State.ADMITTED,
              isFull ? MachineStatus.Cause.CHECK : MachineStatus.Cause.FAULTS,
              reason);
        }
      }
      case DIFFERS ->
          set(
              machine,
              MachineStatus.State.QUARANTINED,
              isFull ? MachineStatus.Cause.CHECK : MachineStatus.Cause.DRIFT,
              reason);
      case UNFIT -> {
        // Where a person asked it may be the kernel or the recipe; otherwise it did before.
        if (record.owner().equals(Principal.CONTROLLER.name()) && !faulty) {
          set(machine, MachineStatus.State.QUARANTINED, MachineStatus.Cause.FAULTS, reason);
        }
      }
      case BROKEN_OFF -> {}
    }
  }

  private void set(
      String machine, MachineStatus.State state, MachineStatus.Cause cause, String reason) {
    String address =
        store.machines().all().stream()
            .filter(each -> each.name().equals(machine))
            .map(MachineRecord::address)
            .findFirst()
            .orElse("");
    writes.write(() -> statuses.set(machine, address, state, cause, reason, Principal.CONTROLLER));
  }
}
