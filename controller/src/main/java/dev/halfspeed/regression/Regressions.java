package dev.halfspeed.regression;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.IllegalTransitionException;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.RegressionDecision;
import dev.halfspeed.regression.lifecycle.RegressionLog;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.notice.Audience;
import dev.halfspeed.regression.notice.CommitLookup;
import dev.halfspeed.regression.notice.NoticeWriter;
import dev.halfspeed.regression.reconcile.BisectionLimits;
import dev.halfspeed.regression.reconcile.KernelRanges;
import dev.halfspeed.regression.reconcile.Reconciler;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import dev.halfspeed.regression.view.RegressionCampaign;
import dev.halfspeed.regression.view.RegressionEvidence;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.regression.NoticeRecord;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All regressions: what becomes of them by itself, and what a person may do with them. */
public final class Regressions {
  private final Store store;
  private final RegressionLog log;
  private final KernelRanges ranges;
  private final BisectionLimits limits;
  private final CommitLookup commits;
  private final EndsLookup revisions;
  private final RegressionPass pass;
  private volatile Reconciler reconciler;

  /**
   * Of a store.
   *
   * @param campaigns where comparisons and bisections are asked for
   * @param ranges what git knows of alarms
   * @param audience who is told
   * @param commits what git knows of culprits
   * @param revisions reads the ends that people name
   * @param limits of sources of alarms, beside the one that the settings have for all
   */
  public Regressions(
      Store store,
      Campaigns campaigns,
      KernelRanges ranges,
      Audience audience,
      CommitLookup commits,
      EndsLookup revisions,
      RegressionSettings settings,
      BisectionLimits limits,
      InstantSource time) {
    this.store = store;
    log = new RegressionLog(store, time);
    this.ranges = ranges;
    this.limits = limits;
    this.commits = commits;
    this.revisions = revisions;
    reconciler = new Reconciler(settings, limits, ranges);
    pass =
        new RegressionPass(
            log, campaigns, new NoticeWriter(store.notices(), audience, commits, time), time);
  }

  /** From now on it is as patient as these settings say. */
  public void settings(RegressionSettings settings) {
    reconciler = new Reconciler(settings, limits, ranges);
  }

  /** Does what is due. Called by one thread at a time. */
  public void pass() {
    pass.run(reconciler);
  }

  /**
   * Takes an alarm.
   *
   * @return whether it is new
   */
  public boolean alarm(AlarmRecord alarm) {
    return store.alarms().add(alarm);
  }

