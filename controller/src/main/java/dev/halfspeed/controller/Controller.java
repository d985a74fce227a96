package dev.halfspeed.controller;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.core.Principal;
import dev.halfspeed.history.CommitText;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.watch.WatchedSeries;
import dev.halfspeed.watch.Watches;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that the page, the API and so the command line can ask for. Methods block; call them off the
 * event loop. Who asks for something is told with each request that writes or names something; a
 * path is refused unless it comes from the controller's own command line.
 */
public interface Controller extends AutoCloseable {

  /**
   * Checks a request whole and starts it. Takes seconds, since it looks at every machine.
   *
   * @return the bisection's id
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  String submit(BisectionRequest request, Principal by) throws Problem;

  /**
   * Forecasts what a request would take. Reads its files and what was measured before; starts
   * nothing, and no machine hears of it.
   *
   * @throws Problem when something in the request is not as it must be
   */
  PlanView plan(PlanRequest request, Principal by) throws Problem;

  /**
   * Ends a campaign and everything that runs for it. Does nothing when it has ended already.
   *
   * @param reason for people, kept with its end; may be empty
   */
  void cancel(String campaign, String reason, Principal by) throws Problem;

  /** The same, for no reason that is told. */
  default void cancel(String campaign, Principal by) throws Problem {
    cancel(campaign, "", by);
  }

  /**
   * Does something to a campaign that has not ended; what was done before can be undone.
   *
   * @param reason for people, kept and shown
   * @return the number by which it can be undone
   */
  default int intervene(String campaign, InterventionRequest what, String reason, Principal by)
      throws Problem {
    throw new UnsupportedOperationException("nobody can do anything to campaigns here");
  }

  /** Whether it is that another controller works on a machine, which ends by itself. */
  static boolean isInUse(Problem problem) {
    return MachineRegistry.isInUse(problem);
  }

  /** A part of the list of campaigns of all kinds; only a whole controller has one. */
  default CampaignList campaigns(CampaignQuery query) {
    throw new UnsupportedOperationException("this controller lists no campaigns");
  }

  /**
   * Images that were built, the newest first.
   *
   * @param before a number of an image; only those before it
   */
  default ImageList images(BuildStore.Filter filter, long before, int most) {
    throw new UnsupportedOperationException("this controller lists no images");
  }

  /** All bisections, the newest first. */
  List<BisectionSummary> bisections();

  /** One bisection. */
  BisectionView bisection(String bisection) throws Problem;

  /**
   * An effective .config of a bisection's images, by its digest; only a whole controller keeps any.
   *
   * @throws Problem when none of them was built with it
   */
  default EffectiveConfig config(String bisection, String digest) throws Problem {
    throw new UnsupportedOperationException("this controller keeps no configurations");
  }

  /** The latencies of single transactions in a bisection, without the change and with it. */
  default LatencyView latencies(String bisection) throws Problem {
    return LatencyView.none(bisection(bisection).id());
  }

  /**
   * Checks a comparison whole and starts it. Takes seconds, since it looks at every machine.
   *
   * @return the comparison's id
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  String compare(ComparisonRequest request, Principal by) throws Problem;

  /**
   * Checks a config bisection whole and starts it. Takes seconds, since it looks at every machine.
   *
   * @return its id
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  default String bisectConfigs(ConfigBisectionRequest request, Principal by) throws Problem {
    throw new UnsupportedOperationException("this controller starts no config bisections");
  }

  /** All config bisections, the newest first. */
  default List<ConfigBisectionSummary> configBisections() {
    return List.of();
  }

  /** One config bisection. */
  default ConfigBisectionView configBisection(String id) throws Problem {
    throw new Problem(
        ProblemCode.UNKNOWN,
        "there is no config bisection \"" + id + "\"",
        "halfspeed status lists them");
  }

  /** The comparisons that people asked for, the newest first. */
  List<ComparisonSummary> comparisons();

  /** All comparisons, those of watches too, the newest first. */
  List<ComparisonSummary> allComparisons();

  /** What is watched. */
  Watches watches();

  /** The series that watches measure; only a whole controller has any. */
  default WatchedSeries series() {
    throw new UnsupportedOperationException("this controller has no series");
  }

