package dev.halfspeed.schedule;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.core.MachineLoad;
import dev.halfspeed.core.Principal;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.health.MachineStatus;
import dev.halfspeed.lab.BootPlans;
import dev.halfspeed.machines.BootWays;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.BootWay;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machines of one campaign, and which of them may be given work. Used by one thread, but for
 * {@link #unused}, which any may ask for.
 */
public final class MachinePool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MachinePool.class);
  private static final String OUT_OF_USE = "out of use";

  /** Something else runs there, so that what it measures would be no evidence. */
  public static final String DISTURBED = "disturbed";

  /** Another bisection of this controller has the machine. */
  private static final String WAITING = "waiting";

  /** Another controller has it. */
  public static final String IN_USE = "waiting for another controller";

  private static final Set<String> UNUSED =
      Set.of(
          OUT_OF_USE,
          WAITING,
          IN_USE,
          DISTURBED,
          MachineStatuses.name(MachineStatus.State.QUARANTINED),
          MachineStatuses.name(MachineStatus.State.DRAINED));

  private final List<MachineAllocation> all = new ArrayList<>();
  private final AllocationLog book;
  private final MachineScheduler.Share share;
  private final MachineStatuses statuses;
  private final CampaignNames names;
  private final MachineStatuses.Listening listening;
  private final Timers timers;
  private final Time time;
  private final MachineListener listener;
  private final boolean onBarred;
  private Settled settled;

  /**
   * Joins those who share the machines.
   *
   * @param timers ring when a machine that has failed is to be tried again
   * @param listener hears when a machine may have a place
   */
  public MachinePool(
      MachineClaim claim,
      AllocationLog book,
      MachineScheduler scheduler,
      CampaignNames names,
      MachineStatuses statuses,
      Timers timers,
      Time time,
      MachineListener listener) {
    this.book = book;
    this.statuses = statuses;
    this.names = names;
    this.timers = timers;
    this.time = time;
    this.listener = listener;
    this.settled = claim.settled();
    this.onBarred = claim.onBarred();
    share =
        scheduler.join(
            claim.campaign(),
            claim.priority(),
            claim.stations().stream().map(ConnectedMachine::address).toList(),
            listener::mayHavePlace);
    listening =
        statuses.listen(() -> {
          share.learns();
          listener.mayHavePlace();
        });
    try {
      allocate(claim);
    } catch (RuntimeException unreadable) {
      close();
      throw unreadable;
    }
  }

  private void allocate(MachineClaim claim) {
    Map<JobId, List<@Nullable MachineLoad>> conditions = book.conditions();
    for (ConnectedMachine station : claim.stations()) {
      all.add(new MachineAllocation(all.size(), station, claim.bad(), share, time));
      BootWay known = settled.boots().get(station.name());
      if (known != null) {
        all.getLast().settle(known.plan());
      }
      all.getLast().remember(book.ended(), conditions);
    }
  }

  /** In the order in which the search numbers them. */
  public List<MachineAllocation> all() {
    return all;
  }

  /** The machine of a name. */
  public MachineAllocation named(String machine) {
    return all.get(settled.machines().indexOf(machine));
  }

  /** Something was learnt, so there may be work again where there was none. */
  public void learn() {
    share.learns();
  }

  /** The campaign is more or less urgent from now on. */
  public void prioritize(int priority) {
    share.prioritize(priority);
  }

  /** Leaves all machines to others, until it learns something. */
  public void passAll() {
    all.forEach(MachineAllocation::passes);
  }

  /** Settles how machines boot where that is known already. */
  public void settle() throws Problem {
    for (MachineAllocation allocation : all) {
      settleIfKnown(allocation, allocation.station().facts());
    }
  }

  /** A machine was probed for acceleration, which settles how it boots. */
  public void probed(MachineAllocation allocation, Result.Facts facts) throws Problem {
    settleIfKnown(allocation, BootWays.afterProbe(facts));
  }

  /**
   * How a machine boots is settled once and kept: acceleration is known from the start, or after a
   * probe.
   */
  private void settleIfKnown(MachineAllocation allocation, Result.Facts facts) throws Problem {
    if (settled.boots().containsKey(allocation.station().name())
        || BootWays.isOpen(allocation.station().machine(), facts)) {
      return;
    }
    BootPlan plan = BootPlans.of(allocation.station().machine(), facts);
    allocation.settle(plan);
    settled = settled.withBoot(allocation.station().name(), BootWay.of(plan));
    book.settled(settled);
  }

  /** A machine was looked at, which may have changed since the campaign began. */
  public void seen(MachineAllocation allocation, Result.Facts facts) {
    if (!allocation.verify(facts)) {
      fails(
          allocation,
          "its compiler is another one than when the campaign began: "
              + allocation.station().toolchain()
              + " is what its kernels are made with");
    }
  }

  /** Whether a machine can be given work now. */
  public boolean isUsable(MachineAllocation allocation) {
    return isAdmitted(allocation) && allocation.outage().isEmpty();
  }

  /**
   * Whether a machine would work for this bisection, but for others that use it now, or a person
   * who has drained it.
   *
   * @param waits whether the bisection waits for it
   */
  public boolean isHeldUp(MachineAllocation allocation, boolean waits) {
    Optional<MachineStatus> bar = bar(allocation);
    if (bar.isPresent()) {
      return bar.get().state() == MachineStatus.State.DRAINED;
    }
    return waits && isTaken(allocation);
  }

  /** Whether a machine would work for this bisection, but for others that use it now. */
  public boolean isTaken(MachineAllocation allocation) {
    return bar(allocation).isEmpty()
        && allocation.outage().isEmpty()
        && allocation.isIdle()
        && !share.othersUsing(allocation.station().address()).isEmpty();
  }

  /** What is wrong with machines that are out of use, for people. */
  public String troubles() {
    String troubles =
        unused()
            .map(each -> each.machine() + " is " + each.doing() + ": " + each.phase())
            .collect(Collectors.joining("; "));
    return troubles.isEmpty() ? "Every job failed; the list of jobs says how" : troubles;
  }

  /** Whether a machine can't be used for now, so that what was begun there has no end yet. */
  public boolean isAway(String machine) {
    return named(machine).outage().isPresent();
  }

  /** The names of those that can be given work now. */
  public List<String> usable() {
    return all.stream()
        .filter(this::isUsable)
        .map(allocation -> allocation.station().name())
        .toList();
  }

  /** Why a machine gets no work of this campaign; empty where it does. */
  private Optional<MachineStatus> bar(MachineAllocation allocation) {
    return onBarred ? Optional.empty() : statuses.bar(allocation.station().name());
  }

  /** Whether a machine may be given work; where not, others may have its places. */
  public boolean isAdmitted(MachineAllocation allocation) {
    Optional<MachineStatus> bar = bar(allocation);
    if (bar.isEmpty()) {
      allocation.admit();
      return true;
    }
    if (allocation.bar()) {
      decideToLeave(
          allocation, MachineStatuses.name(bar.get().state()) + ": " + bar.get().reason());
    }
    allocation.passes();
    return false;
  }

  /**
   * Leaves a machine alone for a while: what it was to do may be done elsewhere, or by it when it
   * is back. A bisection does not end because its machines are down.
   */
  public void fails(MachineAllocation allocation, String why) {
    if (leave(allocation, why, false)) {
      countFault(allocation, why);
      tryLater(allocation, why);
    }
  }

  /** The same with a machine that can't be reached, or can't be used when it is. */
  public void fails(MachineAllocation allocation, MachineFault fault) {
    String why = fault.getMessage() + "; " + fault.nextStep();
    if (!leave(allocation, why, fault.kind() == MachineFault.Kind.IN_USE)) {
      return;
    }
    if (fault.isItsOwn()) {
      countFault(allocation, why);
    }
    if (!Timers.isSeenByConnecting(fault.kind())) {
      tryLater(allocation, why);
    } else {
      long seconds = Timers.BETWEEN_CONNECTIONS.toSeconds();
      decideToLeave(allocation, "%s; looked for every %d s".formatted(why, seconds));
      timers.whenConnected(
          nameOfReturn(allocation),
          allocation.station().link(),
          () -> listener.mayReturn(allocation));
    }
  }

  /** A boot has ended there: where that was disturbed, as those before it, the machine waits. */
  public void measured(MachineAllocation allocation, MachineDisturbance.Verdict verdict) {
    verdict
        .accepted()
        .ifPresent(why ->
            book.decided(
                allocation,
                "accept",
                why + ": it counts as usual there from now on, until the machine is quiet again"));
    Optional<MachineDisturbance.Wait> wait = allocation.waits();
    if (wait.isPresent() && allocation.outage().isEmpty()) {
      Duration pause = wait.get().pause();
      String words =
          "%s; measured again in %s"
              .formatted(wait.get().why(), Words.duration(pause.toMillis() / 1000.0));
      allocation.rests(words);
      allocation.passes();
      book.decided(allocation, "wait", words);
      timers.after(nameOfReturn(allocation), pause, () -> listener.mayReturn(allocation));
    }
  }

  /** What may have made the numbers worse than they need be, in sentences; mostly empty. */
  public String disturbances() {
    return all.stream()
        .flatMap(allocation ->
            allocation.acceptedDisturbance().stream()
                .map(why ->
                    " Machine %s was measured on while %s: measure again when it is quiet."
                        .formatted(allocation.station().name(), why)))
        .collect(Collectors.joining());
  }

  private void tryLater(MachineAllocation allocation, String why) {
    Duration pause = allocation.nextOutage(time);
    decideToLeave(allocation, "%s; tried again in %d s".formatted(why, pause.toSeconds()));
    timers.after(nameOfReturn(allocation), pause, () -> listener.mayReturn(allocation));
  }

  private static String nameOfReturn(MachineAllocation allocation) {
    return "return of " + allocation.station().name();
  }

  private void decideToLeave(MachineAllocation allocation, String why) {
    book.decided(allocation, "leave", why);
  }

  /**
   * Takes a machine out of use.
   *
   * @return false when it is already
   */
  private boolean leave(MachineAllocation allocation, String why, boolean isInUse) {
    if (allocation.outage().isPresent()) {
      return false;
    }
    allocation.fails(why, isInUse, time);
    allocation.passes();
    return true;
  }

  /** A machine that fails again and again gets no work from anybody, until it is looked at. */
  private void countFault(MachineAllocation allocation, String why) {
    ConnectedMachine station = allocation.station();
    if (allocation.faults().fails(time.nanoTime()) && statuses.bar(station.name()).isEmpty()) {
      String reason =
          "it failed %d times in a row, the last time: %s"
              .formatted(allocation.faults().times(), why);
      try {
        statuses.set(
            station.name(),
            station.address(),
            MachineStatus.State.QUARANTINED,
            MachineStatus.Cause.FAULTS,
            reason,
            Principal.CONTROLLER);
      } catch (StoreException unwritten) {
        if (!unwritten.isPassing()) {
          throw unwritten;
        }
        LOG.warn("{} is quarantined when it fails again: {}", station.name(), reason, unwritten);
      }
    }
  }

  /** A machine that was left alone may be tried again. */
  public void returns(MachineAllocation allocation) {
    allocation.returns();
    share.learns();
  }

  /** Those that can't be used, each with its reason. */
  public Stream<BisectionView.Activity> unused() {
    return all.stream().flatMap(allocation -> unused(allocation).stream());
  }

  private Optional<BisectionView.Activity> unused(MachineAllocation allocation) {
    String machine = allocation.station().name();
    return bar(allocation)
        .map(bar -> unused(machine, MachineStatuses.name(bar.state()), bar.since(), bar.reason()))
        .or(() ->
            allocation
                .outage()
                .map(outage ->
                    unused(machine, words(outage.cause()), outage.since(), outage.why())));
  }

  private static String words(MachineAllocation.Cause cause) {
    return switch (cause) {
      case FAULT -> OUT_OF_USE;
      case IN_USE -> IN_USE;
      case DISTURBED -> DISTURBED;
    };
  }

  /** Those that other campaigns of this controller have now, each with theirs. */
  public Stream<BisectionView.Activity> waiting() {
    return all.stream()
        .filter(allocation -> unused(allocation).isEmpty())
        .flatMap(allocation -> waiting(allocation).stream());
  }

  private Optional<BisectionView.Activity> waiting(MachineAllocation allocation) {
    ConnectedMachine station = allocation.station();
    List<String> others = share.othersUsing(station.address());
    if (!allocation.isIdle() || others.isEmpty()) {
      return Optional.empty();
    }
    String whom = others.stream().map(names::words).collect(Collectors.joining(", "));
    return Optional.of(unused(station.name(), WAITING, allocation.idleSince(), "for " + whom));
  }

  private static BisectionView.Activity unused(
      String machine, String how, Instant since, String why) {
    return new BisectionView.Activity(machine, how, null, since, why, null, null);
  }

  /** Whether an activity says that a machine is not used. */
  public static boolean isUnused(BisectionView.Activity activity) {
    return UNUSED.contains(activity.doing());
  }

  /** The bisection wants no places any more. */
  @Override
  public void close() {
    listening.close();
    share.leave();
  }
}
