package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is under way for one bisection: every job that was handed to a machine and has no end yet,
 * and who follows it. Used by one thread, but for {@link #activities}, which any may ask for.
 */
final class Flights {
  private static final Logger LOG = LoggerFactory.getLogger(Flights.class);
  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(30);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** For sending what a job needs, on a slow line, beyond what the job itself may take. */
  private static final Duration GRACE = Duration.ofHours(2);

  private final Benches benches;
  private final JobBook book;
  private final Variants variants;
  private final Path recipeFolder;
  private final Time time;
  private final Mailbox<Message> mailbox;
  private final Runnable onChange;
  private final Cancellations cancellations;
  private final Map<JobId, Flight> underWay = new ConcurrentHashMap<>();
  private final Map<JobId, Following> followers = new ConcurrentHashMap<>();

  /** Those of {@link #underWay} that nobody follows, since their machines are out of use. */
  private final List<Flight> stranded = new ArrayList<>();

  /**
   * A task that follows a job.
   *
   * @param since when it began, on the clock that never goes back
   */
  private record Following(Time.Running task, long since) {}

  /**
   * Nothing is under way yet.
   *
   * @param variants have the commits to send
   * @param mailbox hears how each ends
   * @param onChange called whenever there is something new to see
   */
  Flights(
      Benches benches,
      JobBook book,
      Variants variants,
      Path recipeFolder,
      Time time,
      Mailbox<Message> mailbox,
      Runnable onChange) {
    this.benches = benches;
    this.book = book;
    this.variants = variants;
    this.recipeFolder = recipeFolder;
    this.time = time;
    this.mailbox = mailbox;
    this.onChange = onChange;
    this.cancellations = new Cancellations(time);
  }

  /** One that was started before a restart has its place; {@link #followAll} goes on with it. */
  void claim(Flight flight) {
    underWay.put(flight.id(), flight);
    flight.bench().started(flight.job());
  }

  /** Takes up all that were claimed. */
  void followAll() {
    List.copyOf(underWay.values()).forEach(this::follow);
  }

  /** Starts one that is written down, in the place that was taken for it. */
  void start(Flight flight) {
    underWay.put(flight.id(), flight);
    follow(flight);
    onChange.run();
  }

  private void follow(Flight flight) {
    long since = time.nanoTime();
    Time.Running task =
        time.start(
            "job " + flight.id(),
            () ->
                flight.fly(
                    time,
                    variants,
                    recipeFolder,
                    onChange,
                    (ended, result) -> mailbox.put(new Message.Ended(ended, result)),
                    (lost, fault) -> mailbox.put(new Message.Stranded(lost, fault))));
    followers.put(flight.id(), new Following(task, since));
  }

  /** Its machine can't be reached, so nobody follows it for now. */
  void strand(Flight flight) {
    followers.remove(flight.id());
    stranded.add(flight);
  }

  /**
   * Gives one up that is stranded, or hangs: it may still run there, so the machine is looked at
   * before it is used again.
   */
  void abandon(Flight flight, Result result) {
    stranded.remove(flight);
    write(flight, result);
    flight.bench().abandon(flight.job());
  }

  /** Whether it has no end yet. */
  boolean isUnderWay(Flight flight) {
    return underWay.get(flight.id()) == flight;
  }

  /** Those that have been followed for longer than any job may take. */
  List<Flight> overdue() {
    long now = time.nanoTime();
    return followers.entrySet().stream()
        .filter(entry -> {
          Flight flight = underWay.get(entry.getKey());
          return flight != null
              && Duration.ofNanos(now - entry.getValue().since())
                      .compareTo(flight.job().deadline().multipliedBy(2).plus(GRACE))
                  > 0;
        })
        .map(entry -> underWay.get(entry.getKey()))
        .toList();
  }

  /** Nobody follows one any more that hangs. */
  void unfollow(Flight flight) {
    Following following = followers.get(flight.id());
    if (following != null) {
      following.task().interrupt();
    }
  }

  /** The machine is tried again: what was stranded there is followed again. */
  void followAgain(Bench bench) {
    List<Flight> there = stranded.stream().filter(flight -> flight.bench() == bench).toList();
    stranded.removeAll(there);
    there.forEach(this::follow);
  }

  /** Writes how one ended, and gives its place back. */
  void finish(Flight flight, Result result) {
    flight.bench().ended(flight.job(), write(flight, result));
  }

  /**
   * Writes how an attempt ended, and keeps its place for the next one, which is to be started now.
   */
  void finishAttempt(Flight flight, Result result) {
    flight.bench().goesOn(write(flight, result));
  }

  /** How long it was under way. */
  private Duration write(Flight flight, Result result) {
    underWay.remove(flight.id());
    Following following = followers.remove(flight.id());
    benches.learn();
    Instant now = time.instant();
    MachineDisturbance.Verdict verdict = flight.bench().judge(result, now);
    book.finished(flight.id(), Optional.of(flight.job()), result, now, verdict);
    benches.measured(flight.bench(), verdict);
    return following == null
        ? Duration.ZERO
        : Duration.ofNanos(time.nanoTime() - following.since());
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** What is under way and not given up, nor on a machine out of use; the oldest first. */
  List<Flight> wanted() {
    return underWay.values().stream()
        .filter(Flight::isWanted)
        .filter(flight -> flight.bench().outage().isEmpty())
        .sorted(Comparator.comparing(Flight::startedAt).thenComparing(flight -> flight.id().job()))
        .toList();
  }

  /** What machines are doing for it now. */
  Stream<BisectionView.Activity> activities() {
    return underWay.values().stream().map(Flight::activity);
  }

  /**
   * Tells the machines to end what was given up. To be asked for again with every message: the
   * first time may have come just before a job was started.
   */
  void cancelUnwanted() {
    underWay.values().stream()
        .filter(flight -> !flight.isWanted() && !flight.hasEnded())
        .forEach(this::cancelBeside);
  }

  /**
   * Cancels what is under way, since the bisection ends here. Nobody will follow what can't be
   * reached, so that is given up.
   */
  void end() throws InterruptedException {
    for (Flight flight : pause()) {
      abandon(
          flight,
          new Result.InfrastructureFault(
              Result.Fault.LINK_LOST,
              "the bisection ended while its machine could not be reached",
              ""));
    }
  }

  /**
   * Cancels what is under way and writes how each ended; what can't be reached is left to be
   * followed again by the next controller.
   *
   * @return what has no end
   */
  List<Flight> pause() throws InterruptedException {
    var lost = new ArrayList<Flight>();
    cancelAll();
    long began = time.nanoTime();
    while (!underWay.isEmpty() && time.nanoTime() - began < CANCEL_PATIENCE.toNanos()) {
      switch (mailbox.poll(A_SECOND)) {
        case Message.Ended(Flight flight, Result result) -> {
          if (isUnderWay(flight)) {
            finish(flight, flight.checked(result));
          }
        }
        case Message.Lost(Flight flight) -> leave(flight, lost);
        case Message.Wake() -> {}
        case Message.Tick() -> {}
        case Message.Retry ignored -> {}
        case Message.Stranded(Flight flight, MachineFault _) -> leave(flight, lost);
        case Message.Cancel() -> {}
        case Message.Stop() -> {}
        // Cancelling is asked for again: the first time may have come just before a job was
        // started.
        case null -> cancelAll();
      }
    }
    leave();
    lost.addAll(underWay.values());
    return lost;
  }

  /** Follows nothing any more; what runs on machines goes on there. */
  void leave() {
    followers.values().forEach(following -> following.task().interrupt());
  }

  private void leave(Flight flight, List<Flight> lost) {
    if (underWay.remove(flight.id(), flight)) {
      lost.add(flight);
    }
  }

  private void cancelAll() {
    List.copyOf(underWay.values()).forEach(this::cancelBeside);
  }

  private void cancelBeside(Flight flight) {
    cancellations.ask(flight.id(), () -> cancel(flight));
  }

  private void cancel(Flight flight) throws InterruptedException {
    try {
      flight.cancel();
    } catch (MachineFault fault) {
      LOG.warn("job {} could not be cancelled: {}", flight.id(), fault.getMessage());
      mailbox.put(new Message.Lost(flight));
    }
  }
}