  /**
   * Authors and whole messages of commits, by their ids.
   *
   * @param repository path on the controller's disk
   * @return without those that can't be read
   */
  default Map<String, CommitText> commits(String repository, Collection<String> ids) {
    return Map.of();
  }

  /** The whole message of a commit; empty where it can't be read. */
  default Optional<String> message(String repository, String commit) {
    return Optional.ofNullable(commits(repository, List.of(commit)).get(commit))
        .map(CommitText::message);
  }

  /** The alarms since a moment, the newest first, at most so many. */
  default List<AlarmRecord> alarms(Instant since, int limit) {
    return List.of();
  }

  /** One comparison. */
  ComparisonView comparison(String id) throws Problem;

  /** The report of a bisection, in Markdown. */
  String report(String bisection) throws Problem;

  /**
   * The log of a job.
   *
   * @param job its name, for its last attempt, or NAME/ATTEMPT
   * @throws Problem when there is no such job
   */
  FoundLog log(String job) throws Problem;

  /** The machines that this controller knows. */
  List<MachineView> machines();

  /** The machines that this controller knows, and what they did in a span of time. */
  default List<MachineDay> machineDays(Instant from, Instant until) {
    return machines().stream().map(machine -> new MachineDay(machine, List.of())).toList();
  }

  /**
   * All that is kept of one machine, and what it did in a span of time.
   *
   * @throws Problem when there is no such machine
   */
  default MachineHistory machine(String name, Instant from, Instant until) throws Problem {
    throw new UnsupportedOperationException("this controller keeps nothing of machines");
  }

  /**
   * Looks at one machine, or at all: connects, sends the worker, asks for facts.
   *
   * @param lab name of a lab, or path of a lab file; empty: the machine at hand
   * @param machine a name; empty: all of them
   */
  List<MachineView> check(String lab, String machine, Principal by) throws Problem;

  /**
   * Starts whole checks: each machine builds a known-good kernel and boots it again and again.
   * Takes seconds, since it looks at the machines; the checks go on.
   *
   * @return the checks, one a machine
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  List<CheckView> startCheck(CheckRequest request, Principal by) throws Problem;

  /** All checks of machines, the newest first. */
  List<CheckView> checks();

  /** One check. */
  CheckView check(String id) throws Problem;

  /**
   * Gives a machine no new work from now on; what runs there goes on to its end.
   *
   * @param reason for people; may be empty
   */
  MachineView drain(String machine, String reason, Principal by) throws Problem;

  /** Gives a machine work again that was drained or quarantined. */
  MachineView admit(String machine, String reason, Principal by) throws Problem;

  /** The labs and repositories that requests may name. */
  Registry registry();

  /** The tokens that let people and programs in. */
  AccessTokens tokens();

  /** Every write that was sent. */
  AuditLog audit();

  /** The recipes that come with Halfspeed. */
  List<RecipeView> recipes();

  /** A recipe by name or by the path of its folder, checked. */
  RecipeView recipe(String nameOrFolder, Principal by) throws Problem;

  /**
   * Follows a bisection. The listener is called from one thread at a time, at once with the state
   * as it is, and then whenever something changed; a slow listener misses intermediate changes,
   * never the last one.
   *
   * @return closes the subscription
   */
  AutoCloseable follow(String bisection, Consumer<BisectionView> listener) throws Problem;

  /** Tells somebody of what campaigns do from now on. */
  void listen(WorkListener listener);

  /** The campaigns that have not ended, by kind. */
  List<OpenWork> openWork();

  /** How many campaigns may be given the time of each machine, by the machine's name. */
  default Map<String, Integer> queues() {
    return Map.of();
  }

  /** Answers to requests that may come again. */
  AnswerStore answers();

  /** Whether it can work: its store answers, and is its own. */
  boolean isReady();

  /** What alarms were taken for; only a whole controller has any. */
  default Regressions regressions() {
    throw new UnsupportedOperationException("this controller has no regressions");
  }

  /**
   * Takes an alarm of another detector.
   *
   * @return whether it is new
   * @throws Problem when something in it is not as it must be
   */
  default boolean raise(AlarmRequest alarm, Principal by) throws Problem {
    throw new UnsupportedOperationException("this controller takes no alarms");
  }

  /**
   * Stops cleanly: what runs for bisections is ended on the machines and taken up again at the next
   * start.
   */
  @Override
  void close();
}
