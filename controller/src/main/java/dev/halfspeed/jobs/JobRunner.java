package dev.halfspeed.jobs;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.MachinePool;
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
 * What is under way for one campaign: every job that was handed to a machine and has no end yet,
 * and who follows it. Used by one thread, but for {@link #activities}, which any may ask for.
 */
public final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(30);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** For sending what a job needs, on a slow line, beyond what the job itself may take. */
  private static final Duration GRACE = Duration.ofHours(2);

  private final MachinePool pool;
  private final CampaignLog book;
  private final Variants variants;
  private final Path recipeFolder;
  private final Time time;
  private final Mailbox<RunMessage> mailbox;
  private final Runnable onChange;
  private final Cancellations cancellations;
  private final Map<JobId, JobAttempt> underWay = new ConcurrentHashMap<>();
  private final Map<JobId, Following> followers = new ConcurrentHashMap<>();

  /** Those of {@link #underWay} that nobody follows, since their machines are out of use. */
  private final List<JobAttempt> stranded = new ArrayList<>();

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
  public JobRunner(
      MachinePool pool,
      CampaignLog book,
      Variants variants,
      Path recipeFolder,
      Time time,
      Mailbox<RunMessage> mailbox,
      Runnable onChange) {
    this.pool = pool;
    this.book = book;
    this.variants = variants;
    this.recipeFolder = recipeFolder;
    this.time = time;
    this.mailbox = mailbox;
    this.onChange = onChange;
    this.cancellations = new Cancellations(time);
  }

  /** One that was started before a restart has its place; {@link #followAll} goes on with it. */
  void claim(JobAttempt attempt) {
    underWay.put(attempt.id(), attempt);
    attempt.allocation().started(attempt.job());
  }

  /** Takes up all that were claimed. */
  public void followAll() {
    List.copyOf(underWay.values()).forEach(this::follow);
  }

  /** Starts one that is written down, in the place that was taken for it. */
  void start(JobAttempt attempt) {
    underWay.put(attempt.id(), attempt);
    follow(attempt);
    onChange.run();
  }

  private void follow(JobAttempt attempt) {
    long since = time.nanoTime();
    Time.Running task =
        time.start(
            "job " + attempt.id(),
            () ->
                attempt.run(
                    time,
                    variants,
                    recipeFolder,
                    onChange,
                    (ended, result) -> mailbox.put(new RunMessage.Ended(ended, result)),
                    (lost, fault) -> mailbox.put(new RunMessage.Stranded(lost, fault))));
    followers.put(attempt.id(), new Following(task, since));
  }

  /** Its machine can't be reached, so nobody follows it for now. */
  void strand(JobAttempt attempt) {
    followers.remove(attempt.id());
    stranded.add(attempt);
  }

  /**
   * Gives one up that is stranded, or hangs: it may still run there, so the machine is looked at
   * before it is used again.
   */
  void abandon(JobAttempt attempt, Result result) {
    stranded.remove(attempt);
    write(attempt, result);
    attempt.allocation().abandon(attempt.job());
  }

  /** Whether it has no end yet. */
  boolean isUnderWay(JobAttempt attempt) {
    return underWay.get(attempt.id()) == attempt;
  }

  /** Those that have been followed for longer than any job may take. */
  List<JobAttempt> overdue() {
    long now = time.nanoTime();
    return followers.entrySet().stream()
        .filter(entry -> {
          JobAttempt attempt = underWay.get(entry.getKey());
          return attempt != null
              && Duration.ofNanos(now - entry.getValue().since())
                      .compareTo(attempt.job().deadline().multipliedBy(2).plus(GRACE))
                  > 0;
        })
        .map(entry -> underWay.get(entry.getKey()))
        .toList();
  }

  /** Nobody follows one any more that hangs. */
  void unfollow(JobAttempt attempt) {
    Following following = followers.get(attempt.id());
    if (following != null) {
      following.task().interrupt();
    }
  }

  /** The machine is tried again: what was stranded there is followed again. */
  public void followAgain(MachineAllocation allocation) {
    List<JobAttempt> there =
        stranded.stream().filter(attempt -> attempt.allocation() == allocation).toList();
    stranded.removeAll(there);
    there.forEach(this::follow);
  }

  /** Writes how one ended, and gives its place back. */
  void finish(JobAttempt attempt, Result result) {
    attempt.allocation().ended(attempt.job(), write(attempt, result));
  }

  /**
   * Writes how an attempt ended, and keeps its place for the next one, which is to be started now.
   */
  void finishAttempt(JobAttempt attempt, Result result) {
    attempt.allocation().goesOn(write(attempt, result));
  }

  /** How long it was under way. */
  private Duration write(JobAttempt attempt, Result result) {
    underWay.remove(attempt.id());
    Following following = followers.remove(attempt.id());
    pool.learn();
    Instant now = time.instant();
    MachineDisturbance.Verdict verdict = attempt.allocation().judge(result, now);
    book.finished(attempt.id(), Optional.of(attempt.job()), result, now, verdict);
    pool.measured(attempt.allocation(), verdict);
    return following == null
        ? Duration.ZERO
        : Duration.ofNanos(time.nanoTime() - following.since());
  }

  public boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** What is under way and not given up, nor on a machine out of use; the oldest first. */
  public List<JobAttempt> wanted() {
    return underWay.values().stream()
        .filter(JobAttempt::isWanted)
        .filter(attempt -> attempt.allocation().outage().isEmpty())
        .sorted(
            Comparator.comparing(JobAttempt::startedAt)
                .thenComparing(attempt -> attempt.id().job()))
        .toList();
  }

  /** What machines are doing for it now. */
  public Stream<BisectionView.Activity> activities() {
    return underWay.values().stream().map(JobAttempt::activity);
  }

  /**
   * Tells the machines to end what was given up. To be asked for again with every message: the
   * first time may have come just before a job was started.
   */
  public void cancelUnwanted() {
    underWay.values().stream()
        .filter(attempt -> !attempt.isWanted() && !attempt.hasEnded())
        .forEach(this::cancelBeside);
  }

  /**
   * Cancels what is under way, since the campaign ends here. Nobody will follow what can't be
   * reached, so that is given up.
   */
  public void end() throws InterruptedException {
    for (JobAttempt attempt : pause()) {
      abandon(
          attempt,
          new Result.InfrastructureFault(
              Result.Fault.LINK_LOST,
              "the campaign ended while its machine could not be reached",
              ""));
    }
  }

  /**
   * Cancels what is under way and writes how each ended; what can't be reached is left to be
   * followed again by the next controller.
   *
   * @return what has no end
   */
  public List<JobAttempt> pause() throws InterruptedException {
    var lost = new ArrayList<JobAttempt>();
    var others = new ArrayList<RunMessage>();
    cancelAll();
    long began = time.nanoTime();
    while (!underWay.isEmpty() && time.nanoTime() - began < CANCEL_PATIENCE.toNanos()) {
      RunMessage message = mailbox.poll(A_SECOND);
      switch (message) {
        case RunMessage.Ended(JobAttempt attempt, Result result) -> {
          if (isUnderWay(attempt)) {
            finish(attempt, attempt.checked(result));
          }
        }
        case RunMessage.Lost(JobAttempt attempt) -> leave(attempt, lost);
        case RunMessage.Stranded(JobAttempt attempt, MachineFault _) -> leave(attempt, lost);
        // The campaign goes on after all where somebody did something to it meanwhile.
        case RunMessage.Wake _,
            RunMessage.Tick _,
            RunMessage.Retry _,
            RunMessage.Intervened _,
            RunMessage.Cancel _,
            RunMessage.Stop _ ->
            others.add(message);
        // Cancelling is asked for again: the first time may have come just before a job was
        // started.
        case null -> cancelAll();
      }
    }
    leave();
    others.forEach(mailbox::put);
    lost.addAll(underWay.values());
    return lost;
  }

  /** Follows nothing any more; what runs on machines goes on there. */
  public void leave() {
    followers.values().forEach(following -> following.task().interrupt());
  }

  private void leave(JobAttempt attempt, List<JobAttempt> lost) {
    if (underWay.remove(attempt.id(), attempt)) {
      lost.add(attempt);
    }
  }

  private void cancelAll() {
    List.copyOf(underWay.values()).forEach(this::cancelBeside);
  }

  private void cancelBeside(JobAttempt attempt) {
    cancellations.ask(attempt.id(), () -> cancel(attempt));
  }

  private void cancel(JobAttempt attempt) throws InterruptedException {
    try {
      attempt.cancel();
    } catch (MachineFault fault) {
      LOG.warn("job {} could not be cancelled: {}", attempt.id(), fault.getMessage());
      mailbox.put(new RunMessage.Lost(attempt));
    }
  }
}
