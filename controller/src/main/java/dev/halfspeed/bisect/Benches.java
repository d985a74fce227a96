package dev.halfspeed.bisect;

import dev.halfspeed.core.RunConditions;
import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.health.Standing;
import dev.halfspeed.lab.BootPlans;
import dev.halfspeed.lab.Places;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.Words;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.BootPlan;
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
 * The machines of one bisection, and which of them may be given work. Used by one thread, but for
 * {@link #unused}, which any may ask for.
 */
final class Benches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Benches.class);
  private static final String OUT_OF_USE = "out of use";

  /** Something else runs there, so that what it measures would be no evidence. */
  static final String DISTURBED = "disturbed";

  /** Another bisection of this controller has the machine. */
  private static final String WAITING = "waiting";

  /** Another controller has it. */
  static final String IN_USE = "waiting for another controller";

  private static final Set<String> UNUSED =
      Set.of(
          OUT_OF_USE,
          WAITING,
          IN_USE,
          DISTURBED,
          Standings.name(Standing.State.QUARANTINED),
          Standings.name(Standing.State.DRAINED));

  private final List<Bench> all = new ArrayList<>();
  private final JobBook book;
  private final Places.Share share;
  private final Standings standings;
  private final MachineUse use;
  private final Standings.Listening listening;
  private final Alarms alarms;
  private final Time time;
  private final Mailbox<Message> mailbox;
  private Settled settled;

  /**
   * Joins those who share the machines.
   *
   * @param alarms ring when a machine that has failed is to be tried again
   * @param mailbox hears when a machine may have a place
   */
  Benches(
      CampaignRun.Order order,
      JobBook book,
      Places places,
      MachineUse use,
      Standings standings,
      Alarms alarms,
      Time time,
      Mailbox<Message> mailbox) {
    this.book = book;
    this.standings = standings;
    this.use = use;
    this.alarms = alarms;
    this.time = time;
    this.mailbox = mailbox;
    this.settled = order.settled();
    share =
        places.join(
            order.id(),
            order.priority(),
            order.stations().stream().map(Station::address).toList(),
            () -> mailbox.put(new Message.Wake()));
    listening =
        standings.listen(() -> {
          share.learns();
          mailbox.put(new Message.Wake());
        });
    Map<String, List<@Nullable RunConditions>> conditions = book.conditions();
    for (Station station : order.stations()) {
      all.add(new Bench(all.size(), station, order.bad(), share, time));
      BootPlan known = settled.boots().get(station.name());
      if (known != null) {
        all.getLast().settle(known);
      }
      all.getLast().remember(book.ended(), conditions);
    }
  }

  /** In the order in which the search numbers them. */
  List<Bench> all() {
    return all;
  }

  /** The machine of a name. */
  Bench named(String machine) {
    return all.get(settled.machines().indexOf(machine));
  }

  /** Something was learnt, so there may be work again where there was none. */
  void learn() {
    share.learns();
  }

  /** Settles how machines boot where that is known already. */
  void settle() throws Problem {
    for (Bench bench : all) {
      settleIfKnown(bench, bench.station().facts());
    }
  }

  /** A machine was probed for acceleration, which settles how it boots. */
  void probed(Bench bench, Result.Facts facts) throws Problem {
    settleIfKnown(bench, BootWays.afterProbe(facts));
  }

  /**
   * How a machine boots is settled once and kept: acceleration is known from the start, or after a
   * probe.
   */
  private void settleIfKnown(Bench bench, Result.Facts facts) throws Problem {
    if (settled.boots().containsKey(bench.station().name())
        || BootWays.isOpen(bench.station().machine(), facts)) {
      return;
    }
    BootPlan plan = BootPlans.of(bench.station().machine(), facts);
    bench.settle(plan);
    settled = settled.withBoot(bench.station().name(), plan);
    book.settled(settled);
  }

  /** A machine was looked at, which may have changed since the bisection began. */
  void seen(Bench bench, Result.Facts facts) {
    if (!bench.verify(facts)) {
      fails(
          bench,
          "its compiler is another one than when the bisection began: "
              + bench.station().toolchain()
              + " is what its kernels are made with");
    }
  }

  /** Whether a machine can be given work now. */
  boolean isUsable(Bench bench) {
    return isAdmitted(bench) && bench.outage().isEmpty();
  }

  /**
   * Whether a machine would work for this bisection, but for others that use it now, or a person
   * who has drained it.
   *
   * @param waits whether the bisection waits for it
   */
  boolean isHeldUp(Bench bench, boolean waits) {
    Optional<Standing> bar = standings.bar(bench.station().name());
    if (bar.isPresent()) {
      return bar.get().state() == Standing.State.DRAINED;
    }
    return waits
        && bench.outage().isEmpty()
        && bench.isIdle()
        && !share.othersUsing(bench.station().address()).isEmpty();
  }

  /** What is wrong with machines that are out of use, for people. */
  String troubles() {
    String troubles =
        unused()
            .map(each -> each.machine() + " is " + each.doing() + ": " + each.phase())
            .collect(Collectors.joining("; "));
    return troubles.isEmpty() ? "Every job failed; the list of jobs says how" : troubles;
  }

  /** The names of those that can be given work now. */
  List<String> usable() {
    return all.stream().filter(this::isUsable).map(bench -> bench.station().name()).toList();
  }

  /** Whether a machine may be given work; where not, others may have its places. */
  boolean isAdmitted(Bench bench) {
    Optional<Standing> bar = standings.bar(bench.station().name());
    if (bar.isEmpty()) {
      bench.admit();
      return true;
    }
    if (bench.bar()) {
      decideToLeave(bench, Standings.name(bar.get().state()) + ": " + bar.get().reason());
    }
    bench.passes();
    return false;
  }

  /**
   * Leaves a machine alone for a while: what it was to do may be done elsewhere, or by it when it
   * is back. A bisection does not end because its machines are down.
   */
  void fails(Bench bench, String why) {
    if (leave(bench, why, false)) {
      countFault(bench, why);
      tryLater(bench, why);
    }
  }

  /** The same with a machine that can't be reached, or can't be used when it is. */
  void fails(Bench bench, MachineFault fault) {
    String why = fault.getMessage() + "; " + fault.nextStep();
    if (!leave(bench, why, fault.kind() == MachineFault.Kind.IN_USE)) {
      return;
    }
    if (fault.isItsOwn()) {
      countFault(bench, why);
    }
    if (!Alarms.isSeenByConnecting(fault.kind())) {
      tryLater(bench, why);
    } else {
      long seconds = Alarms.BETWEEN_CONNECTIONS.toSeconds();
      decideToLeave(bench, "%s; looked for every %d s".formatted(why, seconds));
      alarms.whenConnected(
          nameOfReturn(bench), bench.station().link(), () -> mailbox.put(new Message.Retry(bench)));
    }
  }

  /** A boot has ended there: where that was disturbed, as those before it, the machine waits. */
  void measured(Bench bench, MachineDisturbance.Verdict verdict) {
    verdict
        .accepted()
        .ifPresent(why ->
            book.decided(
                bench,
                "accept",
                why + ": it counts as usual there from now on, until the machine is quiet again"));
    Optional<MachineDisturbance.Wait> wait = bench.waits();
    if (wait.isPresent() && bench.outage().isEmpty()) {
      Duration pause = wait.get().pause();
      String words =
          "%s; measured again in %s"
              .formatted(wait.get().why(), Words.duration(pause.toMillis() / 1000.0));
      bench.rests(words);
      bench.passes();
      book.decided(bench, "wait", words);
      alarms.after(nameOfReturn(bench), pause, () -> mailbox.put(new Message.Retry(bench)));
    }
  }

  /** What may have made the numbers worse than they need be, in sentences; mostly empty. */
  String disturbances() {
    return all.stream()
        .flatMap(bench ->
            bench.acceptedDisturbance().stream()
                .map(why ->
                    " Machine %s was measured on while %s: bisect again when it is quiet."
                        .formatted(bench.station().name(), why)))
        .collect(Collectors.joining());
  }

  private void tryLater(Bench bench, String why) {
    Duration pause = bench.nextOutage(time);
    decideToLeave(bench, "%s; tried again in %d s".formatted(why, pause.toSeconds()));
    alarms.after(nameOfReturn(bench), pause, () -> mailbox.put(new Message.Retry(bench)));
  }

  private static String nameOfReturn(Bench bench) {
    return "return of " + bench.station().name();
  }

  private void decideToLeave(Bench bench, String why) {
    book.decided(bench, "leave", why);
  }

  /**
   * Takes a machine out of use.
   *
   * @return false when it is already
   */
  private boolean leave(Bench bench, String why, boolean isInUse) {
    if (bench.outage().isPresent()) {
      return false;
    }
    bench.fails(why, isInUse, time);
    bench.passes();
    return true;
  }

  /** A machine that fails again and again gets no work from anybody, until it is looked at. */
  private void countFault(Bench bench, String why) {
    if (bench.faults().fails(time.nanoTime()) && isAdmitted(bench)) {
      Station station = bench.station();
      String reason =
          "it failed %d times in a row, the last time: %s".formatted(bench.faults().times(), why);
      try {
        standings.set(
            station.name(),
            station.address(),
            Standing.State.QUARANTINED,
            Standing.Cause.FAULTS,
            reason);
      } catch (StoreException unwritten) {
        if (!unwritten.isPassing()) {
          throw unwritten;
        }
        LOG.warn("{} is quarantined when it fails again: {}", station.name(), reason, unwritten);
      }
    }
  }

  /** A machine that was left alone may be tried again. */
  void returns(Bench bench) {
    bench.returns();
    share.learns();
  }

  /** Those that can't be used, each with its reason. */
  Stream<BisectionView.Activity> unused() {
    return all.stream().flatMap(bench -> unused(bench).stream());
  }

  private Optional<BisectionView.Activity> unused(Bench bench) {
    String machine = bench.station().name();
    return standings
        .bar(machine)
        .map(bar -> unused(machine, Standings.name(bar.state()), bar.since(), bar.reason()))
        .or(() ->
            bench
                .outage()
                .map(outage ->
                    unused(machine, words(outage.cause()), outage.since(), outage.why())));
  }

  private static String words(Bench.Cause cause) {
    return switch (cause) {
      case FAULT -> OUT_OF_USE;
      case IN_USE -> IN_USE;
      case DISTURBED -> DISTURBED;
    };
  }

  /** Those that other campaigns of this controller have now, each with theirs. */
  Stream<BisectionView.Activity> waiting() {
    return all.stream()
        .filter(bench -> unused(bench).isEmpty())
        .flatMap(bench -> waiting(bench).stream());
  }

  private Optional<BisectionView.Activity> waiting(Bench bench) {
    Station station = bench.station();
    List<String> others = share.othersUsing(station.address());
    if (!bench.isIdle() || others.isEmpty()) {
      return Optional.empty();
    }
    String whom = others.stream().map(use::words).collect(Collectors.joining(", "));
    return Optional.of(unused(station.name(), WAITING, bench.idleSince(), "for " + whom));
  }

  private static BisectionView.Activity unused(
      String machine, String how, Instant since, String why) {
    return new BisectionView.Activity(machine, how, null, since, why, null, null);
  }

  /** Whether an activity says that a machine is not used. */
  static boolean isUnused(BisectionView.Activity activity) {
    return UNUSED.contains(activity.doing());
  }

  /** The bisection wants no places any more. */
  @Override
  public void close() {
    listening.close();
    share.leave();
  }
}
