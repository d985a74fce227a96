package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.web.api.LogDownload;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.ErrorCode;
import dev.halfspeed.web.http.PageAnswer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.campaign.LogPage;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** The pages of logs. */
public final class LogPages {
  private static final int LONGEST = 200;

  private final Controller controller;
  private final InstantSource clock;

  public LogPages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.getAny("/jobs/:job/:attempt/log", this::log, Links.campaigns());
  }

  private Answer log(RoutingContext context, PageQuery query) throws Problem, UnreadableException {
    long line = checked(() -> query.number("line", 0));
    String find = query.text("find");
    if (find.length() > LONGEST || find.lines().count() > 1) {
      throw new UnreadableException(
          new Problem(
              "\"find\" in the address is longer than " + LONGEST + " letters, or than a line",
              "shorten it"));
    }
    var wanted = new LogPage.Wanted(line, find);
    return switch (controller.log(LogDownload.name(context))) {
      case FoundLog.Whole(JobRecord job, var log) ->
          PageAnswer.html(200, LogPage.of(job, campaign(job), log, "", wanted, clock.instant()));
      case FoundLog.End(JobRecord job, var log, Problem why) ->
          PageAnswer.html(
              200,
              LogPage.of(
                  job,
                  campaign(job),
                  log,
                  "This is the end that came with the result: "
                      + why.what()
                      + ". "
                      + why.nextStep()
                      + ".",
                  wanted,
                  clock.instant()));
      case FoundLog.Nothing(JobRecord job, Problem why) ->
          PageAnswer.trouble(
              ErrorCode.of(why, true).status(),
              "No log of " + job.job() + "/" + job.attempt(),
              why,
              Links.campaigns());
    };
  }

  private Link campaign(JobRecord job) {
    return new Link("campaign " + job.campaign(), Links.campaignOf(job.campaign()));
  }
}
