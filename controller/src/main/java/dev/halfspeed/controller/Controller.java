package dev.halfspeed.controller;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.core.Principal;
import dev.halfspeed.history.CommitText;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.report.view.RecipeView;
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

/**
 * All that the page, the API and so the command line can ask for. Methods block; call them off the
 * event loop. Who asks for something is told with each request that writes or names something; a
 * path is refused unless it comes from the controller's own command line.
 */
public interface Controller extends AutoCloseable {

  /** What begins, changes and ends campaigns. */
  CampaignControl requests();

  /** What is known of campaigns. */
  CampaignQueries campaigns();

  /** The machines that this controller knows. */
  MachineControl machines();

  /** Whether it is that another controller works on a machine, which ends by itself. */
  static boolean isInUse(Problem problem) {
    return MachineRegistry.isInUse(problem);
  }

  /**
   * Images that were built, the newest first.
   *
   * @param before a number of an image; only those before it
   */
  ImageList images(BuildStore.Filter filter, long before, int most);

  /** What is watched. */
  Watches watches();

  /** The series that watches measure. */
  WatchedSeries series();

  /**
   * Authors and whole messages of commits, by their ids.
   *
   * @param repository path on the controller's disk
   * @return without those that can't be read
   */
  Map<String, CommitText> commits(String repository, Collection<String> ids);

  /**
   * Branches and tags, those of the newest commits first, at most some hundred.
   *
   * @param repository path on the controller's disk
   * @return none where it can't be read
   */
  List<String> revisions(String repository);

  /** The whole message of a commit; empty where it can't be read. */
  default Optional<String> message(String repository, String commit) {
    return Optional.ofNullable(commits(repository, List.of(commit)).get(commit))
        .map(CommitText::message);
  }

  /** The alarms since a moment, the newest first, at most so many. */
  List<AlarmRecord> alarms(Instant since, int limit);

  /**
   * The log of a job.
   *
   * @param job its name, for its last attempt, or NAME/ATTEMPT
   * @throws Problem when there is no such job
   */
  FoundLog log(String job) throws Problem;

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

  /** Tells somebody of what campaigns do from now on. */
  void listen(WorkListener listener);

  /** Answers to requests that may come again. */
  AnswerStore answers();

  /** Whether it can work: its store answers, and is its own. */
  boolean isReady();

  /** What alarms were taken for. */
  Regressions regressions();

  /**
   * Takes an alarm of another detector.
   *
   * @return whether it is new
   * @throws Problem when something in it is not as it must be
   */
  boolean raise(AlarmRequest alarm, Principal by) throws Problem;

  /**
   * Stops cleanly: what runs for bisections is ended on the machines and taken up again at the next
   * start.
   */
  @Override
  void close();
}
