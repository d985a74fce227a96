package dev.halfspeed.web.api;

import dev.halfspeed.controller.CampaignQuery;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.controller.ImageList;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.page.campaign.CampaignFilters;
import dev.halfspeed.web.page.campaign.ImageFilters;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * The part of the API that is about campaigns of any kind, the images that they built, and the logs
 * of their jobs.
 */
public final class CampaignApi {
  /** The field of the query that says which page of the list it is. */
  private static final String PAGE = "page";

  /** The same of the list of images. */
  private static final String BEFORE = "before";

  private static final String NUMBER = "{\"type\": \"integer\", \"minimum\": 1}";
  private static final String TEXT = "{\"type\": \"string\"}";

  private final Controller controller;
  private final LogDownload logs;

  public CampaignApi(Controller controller) {
    this.controller = controller;
    this.logs = new LogDownload(controller);
  }

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/campaigns", "Campaigns of all kinds, filtered as on their page")
            .asks("kind", choice(CampaignFilters.KINDS), "the kind")
            .asks("state", TEXT, "open, ended, or a state such as cancelled")
            .asks("owner", TEXT, "who asked")
            .asks("repository", TEXT, "the request's")
            .asks("recipe", TEXT, "its name")
            .asks("commit", TEXT, "the first 4 to 40 digits of a commit that it is about")
            .asks("text", TEXT, "part of an id, a revision, a name or a conclusion")
            .asks(
                "by",
                choice(List.of(CampaignFilters.ALL)),
                "all: those too that no person asked for")
            .asks("sort", choice(CampaignFilters.SORTS), "the order; newest where it is absent")
            .asks(PAGE, "{\"type\": \"integer\", \"minimum\": 1}", "of 50 each, from 1")
            .gives(200, CampaignList.class),
        this::list);
    operations.add(
        Operation.get("/images", "Images that were built, the newest first")
            .asks("commit", TEXT, "the first 4 digits or more of the commit")
            .asks("config", TEXT, "the same of the digest of the effective configuration")
            .asks("machine", TEXT, "where it was built")
            .asks(
                "booted",
                choice(List.of(ImageFilters.YES)),
                "yes: those of which a boot was measured")
            .asks(BEFORE, NUMBER, "only images of smaller numbers: next of an answer")
            .asks(Paging.LIMIT, Paging.LIMIT_SCHEMA, Paging.LIMIT_MEANING)
            .gives(200, ImageList.class),
        this::images);
    operations.addDownload(
        Operation.get(
                "/jobs/{job}/{attempt}/log",
                "The log of a job, or the bytes that a Range header asks for")
            .givesText("text/plain")
            .givesText(206, "text/plain"),
        logs::send);
  }

  private static String choice(List<String> words) {
    return "{\"type\": \"string\", \"enum\": [\"" + String.join("\", \"", words) + "\"]}";
  }

  private Answer images(RoutingContext context) throws Problem {
    var query = new PageQuery(context);
    ImageList list =
        controller.images(
            ImageFilters.of(query::text).query(),
            query.number(BEFORE, Long.MAX_VALUE),
            Paging.limit(query));
    Answer answer = Answer.json(200, list);
    Long next = list.next();
    return next == null ? answer : Paging.linked(answer, context, BEFORE, Long.toString(next));
  }

  private Answer list(RoutingContext context) throws Problem {
    var query = new PageQuery(context);
    int page = (int) query.number(PAGE, 1);
    CampaignQuery asked = CampaignFilters.of(query::text).query(page);
    CampaignList list = controller.campaigns().list(asked);
    Answer answer = Answer.json(200, list);
    return (long) asked.from() + asked.most() < list.count()
        ? Paging.linked(answer, context, PAGE, Integer.toString(page + 1))
        : answer;
  }
}
