package dev.halfspeed.schedule;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.core.MachineLoad;
import dev.halfspeed.durations.Costs;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.lab.Capacity;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.RevisionName;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One machine's part in one campaign: what runs there, which images are ready, how it boots, and
 * whether it can be used. Used by one thread, but for {@link #outage}, which any may ask for.
 */
public final class MachineAllocation {
  private static final Duration SHORTEST_OUTAGE = Duration.ofSeconds(15);
  private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(15);

  /** The wait for another try is this part of the time for which it has not worked. */
  private static final int PART = 8;

  private final int number;
  private final ConnectedMachine station;
  private final int bad;
  private final MachineScheduler.Share share;
  private @Nullable BootPlan plan;
  private Capacity capacity = Capacity.ONE_THING;
  private final AtomicInteger running = new AtomicInteger();
  private volatile Instant idleSince;
  private final Time time;

  /** The jobs that {@link #images} was last read from. */
  private List<JobRecord> imagesOf = List.of();

  private Map<Revision, JobResult.BuiltImage> images = Map.of();
  private boolean verified;
  private volatile @Nullable Outage outage;

  /** Since when it does not work, on the clock that never goes back. */
  private @Nullable Long troubledSince;

  private final RepeatedFaults faults = new RepeatedFaults();
  private boolean barred;
  private final MachineDisturbance disturbance;

  /** Why a machine can't be used for a while. */
  enum Cause {
    FAULT,
    /** Another controller works on it. */
    IN_USE,
    /** What it would measure now would be no evidence. */
    DISTURBED
  }

  /**
   * The machine can't be used for a while.
   *
   * @param why what it was that failed, or what disturbs it, for people
   * @param since when that began
   */
  record Outage(String why, Cause cause, Instant since) {}

  /**
   * Nothing runs there yet.
   *
   * @param number of the machine, from 0
   * @param bad the number of the bad end
   */
  MachineAllocation(
      int number, ConnectedMachine station, int bad, MachineScheduler.Share share, Time time) {
    this.number = number;
    this.station = station;
    this.bad = bad;
    this.share = share;
    this.time = time;
    this.idleSince = time.instant();
    this.verified = station.justSeen();
    this.disturbance = new MachineDisturbance(station.machine().disturbance());
  }

  /** Remembers the boots from before a restart, in the order in which they ended. */
  void remember(List<JobRecord> ended, Map<JobId, List<@Nullable MachineLoad>> conditions) {
    for (JobRecord job : ended) {
      Instant at = job.endedAt();
      if (job.result() instanceof JobResult.Measured
          && at != null
          && job.machine().equals(station.name())) {
        disturbance.add(
            at, conditions.getOrDefault(new JobId(job.job(), job.attempt()), List.of()));
      }
    }
  }

  /** What the runs of a job that ends now are worth. */
  public MachineDisturbance.Verdict judge(Result result, Instant at) {
    return result instanceof Result.Measured measured
        ? disturbance.add(at, WorkerResults.conditions(measured))
        : new MachineDisturbance.Verdict(List.of(), Optional.empty());
  }

  /** What it waits for before its next boot; empty where it need not wait. */
  Optional<MachineDisturbance.Wait> waits() {
    return disturbance.waits(time.instant());
  }

  /** What disturbed it while it was measured on all the same; empty: nothing. */
  Optional<String> acceptedDisturbance() {
    return disturbance.accepted();
  }

  /** It is disturbed, and is left in peace until it is to be tried again. */
  void rests(String why) {
    outage = new Outage(why, Cause.DISTURBED, time.instant());
  }

  /**
   * Whether the machine is known to be what it was when the campaign began, and free of what may
   * still run there for bisections that are over.
   */
  public boolean isVerified() {
    return verified && !share.hasLeftovers(station.address());
  }

  /** Takes the machine to look at it; false when that can't be now. */
  public boolean takeToLook() {
    return isIdle() && hasTaken(share.takeToLook(station.address(), capacity));
  }

  /**
   * The machine was looked at again.
   *
   * @return whether it still makes the same kernels from the same source
   */
  boolean verify(Result.Facts facts) {
    // Whoever looks at a machine first ends what is left there.
    share.clearLeftovers(station.address());
    verified = station.with(facts).toolchain().equals(station.toolchain());
    return verified;
  }

  /**
   * It gets no new work. What it is after that is looked at before it is used again.
   *
   * @return whether that is new
   */
  boolean bar() {
    boolean isNew = !barred;
    barred = true;
    verified = false;
    return isNew;
  }

  /** It may be given work. */
  void admit() {
    barred = false;
  }

  /** How often it has failed in a row. */
  RepeatedFaults faults() {
    return faults;
  }

  /** It can't be used now. What it then is after is looked at before it is used again. */
  void fails(String why, boolean isInUse, Time time) {
    outage = new Outage(why, isInUse ? Cause.IN_USE : Cause.FAULT, time.instant());
    troubledSince = troubledSince == null ? Long.valueOf(time.nanoTime()) : troubledSince;
    verified = false;
  }

  private Duration troubledFor(Time time) {
    return troubledSince == null
        ? Duration.ZERO
        : Duration.ofNanos(time.nanoTime() - troubledSince);
  }

  /**
   * After how long to try it again: the longer, the longer it has not worked, so that little is
   * lost by a short fault, and not much asked of a machine that is broken for days.
   */
  Duration nextOutage(Time time) {
    Duration part = troubledFor(time).dividedBy(PART);
    if (part.compareTo(SHORTEST_OUTAGE) < 0) {
      return SHORTEST_OUTAGE;
    }
    return part.compareTo(LONGEST_OUTAGE) < 0 ? part : LONGEST_OUTAGE;
  }

  /** It may be tried again. */
  void returns() {
    outage = null;
  }

  /** It works. */
  public void works() {
    troubledSince = null;
    faults.works();
  }

  /** Why it can't be used, while that is so. */
  public Optional<Outage> outage() {
    return Optional.ofNullable(outage);
  }

  public int number() {
    return number;
  }

  public ConnectedMachine station() {
    return station;
  }

  /** How images are booted here; empty until the machine's acceleration is known. */
  public Optional<BootPlan> plan() {
    return Optional.ofNullable(plan);
  }

  /**
   * Settles how images are booted here, for the whole bisection: another way gives other numbers.
   */
  void settle(BootPlan settled) {
    plan = settled;
    capacity =
        switch (settled) {
          case BootPlan.Qemu qemu ->
              Capacity.of(station.machine(), station.facts().cores(), qemu.clock());
          case BootPlan.Own ignored ->
              Capacity.of(station.machine(), station.facts().cores(), BootPlan.Clock.REAL);
        };
  }

  /** Takes a place for a job that nobody has heard of; false when there is none now. */
  public boolean take(Job job) {
    return hasTaken(share.take(station.address(), capacity, use(job)));
  }

  private boolean hasTaken(boolean taken) {
    running.addAndGet(taken ? 1 : 0);
    return taken;
  }

  /** A job was started there before a restart. */
  public void started(Job job) {
    running.incrementAndGet();
    share.started(station.address(), capacity, use(job));
  }

  /** An attempt has ended, and the next one has its place. */
  public void goesOn(Duration took) {
    share.goesOn(station.address(), took);
  }

  /** A job was given up that may still run there; the machine is looked at before it is used. */
  public void abandon(Job job) {
    running.decrementAndGet();
    verified = false;
    share.abandon(station.address(), use(job));
  }

  public void ended(Job job, Duration took) {
    idleSince = time.instant();
    running.decrementAndGet();
    share.ended(station.address(), use(job), took);
  }

  private static MachineScheduler.Use use(Job job) {
    return switch (job) {
      case Job.Build ignored -> MachineScheduler.Use.BUILD;
      case Job.Measure ignored -> MachineScheduler.Use.BOOT;
      case Job.Facts ignored -> MachineScheduler.Use.BOOT;
      case Job.Switch ignored -> MachineScheduler.Use.BOOT;
      case Job.Recover ignored -> MachineScheduler.Use.BOOT;
    };
  }

  /** Whether nothing runs there for this bisection. */
  public boolean isIdle() {
    return running.get() == 0;
  }

  /** Since when nothing runs there for this bisection, while that is so. */
  Instant idleSince() {
    return idleSince;
  }

  boolean may(MachineScheduler.Use use) {
    return share.may(station.address(), capacity, use);
  }

  /** There is nothing to do there now. */
  public void passes() {
    share.passes(station.address());
  }

  /** The place for one more piece of work, as the search sees it. */
  public Slot slot(List<JobRecord> jobs) {
    return new Slot(
        number,
        may(MachineScheduler.Use.BUILD),
        plan != null && may(MachineScheduler.Use.BOOT),
        false,
        images(jobs).keySet().stream().map(Image::of).collect(Collectors.toSet()),
        Costs.of(jobs, station.name(), bad));
  }

  /**
   * The images on this machine by revision, as the jobs tell: built, and not found missing since.
   */
  @SuppressWarnings("ReferenceEquality") // another list may be equal, but that is no use to know
  public Map<Revision, JobResult.BuiltImage> images(List<JobRecord> jobs) {
    if (imagesOf != jobs) {
      images = read(jobs);
      imagesOf = jobs;
    }
    return images;
  }

  private Map<Revision, JobResult.BuiltImage> read(List<JobRecord> jobs) {
    var built = new HashMap<Revision, JobResult.BuiltImage>();
    for (JobRecord job : jobs) {
      if (!job.machine().equals(station.name())) {
        continue;
      }
      if (job.revision() != null
          && job.result() instanceof JobResult.Built(JobResult.BuiltImage image, Duration _)) {
        built.put(RevisionName.parse(job.revision()), image);
      }
      if (job.result() instanceof JobResult.InfrastructureFault(JobResult.Fault fault, String _)
          && fault == JobResult.Fault.IMAGE_MISSING) {
        forget(job, built);
      }
    }
    return built;
  }

  /** A probe for acceleration, which is about no revision, boots an image too. */
  private static void forget(JobRecord job, Map<Revision, JobResult.BuiltImage> built) {
    if (job.revision() != null) {
      built.remove(RevisionName.parse(job.revision()));
    } else {
      built.values().removeIf(image -> image.key().equals(job.imageKey()));
    }
  }
}
