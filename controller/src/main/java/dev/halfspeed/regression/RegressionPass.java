package dev.halfspeed.regression;

import dev.halfspeed.regression.lifecycle.Event;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.IllegalTransitionException;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.OrderProgress;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.RegressionLog;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.notice.NoticeWriter;
import dev.halfspeed.regression.reconcile.NextAction;
import dev.halfspeed.regression.reconcile.Reconciler;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the reconciler says is due, and writes down what became of it. */
final class RegressionPass {
  private static final Logger LOG = LoggerFactory.getLogger(RegressionPass.class);

  /** More rounds in one pass than anything needs: what is left is done in the next one. */
  private static final int MOST_ROUNDS = 1000;

  private final RegressionLog log;
  private final Campaigns campaigns;
  private final NoticeWriter writer;
  private final InstantSource time;

  RegressionPass(RegressionLog log, Campaigns campaigns, NoticeWriter writer, InstantSource time) {
    this.log = log;
    this.campaigns = campaigns;
    this.writer = writer;
    this.time = time;
  }

  /**
   * Does what is due, until nothing more follows from it. Called by one thread at a time.
   *
   * @param reconciler says what that is
   */
  void run(Reconciler reconciler) {
    boolean isChanged = true;
    for (int round = 0; round < MOST_ROUNDS && isChanged; round++) {
      isChanged = false;
      Rows rows = log.rows();
      for (NextAction action : reconciler.actions(rows, time.instant())) {
        isChanged |= carryOut(action, rows);
      }
    }
    writer.digest(log.rows(), time.instant());
  }

  /** Whether it changed anything. */
  private boolean carryOut(NextAction action, Rows rows) {
    try {
      return switch (action) {
        case NextAction.Append(String regression, String key, EventDetail detail) ->
            follow(regression, key, detail, rows);
        case NextAction.Submit(String regression, OrderProgress progress) ->
            submit(regression, progress, rows);
        case NextAction.Settle(String regression, Order order, String campaign) ->
            settle(regression, order, campaign);
        case NextAction.Cancel(String _, Order order, String campaign) -> {
          campaigns.cancel(campaign, order);
          // Its end is seen as any other.
          yield false;
        }
        case NextAction.Look(String regression, Order order, String campaign) ->
            look(regression, order, campaign);
        case NextAction.Tell(String regression, int event, NoticeKind kind) -> {
          Regression told = rows.regression(regression).orElseThrow();
          int notices = writer.tell(told, rows, event, kind);
          yield add(
              regression,
              regression + "/told/" + event,
              new EventDetail.Told(event, kind, notices));
        }
      };
    } catch (IllegalTransitionException late) {
      // A person did something since the rows were read: the next round knows.
      LOG.info("{}: {}", action, late.getMessage());
      return false;
    } catch (StoreException away) {
      // No other action would fare better.
      throw away;
    } catch (RuntimeException bug) {
      // A fault with one regression must not hold up the others; the next pass tries it again.
      LOG.error("{} failed", action, bug);
      return false;
    }
  }

  private boolean follow(String regression, String key, EventDetail detail, Rows rows) {
    int moves = rows.regression(regression).map(Regression::moves).orElse(0);
    return told(log.addFollowing(regression, key, detail, moves), regression, detail);
  }

  private boolean add(String regression, String key, EventDetail detail) {
    return told(log.add(regression, key, Event.OURSELVES, detail), regression, detail);
  }

  private static boolean told(boolean isNew, String regression, EventDetail detail) {
    if (isNew) {
      LOG.info("{}: {}", regression, detail);
    }
    return isNew;
  }

  private boolean submit(String regression, OrderProgress progress, Rows rows) {
    Order order = progress.order();
    String campaign;
    if (progress.isAsked()) {
      campaign = progress.askedAs().orElseThrow();
    } else {
      campaign = campaigns.newId(order);
      add(
          regression,
          order.key() + "/asked/" + progress.refusals() + "/" + campaign,
          new EventDetail.Asked(order.key(), campaign));
    }
    AlarmRecord alarm = rows.alarm(rows.regression(regression).orElseThrow(), order.alarm());
    return switch (campaigns.submit(campaign, order, alarm)) {
      case Campaigns.Submission.Accepted() ->
          add(regression, order.key() + "/started", new EventDetail.Started(order.key(), campaign));
      case Campaigns.Submission.Refused(String why, boolean passing) ->
          add(
              regression,
              order.key() + "/refused/" + progress.refusals(),
              new EventDetail.Refused(order.key(), why, passing));
    };
  }

  /** What was asked for and has not begun may be asked for again, where somebody still needs it. */
  private boolean settle(String regression, Order order, String campaign) {
    return campaigns.isBegun(campaign)
        ? add(regression, order.key() + "/started", new EventDetail.Started(order.key(), campaign))
        : add(
            regression,
            order.key() + "/settled/" + campaign,
            new EventDetail.Refused(order.key(), "the controller stopped before it began", true));
  }

  private boolean look(String regression, Order order, String campaign) {
    Optional<Finding> finding = campaigns.look(order, campaign);
    return finding.isPresent()
        && add(
            regression, order.key() + "/ended", new EventDetail.Ended(order.key(), finding.get()));
  }
}
