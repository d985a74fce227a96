package dev.halfspeed.web.api;

import dev.halfspeed.controller.CampaignQueries;
import dev.halfspeed.controller.VariantQuery;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.PageQuery;
import io.vertx.ext.web.RoutingContext;

/** The part of the API about what was measured, whoever asked for it. */
public final class VariantApi {
  private static final String TEXT = "{\"type\": \"string\"}";
  private static final String COMMIT = "commit";
  private static final String CAMPAIGN = "campaign";
  private static final String BEFORE = "before";
  private static final String LIKE = "like";

  private final CampaignQueries campaigns;

  public VariantApi(CampaignQueries campaigns) {
    this.campaigns = campaigns;
  }

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/variants", "Variants that were measured, the last measured first")
            .asks(COMMIT, TEXT, "the first 4 to 40 digits of the commit that was booted")
            .asks(CAMPAIGN, TEXT, "the only campaign whose variants are listed")
            .asks(LIKE, TEXT, "name of a variant: those that campaigns of its experiment measured")
            .asks(
                BEFORE,
                "{\"type\": \"integer\", \"minimum\": 1}",
                "only variants of smaller numbers: next of an answer")
            .asks(Paging.LIMIT, Paging.LIMIT_SCHEMA, Paging.LIMIT_MEANING)
            .gives(200, VariantList.class),
        this::list);
    operations.add(
        Operation.get("/variants/pair", "Two variants that were measured, beside each other")
            .asks("first", TEXT, "name of a variant; differences are told from it")
            .asks("second", TEXT, "name of the other")
            .gives(200, VariantPairView.class),
        this::pair);
  }

  private Answer list(RoutingContext context) throws Problem {
    var query = new PageQuery(context);
    VariantList list =
        campaigns.variants(
            new VariantQuery(query.commit(COMMIT), query.text(CAMPAIGN), query.text(LIKE)),
            query.number(BEFORE, Long.MAX_VALUE),
            Paging.limit(query));
    Answer answer = Answer.json(200, list);
    Long next = list.next();
    return next == null ? answer : Paging.linked(answer, context, BEFORE, Long.toString(next));
  }

  private Answer pair(RoutingContext context) throws Problem {
    var query = new PageQuery(context);
    return Answer.json(200, campaigns.pair(query.text("first"), query.text("second")));
  }
}
