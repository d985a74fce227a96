package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.lab.Places;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bisection from its first build to its conclusion.
 *
 * <p>One thread decides: it takes a message (a job ended, a user cancelled), writes it down, asks
 * the search what every free place should do next, and starts that. What it knows is what the store
 * holds, so a controller that was killed takes up where it stopped: jobs that have no end in the
 * store are followed again, the worker still has them.
 */
final class Bisection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Bisection.class);

  /** For how long a conclusion waits for a machine that could tell better. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Enough to see whether a commit can be tested. */
  private static final int ONE_RUN = 1;

  private final String id;
  private final CheckedRequest checked;
  private final Revisions revisions;
  private final WorkOrders orders;
  private final JobResults results = new JobResults();
  private final JobBook book;
  private final Search search;
  private final Time time;
  private final Runnable onChange;
  private final List<Evidence> earlier;
  private final Benches benches;
  private final Flights flights;
  private final Mailbox<Message> mailbox;

  private final Alarms alarms;

  private final Set<Revision> ends;

  /** Since when a conclusion waits, on the clock that never goes back. */
  private @Nullable Long heldUpSince;

  /**
   * A bisection that is new, or not: the store tells. What still runs for it has its places from
   * now on; {@link #run} goes on with it.
   *
   * @param isNew whether its machines were just looked at
   * @param onChange called whenever there is something new to see
   */
  Bisection(
      String id,
      boolean isNew,
      CheckedRequest checked,
      Snapshots snapshots,
      Store store,
      Search search,
      Places places,
      Standings standings,
      Time time,
      Runnable onChange) {
    this.id = id;
    this.checked = checked;
    Resolved resolved = checked.resolved();
    this.revisions = new Revisions(checked, snapshots);
    this.orders = new WorkOrders(checked, revisions);
    this.book =
        new JobBook(
            id,
            store,
            time,
            new Journal(resolved.metric(), resolved.higherIsBetter(), resolved.machines()),
            revisions,
            results);
    this.earlier =
        resolved.earlier().stream()
            .<Evidence>map(boot ->
                new Evidence.Earlier(
                    resolved.machines().indexOf(boot.machine()), boot.image(), boot.values()))
            .toList();
    this.search = search;
    this.ends = Set.of(new Revision.Good(), new Revision.Candidate(checked.range().dag().bad()));
    this.time = time;
    mailbox = time.mailbox();
    alarms = new Alarms(time);
    this.onChange = onChange;
    benches =
        new Benches(id, isNew, checked, book, results, places, standings, alarms, time, mailbox);
    flights =
        new Flights(
            benches,
            book,
            snapshots.repository(),
            checked.recipe().folder(),
            time,
            mailbox,
            onChange);
    for (JobRecord job : book.unfinished()) {
      flights.claim(flight(job).takenUp());
    }
  }

  /** Ends it for good; {@link #run} returns soon after. */
  void cancel() {
    mailbox.put(new Message.Cancel());
  }

  /**
   * Ends what runs for it and leaves it open, to be taken up again; {@link #run} returns soon
   * after.
   */
  void stop() {
    mailbox.put(new Message.Stop());
  }

  /** What machines are doing for it now, and which of them can't be used. */
  List<BisectionView.Activity> activities() {
    return Stream.concat(flights.activities(), benches.unused())
        .sorted(
            Comparator.comparing(BisectionView.Activity::machine)
                .thenComparing(BisectionView.Activity::since))
        .toList();
  }

  /** What the search thinks; empty before the first decision. */
  Optional<AssessmentRecord> assessment() {
    return book.assessment();
  }

  @Override
  public void run() {
    try {
      benches.settle();
      flights.followAll();
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
      alarms.close();
      benches.close();
      revisions.close();
      onChange.run();
    }
  }

  private Flight flight(JobRecord record) {
    Optional<Revision> revision = Optional.ofNullable(record.revision()).map(RevisionName::parse);
    return new Flight(
        new JobId(record.job(), record.attempt()),
        benches.named(record.machine()),
        Protocol.read(record.workJson(), Job.class),
        revision,
        Optional.ofNullable(record.purpose()).map(Purpose::valueOf),
        revision.map(revisions::commit).orElse(null),
        record.startedAt());
  }

  /**
   * Deals with what has happened.
   *
   * @return false when the bisection has ended, or is to be left for another time
   */
  private boolean handle(Message message) throws Problem, InterruptedException {
    return switch (message) {
      case Message.Ended(Flight flight, Result result) -> ended(flight, result);
      case Message.Lost ignored -> true;
      case Message.Stranded(Flight flight, MachineFault fault) -> {
        flights.strand(flight);
        benches.fails(flight.bench(), fault);
        yield decide();
      }
      case Message.Wake() -> decide();
      case Message.Retry(Bench bench) -> {
        benches.returns(bench);
        flights.followAgain(bench);
        yield decide();
      }
      case Message.Cancel() -> {
        flights.end();
        book.ended(BisectionView.State.CANCELLED, Endings.cancelled());
        yield false;
      }
      case Message.Stop() -> {
        flights.end();
        yield false;
      }
    };
  }

  private boolean ended(Flight flight, Result result) throws Problem, InterruptedException {
    switch (Attempts.after(flight.id(), result)) {
      case GO_ON -> flights.finish(flight, result);
      case TRY_AGAIN -> {
        // Elsewhere, where the machine gets no new work.
        if (benches.isAdmitted(flight.bench())) {
          flights.finishAttempt(flight, result);
          start(flight.again(time.instant()), "retry", Outcome.message(result));
        } else {
          flights.finish(flight, result);
        }
      }
      case GIVE_UP -> {
        flights.finish(flight, result);
        benches.fails(flight.bench(), Outcome.message(result));
      }
    }
    if (flight.job() instanceof Job.Facts(String imageKey, List<String> _, Duration _)
        && result instanceof Result.FactsFound(Result.Facts facts)) {
      if (imageKey != null) {
        benches.probed(flight.bench(), facts);
      } else {
        benches.seen(flight.bench(), facts);
      }
    }
    if (Outcome.of(result).isWork()) {
      flight.bench().works();
    }
    return decide();
  }

  /**
   * Gives every free place something to do.
   *
   * @return false when the bisection has come to its conclusion
   */
  private boolean decide() throws InterruptedException {
    cancelUseless();
    boolean waits = false;
    for (Bench bench : benches.all()) {
      boolean more = true;
      while (more) {
        if (!benches.isUsable(bench)) {
          waits = true;
          break;
        }
        List<JobRecord> jobs = book.jobs();
        if (look(bench) || probe(bench, jobs)) {
          continue;
        }
        if (!bench.isVerified()) {
          waits = true;
          break;
        }
        Slot slot = bench.slot(jobs);
        if (!slot.mayBuild() && !slot.mayBoot()) {
          waits = true;
          break;
        }
        List<Evidence> evidence = evidence();
        List<String> working = benches.usable();
        book.assessed(
            AssessmentRecord.of(
                search.assess(evidence, working.size()),
                checked.resolved().higherIsBetter(),
                revisions,
                Pace.of(jobs, working, results)));
        switch (next(bench, evidence, slot)) {
          case Decision.Build(Image image, String why) -> {
            more = build(bench, image.revision(), why, jobs);
            waits |= !more;
          }
          case Decision.Boot boot -> {
            more = boot(bench, boot, jobs);
            waits |= !more;
          }
          case Decision.Rest ignored -> {
            bench.passes();
            more = false;
          }
          case Decision.Conclude conclude -> {
            List<Testability.Doubt> doubts = doubts(conclude.conclusion());
            if (doubts.isEmpty()) {
              conclude(bench, conclude, evidence);
              return false;
            }
            if (!tryAgain(bench, slot, doubts, jobs)) {
              if (isInVain(doubts)) {
                conclude(bench, conclude, evidence);
                return false;
              }
              waits = true;
              bench.passes();
              more = false;
            }
          }
        }
      }
    }
    if (flights.isEmpty() && !waits) {
      throw new IllegalStateException("the search wants to wait, but nothing is under way");
    }
    return true;
  }

  /** Those that another machine than the one that failed, and that may be used, can settle. */
  private List<Testability.Doubt> doubts(Conclusion conclusion) {
    List<Testability.Doubt> doubts =
        book.tale().testability().doubts(conclusion, ends).stream()
            .filter(doubt ->
                benches.all().stream()
                    .anyMatch(bench -> isElsewhere(bench, doubt) && benches.isAdmitted(bench)))
            .toList();
    if (doubts.isEmpty()) {
      heldUpSince = null;
    }
    return doubts;
  }

  /** Whether the other machines were waited for long enough. */
  private boolean isInVain(List<Testability.Doubt> doubts) {
    if (flights.wanted().stream()
        .anyMatch(flight -> doubts.stream().anyMatch(doubt -> isFor(flight, doubt)))) {
      return false;
    }
    if (heldUpSince == null) {
      heldUpSince = time.nanoTime();
      alarms.after("patience of " + id, PATIENCE, () -> mailbox.put(new Message.Wake()));
    }
    return time.nanoTime() - heldUpSince >= PATIENCE.toNanos();
  }

  private static boolean isElsewhere(Bench bench, Testability.Doubt doubt) {
    return !bench.station().name().equals(doubt.machine());
  }

  /**
   * Has a machine try what failed on another one.
   *
   * @return false when there is nothing for it in that place now
   */
  private boolean tryAgain(
      Bench bench, Slot slot, List<Testability.Doubt> doubts, List<JobRecord> jobs) {
    for (Testability.Doubt doubt : doubts) {
      Revision revision = doubt.revision();
      if (!isElsewhere(bench, doubt)
          || flights.wanted().stream().anyMatch(flight -> isFor(flight, doubt))) {
        continue;
      }
      boolean isBuilt = bench.images(jobs).containsKey(revision);
      String purpose = doubt.failure().purpose();
      if (isBuilt && slot.mayBoot() && purpose != null) {
        var boot =
            new Decision.Boot(Image.of(revision), ONE_RUN, Purpose.valueOf(purpose), doubt.why());
        return boot(bench, boot, jobs);
      }
      if (!isBuilt && slot.mayBuild()) {
        return build(bench, revision, doubt.why(), jobs);
      }
    }
    return false;
  }

  private static boolean isFor(Flight flight, Testability.Doubt doubt) {
    return isElsewhere(flight.bench(), doubt)
        && flight.revision().equals(Optional.of(doubt.revision()));
  }

  /** Frees machines of work that would change next to nothing any more. */
  private void cancelUseless() {
    List<Testability.Doubt> doubts = book.tale().testability().doubts();
    // An end that is on its way is written as it is: no decision speaks of that job any more. And
    // for the search a commit that failed is settled, so it sees no use in a second try.
    List<Flight> open = new ArrayList<>(flights.wanted());
    open.removeIf(
        flight -> flight.hasEnded() || doubts.stream().anyMatch(doubt -> isFor(flight, doubt)));
    List<Work> works = works(open);
    if (!works.isEmpty()) {
      for (Work useless : search.useless(evidence(), works)) {
        open.stream()
            .filter(flight -> flight.work().equals(Optional.of(useless)))
            .findFirst()
            .ifPresent(flight -> {
              open.remove(flight);
              book.cancelled(flight, "what it would say is known by now");
              flight.giveUp();
            });
      }
    }
    flights.cancelUnwanted();
  }

  private static List<Work> works(List<Flight> open) {
    return open.stream().flatMap(flight -> flight.work().stream()).toList();
  }

  /** What the search may know: what was seen before this bisection, and in it. */
  private List<Evidence> evidence() {
    return withEarlier(book.tale().evidence());
  }

  private List<Evidence> withEarlier(List<Evidence> seen) {
    var all = new ArrayList<>(earlier);
    all.addAll(seen);
    return List.copyOf(all);
  }

  /** What a machine should do, or how the bisection ends. */
  private Decision next(Bench bench, List<Evidence> evidence, Slot slot) {
    List<Evidence> there = withEarlier(book.tale().evidenceOn(bench.station().name(), ends));
    Decision decision = next(there, slot);
    if (decision instanceof Decision.Conclude && !there.equals(evidence)) {
      // It can do no more; whether that is the end depends on what the others can.
      Decision whole = next(evidence, slot);
      return whole instanceof Decision.Conclude ? whole : new Decision.Rest(decision.why());
    }
    return decision;
  }

  /** A place that may do either rests only when neither is worth while. */
  private Decision next(List<Evidence> evidence, Slot slot) {
    List<Work> works = works(flights.wanted());
    Decision decision = search.next(evidence, works, slot);
    if (decision instanceof Decision.Rest && slot.mayBuild() && slot.mayBoot()) {
      return search.next(
          evidence,
          works,
          new Slot(slot.machine(), true, false, slot.mayRelayout(), slot.images(), slot.costs()));
    }
    return decision;
  }

  /** Looks at a machine that may have changed since the bisection began. */
  private boolean look(Bench bench) {
    if (bench.isVerified() || !bench.takeToLook()) {
      return false;
    }
    start(
        new Flight(
            book.nextId(),
            bench,
            new Job.Facts(null, checked.recipe().tools(), Deadlines.FACTS),
            Optional.empty(),
            Optional.empty(),
            null,
            time.instant()),
        "look",
        "whether the machine is what it was");
    return true;
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
    Job order = WorkOrders.probe(images.iterator().next());
    if (!bench.take(order)) {
      return false;
    }
    start(
        new Flight(
            book.nextId(), bench, order, Optional.empty(), Optional.empty(), null, time.instant()),
        "probe",
        "find out whether guests boot with hardware acceleration here");
    return true;
  }

  /**
   * Starts a build.
   *
   * @return false when another bisection was faster to take the place
   */
  private boolean build(Bench bench, Revision revision, String why, List<JobRecord> jobs) {
    Optional<Job> order = orders.build(revision, bench, jobs);
    if (order.isPresent()) {
      if (!bench.take(order.get())) {
        return false;
      }
      start(flight(bench, order.get(), revision, Optional.empty()), "build", why);
    } else if (revision instanceof Revision.Revert revert) {
      book.impossible(bench, revert);
    } else {
      throw new IllegalStateException("nothing to build for " + revision);
    }
    return true;
  }

  /**
   * Starts a boot.
   *
   * @return false when another bisection was faster to take the place
   */
  private boolean boot(Bench bench, Decision.Boot boot, List<JobRecord> jobs) {
    Job order = orders.measure(boot, bench, jobs);
    if (!bench.take(order)) {
      return false;
    }
    start(
        flight(bench, order, boot.image().revision(), Optional.of(boot.purpose())),
        "boot",
        boot.why());
    return true;
  }

  private Flight flight(Bench bench, Job job, Revision revision, Optional<Purpose> purpose) {
    return new Flight(
        book.nextId(),
        bench,
        job,
        Optional.of(revision),
        purpose,
        revisions.commit(revision),
        time.instant());
  }

  /** Starts a job in the place that was taken for it. */
  private void start(Flight flight, String action, String why) {
    book.started(flight, action, why);
    flights.start(flight);
  }

  private void conclude(Bench bench, Decision.Conclude decision, List<Evidence> evidence)
      throws InterruptedException {
    book.decided(bench, "conclude", decision.why());
    flights.end();
    book.ended(
        BisectionView.State.CONCLUDED,
        new Endings(checked.resolved(), revisions, checked.range().dag())
            .of(
                decision.conclusion(),
                evidence,
                assessment().map(AssessmentRecord::effect).orElse(null)));
  }

  /** Ends it with a reason that a person has to look into; what was measured stays. */
  private void fail(String words) {
    try {
      flights.end();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      book.ended(BisectionView.State.FAILED, Endings.failed(words));
    }
  }
}
