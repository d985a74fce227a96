package dev.halfspeed.web.page.watch;

import dev.halfspeed.core.Role;
import dev.halfspeed.regression.view.RegressionCampaign;
import dev.halfspeed.regression.view.RegressionEvidence;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.Words;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One regression: what it is, what it rests on, what happened to it, and who was told.
 *
 * @param why what was said last of where it stands; empty where the sentence says it all
 * @param between which commits it lies
 * @param decisions what the reader may decide about it now
 * @param culprit absent while none is known
 * @param fix absent likewise
 * @param suspects where no commit was proved, those that it may be
 */
public record RegressionPage(
    String id,
    Badge state,
    String sentence,
    String why,
    String between,
    String good,
    String bad,
    List<String> decisions,
    Instant detectedAt,
    Instant since,
    @Nullable CommitCard culprit,
    @Nullable CommitCard fix,
    List<CommitCard> suspects,
    List<AlarmRow> alarms,
    List<CampaignRow> campaigns,
    List<RegressionView.Step> history,
    List<NoticeRow> notices)
    implements Page {
  public RegressionPage {
    decisions = List.copyOf(decisions);
    suspects = List.copyOf(suspects);
    alarms = List.copyOf(alarms);
    campaigns = List.copyOf(campaigns);
    history = List.copyOf(history);
    notices = List.copyOf(notices);
  }

  /** Gives the whole message of a commit, where the repository has it. */
  public interface Messages {
    /**
     * The message.
     *
     * @param repository path on the controller's disk
     */
    Optional<String> of(String repository, String commit);
  }

  /**
   * The page of a regression.
   *
   * @param role of the reader
   */
  public static RegressionPage of(
      RegressionView view, RegressionEvidence evidence, Messages messages, Role role) {
    String repository =
        evidence.alarms().isEmpty() ? "" : evidence.alarms().getFirst().repository();
    RegressionView.Commit culprit = view.culprit();
    RegressionView.Commit fix = view.fix();
    String sentence = RegressionSentence.of(view);
    return new RegressionPage(
        view.id(),
        Badge.regression(view.state()),
        sentence,
        culprit != null && view.why().equals(culprit.proof()) ? "" : Show.line(view.why()),
        between(view.between()),
        Show.commit(view.between().good()),
        Show.commit(view.between().bad()),
        role.includes(Role.OPERATOR) ? view.decisions() : List.of(),
        view.detectedAt(),
        view.since(),
        culprit == null ? null : CommitCard.of(culprit, messages.of(repository, culprit.id())),
        fix == null ? null : CommitCard.of(fix, messages.of(repository, fix.id())),
        view.suspects().stream().map(suspect -> CommitCard.of(suspect, Optional.empty())).toList(),
        evidence.alarms().stream().map(AlarmRow::of).toList(),
        evidence.campaigns().stream().map(CampaignRow::of).toList(),
        view.history(),
        view.notices().stream().map(NoticeRow::of).toList());
  }

  @Override
  public String title() {
    return "Regression " + id;
  }

  @Override
  public String template() {
    return "regression.jte";
  }

  private static String between(RegressionView.Between between) {
    String person = between.movedBy();
    return "It lies between %s and %s, %s."
        .formatted(
            Show.commit(between.good()),
            Show.commit(between.bad()),
            person == null ? "as its alarm says" : "where " + Show.line(person) + " moved it");
  }

  /** Whether the reader may decide this now. */
  public boolean may(String decision) {
    return decisions.contains(decision);
  }

  /** Its own. */
  public String address() {
    return Links.regression(id);
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.regression(id);
  }

  /**
   * A commit.
   *
   * @param sure how sure it is that it is this one; empty where a person names it
   * @param bisection that found it; absent where none did
   * @param message the whole of it; empty where the repository doesn't tell
   */
  public record CommitCard(
      String id,
      String subject,
      String sure,
      String proof,
      @Nullable Link bisection,
      String message) {
    static CommitCard of(RegressionView.Commit commit, Optional<String> message) {
      String campaign = commit.campaign();
      Double confidence = commit.confidence();
      return new CommitCard(
          commit.id(),
          Show.line(commit.subject()),
          confidence == null ? "" : Words.probability(confidence),
          commit.proof(),
          campaign == null
              ? null
              : new Link("Bisection " + campaign, Links.campaign(campaign, true)),
          message.orElse("").strip());
    }
  }

  /**
   * An alarm.
   *
   * @param what the metric, with the page of its series where a watch has one
   * @param values before and after; empty where the source doesn't say
   * @param principal who raised it; empty where its source did, or where that was not kept
   */
  public record AlarmRow(
      Badge kind,
      Link what,
      String machines,
      String size,
      String values,
      String good,
      String bad,
      Instant at,
      Link source,
      String principal,
      String words) {
    static AlarmRow of(AlarmRecord alarm) {
      String watch = Links.watchOf(alarm.source());
      String series = alarm.series();
      Double before = alarm.before();
      Double after = alarm.after();
      return new AlarmRow(
          Badge.change(
              switch (alarm.kind()) {
                case LOSS -> "loss";
                case GAIN -> "gain";
                case MACHINE -> "machine";
              }),
          new Link(
              Show.line(
                  alarm.metric()
                      + (alarm.workload().recipe().isEmpty()
                          ? ""
                          : " of " + alarm.workload().recipe())
                      + (alarm.branch().isEmpty() ? "" : " in " + alarm.branch())),
              watch == null || series == null
                  ? ""
                  : Links.series(watch, Links.seriesOf(series), at(alarm))),
          Show.line(alarm.machineClass()),
          Show.change(
              Math.expm1(alarm.change()), Math.expm1(alarm.lower()), Math.expm1(alarm.upper())),
          before == null || after == null
              ? ""
              : Show.value(before, "") + " to " + Show.value(after, alarm.unit()),
          Show.commit(alarm.good()),
          Show.commit(alarm.bad()),
          alarm.at(),
          RegressionRow.source(alarm.source()),
          alarm.principal().equals(alarm.source()) ? "" : Show.line(alarm.principal()),
          Show.line(alarm.words()));
    }

    /** The commit with which it most probably came. */
    private static String at(AlarmRecord alarm) {
      AlarmRecord.Gap best = alarm.gaps().getFirst();
      for (AlarmRecord.Gap gap : alarm.gaps()) {
        best = gap.weight() > best.weight() ? gap : best;
      }
      return best.to();
    }
  }

  /** A campaign that it asked for. */
  public record CampaignRow(
      Instant wantedAt,
      String purpose,
      Badge state,
      @Nullable Link campaign,
      String good,
      String bad,
      String words) {
    static CampaignRow of(RegressionCampaign campaign) {
      String id = campaign.campaign();
      return new CampaignRow(
          campaign.wantedAt(),
          campaign.purpose(),
          Badge.campaign(campaign.state()),
          id == null
              ? null
              : new Link(
                  campaign.isBisection() ? "bisection" : "comparison",
                  Links.campaign(id, campaign.isBisection())),
          Show.commit(campaign.good()),
          Show.commit(campaign.bad()),
          Show.line(campaign.words()));
    }
  }

  /**
   * A notice.
   *
   * @param tries how often it was tried; empty where that tells nothing
   * @param words what the other side said, or why it was not sent
   * @param lastAt absent before the first try
   */
  public record NoticeRow(
      String kind,
      String channel,
      String recipient,
      Instant at,
      Badge state,
      String tries,
      @Nullable Instant lastAt,
      String words,
      String subject,
      String body) {
    static NoticeRow of(RegressionView.Notice notice) {
      return new NoticeRow(
          notice.kind().toLowerCase(Locale.ROOT).replace('_', ' '),
          Show.line(notice.channel()),
          Show.line(notice.recipient()),
          notice.at(),
          Badge.notice(notice.state()),
          notice.attempts() > 1
              ? Show.count(notice.attempts(), "try").replace("trys", "tries")
              : "",
          notice.lastAt(),
          Show.line(notice.words()),
          Show.line(notice.subject()),
          notice.body());
    }
  }
}
