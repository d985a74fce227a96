package dev.halfspeed.campaign.check;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.lab.Capacity;
import dev.halfspeed.machines.Station;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on one machine outside any bisection: waits for its place as they do, does it, and tries
 * again what may have failed by accident. Used by one thread, but for {@link #stop} and {@link
 * #doing}.
 */
final class PlacedWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlacedWork.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final int NO_PRIORITY = 0;
  private static final int INFRASTRUCTURE_ATTEMPTS = 3;

  /** The kernel is known to be good, so its failure may be an accident. */
  private static final int KERNEL_ATTEMPTS = 2;

  private final String name;
  private final Station station;
  private final int patience;
  private final Time time;
  private final MachineScheduler.Share share;
  private final Mailbox<Boolean> woken;
  private int number;
  private volatile @Nullable JobId current;
  private @Nullable Done done;
  private volatile boolean stopped;
  private volatile String doing = "waiting for a place";

  /** Why it can't go on; says nothing about any kernel. */
  static final class BrokenOff extends Exception {
    private static final long serialVersionUID = 1;

    BrokenOff(String why) {
      super(why);
    }

    /** In words. */
    String why() {
      return String.valueOf(getMessage());
    }
  }

  /** A job that has ended here. */
  record Done(JobId id, Instant startedAt) {}

  /** The job that ended last. */
  Done done() {
    return Objects.requireNonNull(done, "no job has ended");
  }

  /** What is done at a place. */
  interface Action<T> {
    T perform() throws MachineFault, InterruptedException, Problem;
  }

  /**
   * Nothing is done yet.
   *
   * @param name of the work: its jobs are called by it
   * @param patience how often a machine that can't be reached is tried again, half a minute later
   */
  PlacedWork(String name, Station station, int patience, MachineScheduler scheduler, Time time) {
    this.name = name;
    this.station = station;
    this.patience = patience;
    this.time = time;
    woken = time.mailbox();
    share = scheduler.join(name, NO_PRIORITY, List.of(station.address()), () -> woken.put(true));
  }

  /** What is being done, for people. */
  String doing() {
    return doing;
  }

  /** Has it end soon; any thread may ask for it. */
  void stop() {
    stopped = true;
    woken.put(true);
    JobId running = current;
    if (running != null) {
      try {
        station.link().cancel(running);
      } catch (MachineFault fault) {
        LOG.warn("job {} could not be cancelled: {}", running, fault.getMessage());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Does something when the machine has a place for it.
   *
   * @throws BrokenOff when it was stopped, or the machine can't be reached for long
   */
  <T> T at(MachineScheduler.Use use, Capacity capacity, String what, Action<T> action)
      throws BrokenOff, InterruptedException {
    long since = await(() -> share.take(station.address(), capacity, use));
    // Where it fails the job may still run there: the place is kept until somebody has looked.
    T done = patiently(what, action);
    end(use, since);
    return done;
  }

  /**
   * Looks at the machine when it has a place for that.
   *
   * @param action ends what runs there for nobody
   * @throws BrokenOff when it was stopped, or the machine can't be reached for long
   */
  <T> T look(Capacity capacity, Action<T> action) throws BrokenOff, InterruptedException {
    long since =
        await(() ->
            share.hasLeftovers(station.address())
                ? share.takeToLook(station.address(), capacity)
                : share.take(station.address(), capacity, MachineScheduler.Use.BOOT));
    try {
      T seen = patiently("looking at the machine", action);
      share.clearLeftovers(station.address());
      return seen;
    } finally {
      end(MachineScheduler.Use.BOOT, since);
    }
  }

  /** Waits until a place could be taken, and tells since when it is. */
  private long await(BooleanSupplier taken) throws BrokenOff, InterruptedException {
    doing = "waiting for a place";
    requireGoing();
    while (!taken.getAsBoolean()) {
      pause(PAUSE);
      share.learns();
    }
    return time.nanoTime();
  }

  private void end(MachineScheduler.Use use, long since) {
    share.ended(station.address(), use, Duration.ofNanos(time.nanoTime() - since));
  }

  private <T> T patiently(String what, Action<T> action) throws BrokenOff, InterruptedException {
    for (int faults = 0; ; faults++) {
      doing = what;
      try {
        return action.perform();
      } catch (MachineFault fault) {
        if (faults == patience) {
          throw new BrokenOff(fault.getMessage() + "; " + fault.nextStep());
        }
        doing = String.valueOf(fault.getMessage());
        pause(PAUSE);
        requireGoing();
      } catch (Problem problem) {
        throw new BrokenOff(problem.what() + "; " + problem.nextStep());
      }
    }
  }

  private void requireGoing() throws BrokenOff {
    if (stopped) {
      throw new BrokenOff("it was stopped; what was measured is kept");
    }
  }

  private void pause(Duration length) throws BrokenOff, InterruptedException {
    requireGoing();
    woken.poll(length);
    requireGoing();
  }

  /** Leaves the machine in peace for a while. */
  void rest(Duration length, String why) throws BrokenOff, InterruptedException {
    doing = why;
    long end = time.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - time.nanoTime()) {
      pause(Duration.ofNanos(left));
    }
  }

  /**
   * Has the machine do a job.
   *
   * @param send makes sure that the machine has what the job needs
   * @return how it ended; never as an infrastructure fault
   */
  Result job(MachineScheduler.Use use, Capacity capacity, String what, Job job, Action<?> send)
      throws BrokenOff, InterruptedException {
    number++;
    for (int attempt = 1; ; attempt++) {
      var id = new JobId(name + "-" + number, attempt);
      Result result =
          at(
              use,
              capacity,
              what,
              () -> {
                send.perform();
                current = id;
                done = new Done(id, time.instant());
                return station.link().run(id, job, event -> follow(what, event));
              });
      current = null;
      requireGoing();
      boolean isLast =
          switch (result) {
            case Result.InfrastructureFault fault -> {
              if (attempt == INFRASTRUCTURE_ATTEMPTS) {
                throw new BrokenOff(Outcome.message(fault));
              }
              yield false;
            }
            case Result.Unbootable _, Result.ReproducerFailed _ -> attempt == KERNEL_ATTEMPTS;
            case Result.Cancelled _ -> throw new BrokenOff("its job was ended by somebody else");
            case Result.Unbuildable _,
                Result.Built _,
                Result.Measured _,
                Result.FactsFound _,
                Result.Switched _,
                Result.Recovered _ ->
                true;
          };
      if (isLast) {
        return result;
      }
    }
  }

  private void follow(String what, JobEvent event) {
    switch (event.body()) {
      case JobEvent.Body.Started _ -> doing = what;
      case JobEvent.Body.Phase(String phase) -> doing = what + ", " + phase;
      case JobEvent.Body.Progress(String phase, long done, Long total) ->
          doing = what + ", " + phase + " " + done + (total == null ? "" : " of " + total);
      case JobEvent.Body.RunFinished _ -> {}
      case JobEvent.Body.Finished _ -> {}
    }
  }

  /** It wants no place any more. */
  @Override
  public void close() {
    share.leave();
  }
}
