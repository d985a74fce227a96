package dev.halfspeed.campaign;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.CampaignLog;
import dev.halfspeed.jobs.ControlJobs;
import dev.halfspeed.jobs.CrossMachineRetry;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobAttempt;
import dev.halfspeed.jobs.JobOutcomes;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.JobRunner;
import dev.halfspeed.jobs.JobStarts;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.jobs.OwnFault;
import dev.halfspeed.jobs.ProgressLimit;
import dev.halfspeed.jobs.RequestedBoots;
import dev.halfspeed.jobs.RunMessage;
import dev.halfspeed.jobs.Variants;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.jobs.WorkOrders;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.schedule.CampaignNames;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.MachineClaim;
import dev.halfspeed.schedule.MachineListener;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.schedule.Settled;
import dev.halfspeed.schedule.Timers;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One campaign from its first build to its conclusion.
 *
 * <p>One thread decides: it takes a message (a job ended, a user cancelled), writes it down, asks
 * the campaign what every free place should do next, and starts that. What it knows is what the
 * store holds, so a controller that was killed takes up where it stopped: jobs that have no end in
 * the store are followed again, the worker still has them.
 */
public final class CampaignRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CampaignRun.class);

  /** How often it is looked at whether the campaign gets on. */
  private static final Duration TICK = Duration.ofHours(1);

  private final String id;
  private final Campaign campaign;
  private final Variants variants;
  private final Settled settled;
  private final CampaignLog book;
  private final Runnable onChange;
  private final Mailbox<RunMessage> mailbox;
  private final Timers timers;
  private final MachinePool pool;
  private final JobRunner runner;
  private final JobStarts starts;
  private final JobOutcomes outcomes;
  private final ProgressLimit progress = new ProgressLimit();
  private final Terms terms;
  private final CampaignBudget budget;
  private final CrossMachineRetry otherMachines;
  private final MachineTurns turns;
  private final UselessWork useless;
  private final CampaignEnd end;
  private final Time time;

  /**
   * What a campaign is run with.
   *
   * @param stations its machines, in their order
   * @param recipe what is measured
   * @param seed for what is left to chance
   * @param bad the number of the bad end, or of the last variant
   * @param onBarred whether it also uses machines that get no other work
   */
  public record Order(
      String id,
      Campaign campaign,
      Variants variants,
      Settled settled,
      Journal journal,
      Terms terms,
      List<ConnectedMachine> stations,
      Recipe recipe,
      long seed,
      int bad,
      boolean onBarred) {}

  /**
   * A campaign that is new, or not: the store tells. What still runs for it has its places from now
   * on; {@link #run} goes on with it.
   *
   * @param onChange called whenever there is something new to see
   */
  CampaignRun(
      Order order,
      Store store,
      MachineScheduler scheduler,
      CampaignNames names,
      MachineStatuses statuses,
      WorkListener listener,
      Time time,
      Runnable onChange) {
    this.id = order.id();
    this.campaign = order.campaign();
    this.variants = order.variants();
    this.settled = order.settled();
    this.terms = order.terms();
    this.onChange = onChange;
    this.time = time;
    book = new CampaignLog(id, store, time, order.journal(), variants, listener);
    mailbox = time.mailbox();
    timers = new Timers(time);
    pool =
        new MachinePool(
            new MachineClaim(
                order.id(),
                order.terms().priority(),
                order.stations(),
                order.settled(),
                order.bad(),
                order.onBarred()),
            book,
            scheduler,
            names,
            statuses,
            timers,
            time,
            new Calls());
    runner = new JobRunner(pool, book, variants, order.recipe().folder(), time, mailbox, onChange);
    starts =
        new JobStarts(
            order.recipe(),
            new WorkOrders(variants, order.seed()),
            variants,
            book,
            runner,
            pool,
            time);
    var controls = new ControlJobs(book, starts, variants, campaign.ends());
    otherMachines =
        new CrossMachineRetry(
            id,
            book,
            pool,
            runner,
            starts,
            controls,
            timers,
            time,
            () -> mailbox.put(new RunMessage.Wake()));
    var requested = new RequestedBoots(book, starts, campaign.ends());
    turns =
        new MachineTurns(campaign, pool, runner, starts, controls, otherMachines, requested, book);
    useless = new UselessWork(campaign, runner, otherMachines, requested, book);
    budget =
        new CampaignBudget(
            id, terms, book, timers, time, pool::isAway, () -> mailbox.put(new RunMessage.Wake()));
    end = new CampaignEnd(campaign, book, pool, runner);
    outcomes = new JobOutcomes(runner, pool, starts, book);
    try {
      for (JobStore.OpenJob open : book.unfinished()) {
        starts.claim(open, pool.named(open.job().machine()));
      }
    } catch (RuntimeException unreadable) {
      // Nobody gets hold of it who could give its machines back.
      pool.close();
      throw unreadable;
    }
  }

  /** What its machines have to tell. */
  private final class Calls implements MachineListener {
    @Override
    public void mayHavePlace() {
      mailbox.put(new RunMessage.Wake());
    }

    @Override
    public void mayReturn(MachineAllocation allocation) {
      mailbox.put(new RunMessage.Retry(allocation));
    }
  }

  /** The question that it asks. */
  public Campaign campaign() {
    return campaign;
  }

  /**
   * Ends it for good; {@link #run} returns soon after.
   *
   * @param cancellation who wants it so, and why
   */
  public void cancel(Cancellation cancellation) {
    mailbox.put(new RunMessage.Cancel(cancellation));
  }

  /** A person did something to it, which is written down. */
  void intervened() {
    mailbox.put(new RunMessage.Intervened());
  }

  /**
   * Ends what runs for it and leaves it open, to be taken up again; {@link #run} returns soon
   * after.
   */
  void stop() {
    mailbox.put(new RunMessage.Stop());
  }

  /** What machines are doing for it now, and which of them it can't use or waits for. */
  public List<BisectionView.Activity> activities() {
    Stream<BisectionView.Activity> waiting =
        book.interventions().isPaused() ? Stream.empty() : pool.waiting();
    return Stream.of(runner.activities(), pool.unused(), waiting, heldUp().stream())
        .flatMap(each -> each)
        .sorted(
            Comparator.comparing(BisectionView.Activity::machine)
                .thenComparing(BisectionView.Activity::since))
        .toList();
  }

  /**
   * What the store held of its jobs after the last write, without reading it; empty where that is
   * not known, or not the same any more since a person did something to the campaign.
   *
   * @param interventions what people did, as the store has it now
   */
  public Optional<JobPages> jobPages(Interventions interventions) {
    return book.known()
        .filter(known -> known.learned() == interventions.last())
        .map(CampaignLog.Known::pages);
  }

  /** What all machines wait for, where nothing can be written for now; empty otherwise. */
  public List<BisectionView.Activity> heldUp() {
    return book.waiting()
        .map(waiting ->
            HeldCampaigns.activities(settled.machines(), waiting.since(), waiting.words()))
        .orElse(List.of());
  }

  /**
   * Goes on with it until it has ended, or is stopped.
   *
   * @throws StoreException when the store can't be written, also after a while: it is left as it
   *     is, to be taken up again
   */
  @Override
  public void run() {
    try {
      pool.settle();
      runner.followAll();
      tickLater();
      // Since it was made, somebody may have done something to it.
      learnInterventions();
      boolean open = decide();
      while (open) {
        open = handle(mailbox.take());
        onChange.run();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Problem problem) {
      end.fail(problem.what() + "; " + problem.nextStep());
    } catch (StoreException unwritten) {
      if (unwritten.isPassing()) {
        throw unwritten;
      }
      LOG.error("campaign {} ended by its store", id, unwritten);
      end.fail(unwritten.problem().what() + "; " + unwritten.problem().nextStep());
    } catch (RuntimeException | VirtualMachineError unexpected) {
      LOG.error("campaign {} ended by an error", id, unexpected);
      end.fail(
          "The "
              + campaign.kind()
              + " was ended by "
              + OwnFault.words(unexpected)
              + ". What was measured is kept; report this, and submit the request again.");
    } finally {
      discard();
      onChange.run();
    }
  }

  /**
   * Gives back what it took when it was made: places, timers, what its variants hold. For one that
   * is not to be run; {@link #run} does so at its end.
   */
  void discard() {
    runner.leave();
    timers.close();
    pool.close();
    variants.close();
  }

  /**
   * Deals with what has happened.
   *
   * @return false when the campaign has ended, or is to be left for another time
   */
  private boolean handle(RunMessage message) throws Problem, InterruptedException {
    return switch (message) {
      case RunMessage.Ended(JobAttempt attempt, Result result) -> {
        outcomes.ended(attempt, result);
        yield decide();
      }
      case RunMessage.Lost ignored -> true;
      case RunMessage.Stranded(JobAttempt attempt, MachineFault fault) -> {
        outcomes.stranded(attempt, fault);
        yield decide();
      }
      case RunMessage.Tick() -> {
        tickLater();
        outcomes.endHanging();
        yield decide();
      }
      case RunMessage.Wake() -> decide();
      case RunMessage.Retry(MachineAllocation allocation) -> {
        pool.returns(allocation);
        runner.followAgain(allocation);
        yield decide();
      }
      case RunMessage.Intervened() -> {
        learnInterventions();
        yield decide();
      }
      case RunMessage.Cancel(Cancellation cancellation) -> {
        end.cancelled(cancellation);
        yield false;
      }
      case RunMessage.Stop() -> {
        runner.pause();
        yield false;
      }
    };
  }

  private void tickLater() {
    timers.after("tick of " + id, TICK, () -> mailbox.put(new RunMessage.Tick()));
  }

  private void learnInterventions() {
    book.learnInterventions();
    Interventions interventions = book.interventions();
    Terms now = terms.with(interventions);
    budget.learn(now);
    pool.prioritize(now.priority());
    campaign.under(interventions);
    pool.learn();
    progress.restart();
  }

  /** Lets what runs come to its end, and leaves the machines to others. */
  private void rest() {
    runner.cancelUnwanted();
    pool.passAll();
    otherMachines.rests();
    progress.isReached(time.nanoTime(), book.evidenceSet().amount(), true);
  }

  /**
   * Gives every free place something to do, once more where somebody did something to the campaign
   * just when it would have ended.
   *
   * @return false when the campaign has ended
   */
  private boolean decide() throws InterruptedException {
    boolean isOpen = decideOnce();
    while (!isOpen && book.isOvertaken()) {
      learnInterventions();
      isOpen = decideOnce();
    }
    return isOpen;
  }

  /**
   * Gives every free place something to do.
   *
   * @return false when the campaign has come to its conclusion
   */
  private boolean decideOnce() throws InterruptedException {
    if (book.interventions().isPaused()) {
      rest();
      return true;
    }
    if (budget.isSpent()) {
      end.spent(budget.words());
      return false;
    }
    useless.giveUp();
    runner.cancelUnwanted();
    boolean waits = false;
    boolean isHeldUp = false;
    for (MachineAllocation allocation : pool.all()) {
      MachineTurns.Turn turn;
      do {
        turn = turns.take(allocation);
      } while (turn == MachineTurns.Going.STARTED);
      if (turn instanceof MachineTurns.Concluded concluded) {
        end.conclude(allocation, concluded.conclusion(), concluded.evidence());
        return false;
      }
      waits |= turn == MachineTurns.Going.WAITS;
      isHeldUp |= pool.isHeldUp(allocation, turn == MachineTurns.Going.WAITS);
    }
    if (pool.usable().isEmpty()) {
      Optional<MachineTurns.Concluded> concluded = turns.withoutMachines();
      if (concluded.isPresent()) {
        end.conclude(
            pool.all().getFirst(), concluded.get().conclusion(), concluded.get().evidence());
        return false;
      }
    }
    if (progress.isReached(time.nanoTime(), book.evidenceSet().amount(), isHeldUp)) {
      end.standsStill();
      return false;
    }
    if (runner.isEmpty() && !waits) {
      List<Evidence> evidence = book.evidenceSet().evidence();
      end.conclude(
          pool.all().getFirst(),
          campaign
              .nothingLeft(evidence, pool.usable().size(), turns.lastRest())
              .orElseThrow(() ->
                  new IllegalStateException(
                      "the campaign wants to wait, but nothing is under way: " + turns.lastRest())),
          evidence);
      return false;
    }
    budget.wakeWhenSpent();
    return true;
  }
}