  /**
   * A person says where the change lies: it is confirmed and bisected there. What was said of it
   * before is corrected, and what runs for it ends.
   *
   * @param good revision that is certainly before the change; absent: the one it has now
   * @param bad revision that is certainly after it; absent: likewise
   */
  public RegressionView move(
      String id, @Nullable String good, @Nullable String bad, String principal, String reason)
      throws Problem {
    if (good == null && bad == null) {
      throw new Problem(
          "neither end is given that regression " + id + " is to have",
          "give one of them or both: --good REVISION --bad REVISION");
    }
    Regression regression = find(id);
    AlarmRecord alarm = log.rows().clearest(regression).getFirst();
    if (alarm.kind() == AlarmRecord.Kind.MACHINE) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "regression "
              + regression.id()
              + " is a machine that changed, which lies between no commits",
          "see its alarm: halfspeed regression show " + regression.id());
    }
    EndsLookup.Ends ends =
        revisions.ends(
            alarm.repository(),
            Objects.requireNonNullElse(good, alarm.good()),
            Objects.requireNonNullElse(bad, alarm.bad()));
    if (ends.good().id().equals(alarm.good()) && ends.bad().id().equals(alarm.bad())) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "regression " + regression.id() + " is between these two commits already",
          "see where it stands: halfspeed regression show " + regression.id());
    }
    return decide(
        regression.id(),
        principal,
        reason,
        RegressionDecision.MOVE,
        new EventDetail.Moved(alarm.repository(), ends.good(), ends.bad(), reason));
  }

  /** A person says that a regression does not matter. */
  public RegressionView ignore(String id, String principal, String reason) throws Problem {
    return decide(
        id, principal, reason, RegressionDecision.IGNORE, new EventDetail.Ignored(reason));
  }

  /** A person withdraws what was said of a regression. */
  public RegressionView retract(String id, String principal, String reason) throws Problem {
    return decide(
        id, principal, reason, RegressionDecision.RETRACT, new EventDetail.Retracted(reason));
  }

  /**
   * A person names another culprit.
   *
   * @param commit its full id
   */
  public RegressionView blame(String id, String commit, String principal, String reason)
      throws Problem {
    if (!commit.matches("[0-9a-f]{40}")) {
      throw new Problem(
          "\"" + commit + "\" is not the full id of a commit",
          "give all 40 digits: git rev-parse REVISION");
    }
    Regression regression = find(id);
    String subject =
        commits
            .of(log.rows().alarm(regression.alarms().getFirst()).repository(), commit)
            .map(CommitLookup.Facts::subject)
            .orElse("");
    return decide(
        regression.id(),
        principal,
        reason,
        RegressionDecision.BLAME,
        new EventDetail.Blamed(new EventDetail.Commit(commit, subject), reason));
  }

  private RegressionView decide(
      String id, String principal, String reason, RegressionDecision decision, EventDetail detail)
      throws Problem {
    String what = decision.done();
    if (principal.isBlank() || reason.isBlank()) {
      throw new Problem(
          "regression " + id + " can't be " + what + " without a name and a reason",
          "give both, such as: --by ada --reason \"the disk was full\"");
    }
    Regression regression = find(id);
    try {
      log.add(
          regression.id(),
          regression.id() + "/" + what + "/" + regression.nextNumber(),
          principal,
          detail);
    } catch (IllegalTransitionException refused) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "regression %s can't be %s: it is %s"
              .formatted(regression.id(), what, regression.state().words()),
          "see what happened to it: halfspeed regression show " + regression.id(),
          refused);
    }
    return view(regression.id());
  }

  /** By its id or the beginning of it. */
  private Regression find(String id) throws Problem {
    Rows rows = log.rows();
    List<Regression> found =
        rows.regressions().stream().filter(each -> each.id().startsWith(id)).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.size() > 1) {
      throw new Problem(
          "\"" + id + "\" is the beginning of " + found.size() + " regressions",
          "give more digits of the one you mean");
    }
    throw new Problem(
        ProblemCode.UNKNOWN,
        "there is no regression \"" + id + "\"",
        NearestName.suggest(id, rows.regressions().stream().map(Regression::id).toList()));
  }

  /** All regressions, the newest first. */
  public List<RegressionView> list() {
    Rows rows = log.rows();
    return rows.regressions().reversed().stream()
        .map(regression -> RegressionView.inList(regression, rows))
        .toList();
  }

  /** One regression with its history and its ledger. */
  public RegressionView view(String id) throws Problem {
    Regression regression = find(id);
    List<NoticeRecord> notices =
        store.notices().all().stream()
            .filter(notice -> regression.id().equals(notice.regression()))
            .toList();
    List<NoticeAttemptRecord> attempts = store.notices().attempts();
    return RegressionView.of(regression, log.rows(), notices, attempts);
  }

  /** The alarms of one regression, and the campaigns that it asked for. */
  public RegressionEvidence evidence(String id) throws Problem {
    Regression regression = find(id);
    return new RegressionEvidence(
        log.rows().raised(regression),
        regression.orders().stream().map(RegressionCampaign::of).toList());
  }

  /** The ledger: all notices, the newest first, with what became of each. */
  public List<RegressionView.Notice> notices() {
    List<NoticeAttemptRecord> attempts = store.notices().attempts();
    return store.notices().all().reversed().stream()
        .map(notice -> RegressionView.Notice.of(notice, attempts))
        .toList();
  }
}
