package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.lab.BootPlans;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.store.DecisionRecord;
import dev.halfspeed.store.ImageRecord;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.SampleRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bisection from its first build to its conclusion.
 *
 * <p>One thread decides: it takes a message (a job ended, a user cancelled), writes it to the store, asks the search what
 * every free place should do next, and starts that. What it knows is what the store holds, so a controller that was killed
 * takes up where it stopped: jobs that have no end in the store are followed again, the worker still has them.
 */
final class Bisection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Bisection.class);

  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(30);

  /** A kernel tree with its objects and ccache grows by about this much before anybody looks again. */
  private static final long MINIMUM_FREE_BYTES = 3L << 30;

  private final String id;
  private final CheckedRequest checked;
  private final Snapshots snapshots;
  private final Store store;
  private final Search search;
  private final InstantSource clock;
  private final Runnable onChange;
  private final List<Bench> benches = new ArrayList<>();
  private final Journal journal;
  private final Map<JobId, Flight> flights = new ConcurrentHashMap<>();
  private final Map<JobId, Thread> threads = new ConcurrentHashMap<>();
  private final BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
  private volatile Resolved resolved;
  private volatile @Nullable Assessment assessment;
  private int jobNumber;

  private sealed interface Message {
    record Ended(Flight flight, Result result) implements Message {}

    /** A job that was to be cancelled on a machine that can't be reached. */
    record Lost(Flight flight) implements Message {}

    record Cancel() implements Message {}

    record Stop() implements Message {}
  }

  Bisection(
      String id,
      CheckedRequest checked,
      Snapshots snapshots,
      Store store,
      Search search,
      InstantSource clock,
      Runnable onChange) {
    this.id = id;
    this.checked = checked;
    this.snapshots = snapshots;
    this.store = store;
    this.search = search;
    this.clock = clock;
    this.onChange = onChange;
    this.resolved = checked.resolved();
    this.journal =
        new Journal(resolved.metric(), resolved.higherIsBetter(), resolved.machines());
    for (Station station : checked.stations()) {
      benches.add(new Bench(benches.size(), station));
    }
  }

  /** Ends it for good; {@link #run} returns soon after. */
  void cancel() {
    mailbox.add(new Message.Cancel());
  }

  /** Ends what runs for it and leaves it open, to be taken up again; {@link #run} returns soon after. */
  void stop() {
    mailbox.add(new Message.Stop());
  }

  /** What machines are doing for it now. */
  List<BisectionView.Activity> activities() {
    return flights.values().stream()
        .map(Flight::activity)
        .sorted(
            Comparator.comparing(BisectionView.Activity::machine)
                .thenComparing(BisectionView.Activity::since))
        .toList();
  }

  /** What the search thinks; empty before the first decision. */
  Optional<AssessmentRecord> assessment() {
    return Optional.ofNullable(assessment).map(this::record);
  }

  @Override
  public void run() {
    var owned = new ArrayList<Station>();
    try {
      for (Station station : checked.stations()) {
        station.owner().acquire();
        owned.add(station);
      }
      resume();
      boolean open = decide();
      while (open) {
        open = handle(mailbox.take());
        onChange.run();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Problem problem) {
      fail(problem.what() + "; " + problem.nextStep());
    } catch (RuntimeException unexpected) {
      LOG.error("bisection {} ended by an error", id, unexpected);
      fail("an unexpected error ended the bisection: " + unexpected);
    } finally {
      owned.forEach(station -> station.owner().release());
      snapshots.close();
      checked.close();
      onChange.run();
    }
  }

  /** Takes up what the store says was under way. */
  private void resume() throws Problem {
    List<JobRecord> jobs = store.jobs(id);
    jobNumber =
        jobs.stream().mapToInt(job -> numberOf(job.job())).max().orElse(0);
    for (Bench bench : benches) {
      settleIfKnown(bench, bench.station().facts());
    }
    for (JobRecord job : store.unfinishedJobs(id)) {
      launch(flight(job));
    }
  }

  private Flight flight(JobRecord record) {
    Bench bench = benches.get(resolved.machines().indexOf(record.machine()));
    return new Flight(
        new JobId(record.job(), record.attempt()),
        bench,
        Protocol.read(record.workJson(), Job.class),
        Optional.ofNullable(record.revision()).map(RevisionName::parse),
        Optional.ofNullable(record.purpose()).map(Purpose::valueOf),
        record.commit() == null || record.subject() == null
            ? null
            : new BisectionView.Commit(record.commit(), record.subject(), index(record.revision())),
        record.startedAt());
  }

  /** How a machine boots is settled once and kept: acceleration is known from the start, or after a probe. */
  private void settleIfKnown(Bench bench, Result.Facts facts) throws Problem {
    BootPlan known = resolved.boots().get(bench.station().name());
    if (known != null) {
      bench.settle(known);
      return;
    }
    if (BootWays.isOpen(bench.station().machine(), facts)) {
      return;
    }
    BootPlan plan = BootPlans.of(bench.station().machine(), facts);
    bench.settle(plan);
    resolved = resolved.withBoot(bench.station().name(), plan);
    store.updateDetail(id, Protocol.write(resolved));
  }

  private boolean handle(Message message) throws Problem, InterruptedException {
    return switch (message) {
      case Message.Ended(Flight flight, Result result) -> ended(flight, result);
      case Message.Lost ignored -> true;
      case Message.Cancel() -> {
        endFlights();
        end(BisectionView.State.CANCELLED, Endings.cancelled());
        yield false;
      }
      case Message.Stop() -> {
        endFlights();
        yield false;
      }
    };
  }

  private boolean ended(Flight flight, Result result) throws Problem, InterruptedException {
    finish(flight, result);
    Optional<String> verdict = retryOrGiveUp(flight, result);
    if (verdict.isPresent()) {
      endFlights();
      fail(verdict.get());
      return false;
    }
    if (result instanceof Result.FactsFound(Result.Facts facts)) {
      settleIfKnown(flight.bench(), facts);
    }
    return decide();
  }

  /** Writes a job's end with its samples: from here on it counts. */
  private void finish(Flight flight, Result result) {
    flights.remove(flight.id());
    threads.remove(flight.id());
    flight.bench().ended(flight.job());
    Instant now = clock.instant();
    var samples = new ArrayList<SampleRecord>();
    if (result instanceof Result.Measured measured) {
      for (Result.RunReport run : measured.runs()) {
        run.metrics()
            .forEach(
                (metric, value) ->
                    samples.add(
                        new SampleRecord(
                            flight.id().job(), flight.id().attempt(), run.run(), metric, value)));
      }
    }
    store.finishJob(
        flight.id().job(),
        flight.id().attempt(),
        now,
        Outcome.of(result).words(),
        Outcome.message(result),
        Protocol.write(result),
        samples);
    if (result instanceof Result.Built(Result.Image image)) {
      store.saveImage(
          new ImageRecord(
              image.key(),
              flight.bench().station().name(),
              image.commit(),
              image.commit(),
              image.buildId(),
              image.kernelSha256(),
              image.bytes(),
              image.took().toNanos() / 1e9,
              now,
              now));
    }
  }

  /**
   * Tries again what a second try may mend.
   *
   * @return why the bisection can't go on, where it can't
   */
  private Optional<String> retryOrGiveUp(Flight flight, Result result) {
    return switch (result) {
      case Result.ReproducerFailed ignored -> {
        if (flight.id().attempt() < Attempts.REPRODUCER) {
          launchAgain(flight, "the reproducer gave no numbers; once more");
        }
        yield Optional.empty();
      }
      case Result.InfrastructureFault fault -> {
        if (fault.fault() == Result.Fault.IMAGE_MISSING) {
          yield Optional.empty();
        }
        if (flight.id().attempt() < Attempts.INFRASTRUCTURE) {
          launchAgain(flight, "infrastructure fault; once more");
          yield Optional.empty();
        }
        yield Optional.of(
            "machine "
                + flight.bench().station().name()
                + " failed "
                + Attempts.INFRASTRUCTURE
                + " times in a row: "
                + Outcome.message(result));
      }
      case Result.FactsFound ignored -> Optional.empty();
      case Result.Built ignored -> Optional.empty();
      case Result.Unbuildable ignored -> Optional.empty();
      case Result.Measured ignored -> Optional.empty();
      case Result.Unbootable ignored -> Optional.empty();
      case Result.Cancelled ignored -> Optional.empty();
    };
  }

  private void launchAgain(Flight before, String why) {
    start(
        new Flight(
            new JobId(before.id().job(), before.id().attempt() + 1),
            before.bench(),
            before.job(),
            before.revision(),
            before.purpose(),
            before.activity().commit(),
            clock.instant()),
        "retry",
        why);
  }

  /**
   * Gives every free place something to do.
   *
   * @return false when the bisection has come to its conclusion
   */
  private boolean decide() throws InterruptedException {
    for (Bench bench : benches) {
      boolean more = true;
      while (more) {
        List<JobRecord> jobs = store.jobs(id);
        List<Evidence> evidence = journal.evidence(jobs, store.samples(id));
        if (probe(bench, jobs)) {
          continue;
        }
        Slot slot = bench.slot(jobs);
        if (!slot.mayBuild() && !slot.mayBoot()) {
          break;
        }
        assessment = search.assess(evidence);
        switch (next(evidence, slot)) {
          case Decision.Build(Revision revision, String why) -> build(bench, revision, why);
          case Decision.Boot boot -> boot(bench, boot, jobs);
          case Decision.Rest ignored -> more = false;
          case Decision.Conclude(Conclusion conclusion, String why) -> {
            conclude(bench, conclusion, why, evidence);
            return false;
          }
        }
      }
    }
    if (flights.isEmpty()) {
      throw new IllegalStateException("the search wants to wait, but nothing is under way");
    }
    return true;
  }

  /** A place that may do either rests only when neither is worth while. */
  private Decision next(List<Evidence> evidence, Slot slot) {
    List<Work> works = flights.values().stream().flatMap(flight -> flight.work().stream()).toList();
    Decision decision = search.next(evidence, works, slot);
    if (decision instanceof Decision.Rest && slot.mayBuild() && slot.mayBoot()) {
      return search.next(
          evidence, works, new Slot(slot.machine(), true, false, slot.images(), slot.costs()));
    }
    return decision;
  }

  /** Proves hardware acceleration with the first image, where nobody has on that host. */
  private boolean probe(Bench bench, List<JobRecord> jobs) {
    if (bench.plan().isPresent() || !bench.isIdle()) {
      return false;
    }
    Collection<Result.Image> images = bench.images(jobs).values();
    if (images.isEmpty()) {
      return false;
    }
    start(
        new Flight(
            nextId(),
            bench,
            new Job.Facts(images.iterator().next().key(), List.of(), Deadlines.PROBE),
            Optional.empty(),
            Optional.empty(),
            null,
            clock.instant()),
        "probe",
        "find out whether guests boot with hardware acceleration here");
    return true;
  }

  private void build(Bench bench, Revision revision, String why) {
    Optional<String> snapshot = snapshot(revision);
    if (snapshot.isEmpty()) {
      skipRevert(bench, revision);
      return;
    }
    String key =
        ImageKey.of(
            snapshot.get(),
            checked.configBase(),
            checked.configFragments(),
            bench.station().facts().architecture(),
            bench.station().toolchain());
    var pinned = bench.images(store.jobs(id)).values().stream().map(Result.Image::key).toList();
    start(
        flight(
            bench,
            new Job.Build(
                key,
                snapshot.get(),
                checked.configBase(),
                checked.configFragments(),
                0,
                pinned,
                MINIMUM_FREE_BYTES,
                Deadlines.BUILD),
            revision,
            Optional.empty()),
        "build",
        why);
  }

  private void boot(Bench bench, Decision.Boot decision, List<JobRecord> jobs) {
    Revision revision = decision.revision();
    Result.Image image =
        Optional.ofNullable(bench.images(jobs).get(revision))
            .orElseThrow(() -> new IllegalStateException("no image of " + revision));
    int runs = checked.request().runs() > 0 ? checked.request().runs() : decision.runs();
    String name = RevisionName.of(revision);
    long before =
        jobs.stream()
            .filter(job -> job.kind().equals(JobKind.BOOT) && name.equals(job.revision()))
            .count();
    start(
        flight(
            bench,
            new Job.Measure(
                image.key(),
                bench.plan().orElseThrow(),
                checked.plan(),
                runs,
                Seeds.ofBoot(checked.request().seed(), before),
                Deadlines.measure(checked, runs)),
            revision,
            Optional.of(decision.purpose())),
        "boot",
        decision.why());
  }

  private Flight flight(Bench bench, Job job, Revision revision, Optional<Purpose> purpose) {
    return new Flight(
        nextId(), bench, job, Optional.of(revision), purpose, commit(revision), clock.instant());
  }

  /** The decision and the job go into the store together, before the machine hears of it. */
  private void start(Flight flight, String action, String why) {
    BisectionView.Commit commit = flight.activity().commit();
    String revision = flight.revision().map(RevisionName::of).orElse(null);
    var record =
        new JobRecord(
            flight.id().job(),
            flight.id().attempt(),
            id,
            flight.bench().station().name(),
            JobKind.of(flight.job()),
            revision,
            commit == null ? null : commit.id(),
            commit == null ? null : commit.subject(),
            flight.purpose().map(Purpose::name).orElse(null),
            Protocol.write(flight.job()),
            clock.instant(),
            null,
            null,
            "",
            null,
            "");
    store.startJob(record, decision(flight.bench(), action, revision, commit, why));
    launch(flight);
    onChange.run();
  }

  private void launch(Flight flight) {
    flights.put(flight.id(), flight);
    flight.bench().started(flight.job());
    threads.put(
        flight.id(),
        Thread.ofVirtual()
            .name("job " + flight.id())
            .start(
                () ->
                    flight.fly(
                        snapshots.repository(),
                        checked.recipe().folder(),
                        onChange,
                        (ended, result) -> mailbox.add(new Message.Ended(ended, result)))));
  }

  private DecisionRecord decision(
      Bench bench,
      String action,
      @Nullable String revision,
      BisectionView.@Nullable Commit commit,
      String why) {
    return new DecisionRecord(
        id,
        store.nextDecisionNumber(id),
        clock.instant(),
        bench.station().name(),
        action,
        revision,
        commit == null ? null : commit.id(),
        commit == null ? null : commit.subject(),
        CandidateNames.named(why, this::candidate),
        assessment().map(Protocol::write).orElse("{}"));
  }

  /** A revert that does not apply is untestable, and no machine has to be asked. */
  private void skipRevert(Bench bench, Revision revision) {
    BisectionView.Commit commit = commit(revision);
    String name = RevisionName.of(revision);
    JobId job = nextId();
    var conflict =
        new Result.Unbuildable(
            "revert", "does not apply to the bad end: conflict", "", Duration.ZERO);
    store.startJob(
        new JobRecord(
            job.job(),
            job.attempt(),
            id,
            bench.station().name(),
            JobKind.REVERT,
            name,
            commit.id(),
            commit.subject(),
            null,
            "{}",
            clock.instant(),
            null,
            null,
            "",
            null,
            ""),
        decision(bench, "skip", name, commit, "the revert does not apply to the bad end"));
    store.finishJob(
        job.job(),
        job.attempt(),
        clock.instant(),
        Outcome.of(conflict).words(),
        Outcome.message(conflict),
        Protocol.write(conflict),
        List.of());
  }

  private void conclude(Bench bench, Conclusion conclusion, String why, List<Evidence> evidence)
      throws InterruptedException {
    store.appendDecision(decision(bench, "conclude", null, null, why));
    endFlights();
    end(
        BisectionView.State.CONCLUDED,
        new Endings(resolved, this::candidate).of(conclusion, evidence));
  }

  private void fail(String words) {
    end(BisectionView.State.FAILED, Endings.failed(words));
  }

  private void end(BisectionView.State state, BisectionView.Ending ending) {
    store.endBisection(id, state.name(), Protocol.write(ending), clock.instant());
  }

  /** Cancels what is under way and writes how each ended; what can't be reached is left to be followed again. */
  private void endFlights() throws InterruptedException {
    for (Flight flight : List.copyOf(flights.values())) {
      Thread.ofVirtual().start(() -> cancel(flight));
    }
    Instant giveUp = clock.instant().plus(CANCEL_PATIENCE);
    while (!flights.isEmpty() && clock.instant().isBefore(giveUp)) {
      switch (mailbox.poll(1, TimeUnit.SECONDS)) {
        case Message.Ended(Flight flight, Result result) -> finish(flight, result);
        case Message.Lost(Flight flight) -> flights.remove(flight.id());
        case Message.Cancel() -> {}
        case Message.Stop() -> {}
        case null -> {}
      }
    }
    threads.values().forEach(Thread::interrupt);
  }

  private void cancel(Flight flight) {
    try {
      flight.bench().station().link().cancel(flight.id());
    } catch (MachineFault fault) {
      LOG.warn("job {} could not be cancelled: {}", flight.id(), fault.getMessage());
      mailbox.add(new Message.Lost(flight));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> snapshot(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> Optional.of(snapshots.snapshot(resolved.goodEnd().id()));
      case Revision.Candidate(int index) ->
          Optional.of(snapshots.snapshot(checked.range().id(index)));
      case Revision.Revert(int culprit) ->
          snapshots.revert(resolved.bad().id(), checked.range().id(culprit), 0);
    };
  }

  private BisectionView.Commit commit(Revision revision) {
    return switch (revision) {
      case Revision.Good() ->
          new BisectionView.Commit(resolved.goodEnd().id(), resolved.goodEnd().subject(), null);
      case Revision.Candidate(int index) -> {
        Resolved.Commit commit = candidate(index);
        yield new BisectionView.Commit(commit.id(), commit.subject(), index);
      }
      case Revision.Revert(int culprit) -> {
        Resolved.Commit commit = candidate(culprit);
        yield new BisectionView.Commit(commit.id(), "Revert: " + commit.subject(), null);
      }
    };
  }

  private Resolved.Commit candidate(int index) {
    CommitInfo info = checked.history().commit(checked.range().id(index));
    return new Resolved.Commit(info.id(), info.subject());
  }

  private AssessmentRecord record(Assessment current) {
    return AssessmentRecord.of(current, resolved.higherIsBetter(), this::candidate);
  }

  private static @Nullable Integer index(@Nullable String revision) {
    return revision != null && RevisionName.parse(revision) instanceof Revision.Candidate(int index)
        ? index
        : null;
  }

  private JobId nextId() {
    jobNumber++;
    return new JobId(id + "-" + jobNumber, 1);
  }

  private static int numberOf(String job) {
    return Integer.parseInt(job.substring(job.lastIndexOf('-') + 1));
  }
}
