package dev.halfspeed.campaign;

import dev.halfspeed.jobs.OwnFault;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.FairLock;
import dev.halfspeed.time.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up the campaigns that an earlier controller left open, or that this one could not write
 * down any more. Those that can't be taken up are held: what they lack may come back.
 */
public final class Resumption implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  private final Store store;
  private final Time time;
  private final FairLock submitting;
  private final Campaigns campaigns;
  private final HeldCampaigns held;
  private Time.@Nullable Running retries;
  private boolean closed;

  /** The controller's campaigns. */
  public interface Campaigns {
    /**
     * One that can be started, checked anew; it claims the places of what still runs for it.
     *
     * @throws Problem why it can't go on
     */
    CampaignRun prepare(CampaignRecord record) throws Problem;

    boolean isRunning(String id);

    void start(String id, CampaignRun campaign);

    /** Who looks at it is told. */
    void changed(String id);

    /** Ends one that does not run. */
    void fail(CampaignRecord record, String why);
  }

  /**
   * Nothing is taken up yet.
   *
   * @param submitting had while a campaign is begun, or taken up again
   */
  public Resumption(Store store, Time time, FairLock submitting, Campaigns campaigns) {
    this.store = store;
    this.time = time;
    this.submitting = submitting;
    this.campaigns = campaigns;
    held = new HeldCampaigns(time);
  }

  /** Takes up those that can be, and tries the others again and again. */
  public void resume(List<CampaignRecord> open) {
    var taken = new LinkedHashMap<String, CampaignRun>();
    for (CampaignRecord record : open) {
      prepareOrHold(record).ifPresent(campaign -> taken.put(record.id(), campaign));
    }
    // Not before all have claimed the places of what still runs for them.
    taken.forEach(campaigns::start);
    lookAtHeld();
  }

  /** One that ran could not be written down: it is taken up again when it can. */
  public void hold(String id, Problem why) {
    keep(id, why);
    lookAtHeld();
  }

  private synchronized void lookAtHeld() {
    if (retries == null && !closed && !held.all().isEmpty()) {
      retries = time.start("campaigns that are held up", this::retryHeld);
    }
  }

  /** Whether there is none to look at any more; whoever is held after that is looked at anew. */
  private synchronized boolean isDone() {
    boolean done = held.all().isEmpty();
    if (done) {
      retries = null;
    }
    return done;
  }

  /**
   * Takes one up that is not running; who asks holds the lock.
   *
   * @throws Problem why that can't be
   */
  public void resumeNow(CampaignRecord record) throws Problem {
    CampaignRun run = prepare(record);
    held.release(record.id());
    campaigns.start(record.id(), run);
  }

  /** One has ended. */
  public void release(String id) {
    held.release(id);
  }

  /** Whether it can't go on for now. */
  public boolean isHeld(String id) {
    return held.isHeld(id);
  }

  /** What the machines of one that is held wait for; empty for others. */
  public List<BisectionView.Activity> activities(CampaignRecord record) {
    return held.activities(record);
  }

  private Optional<CampaignRun> prepareOrHold(CampaignRecord record) {
    Problem why;
    try {
      return Optional.of(prepare(record));
    } catch (Problem problem) {
      why = problem;
    } catch (StoreException unusable) {
      why = unusable.problem();
    } catch (RuntimeException broken) {
      LOG.error("campaign {} is not taken up", record.id(), broken);
      why = OwnFault.problem(broken);
    }
    keep(record.id(), why);
    return Optional.empty();
  }

  private void keep(String id, Problem why) {
    if (held.hold(id, why)) {
      LOG.warn("campaign {} is held up: {}; {}", id, why.what(), why.nextStep());
    }
    campaigns.changed(id);
  }

  private void retryHeld() {
    try {
      while (!isDone()) {
        time.sleep(HeldCampaigns.RETRY);
        // Whoever submits one just now may wait for its machines: the next round will do.
        Optional<FairLock.Taken> taken = submitting.takeIfFree();
        if (taken.isPresent()) {
          try (FairLock.Taken _ = taken.get()) {
            held.all().forEach(id -> store.campaigns().find(id).ifPresent(this::retry));
          } catch (RuntimeException unexpected) {
            LOG.error("campaigns that are held up are looked at in the next round", unexpected);
          }
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void retry(CampaignRecord record) {
    String id = record.id();
    if (record.endedAt() != null || campaigns.isRunning(id)) {
      held.release(id);
      return;
    }
    Optional<CampaignRun> campaign = prepareWhereWritable(record);
    if (campaign.isPresent()) {
      // Before: a run that can't go on at once is held again.
      held.release(id);
      campaigns.start(id, campaign.get());
    } else if (held.isOverdue(id)) {
      campaigns.fail(record, held.words(id));
    }
  }

  /** Without a store that can be written it would be held again after its first job. */
  private Optional<CampaignRun> prepareWhereWritable(CampaignRecord record) {
    try {
      store.campaigns().updateDetail(record.id(), record.detailJson());
    } catch (StoreException unwritten) {
      keep(record.id(), unwritten.problem());
      return Optional.empty();
    }
    return prepareOrHold(record);
  }

  private CampaignRun prepare(CampaignRecord record) throws Problem {
    return campaigns.prepare(record);
  }

  /** Looks at none of them any more. */
  @Override
  public synchronized void close() {
    closed = true;
    Time.Running looking = retries;
    if (looking != null) {
      looking.interrupt();
    }
  }
}
