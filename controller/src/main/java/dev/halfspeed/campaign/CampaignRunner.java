package dev.halfspeed.campaign;

import dev.halfspeed.core.Cancellation;
import dev.halfspeed.core.Principal;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.FairLock;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The campaigns of this controller, whatever their kind: begun by a person, a watch or another
 * campaign, taken up after a restart, cancelled with all that they gave rise to. What became of one
 * is in the store; who listens is told when it is worth looking.
 */
public final class CampaignRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CampaignRunner.class);
  private static final int ID_LENGTH = 8;

  private final Store store;
  private final RunningCampaigns running;
  private final SnapshotFolders snapshots;
  private final Changes changes;
  private final Supplier<UUID> names;
  private final Time time;
  private final Map<CampaignRecord.Kind, CampaignKind<?>> kinds =
      new EnumMap<>(CampaignRecord.Kind.class);
  private final List<Consumer<CampaignRecord>> listeners = new CopyOnWriteArrayList<>();
  private final Resumption resumption;

  /** Had while a campaign is begun, or taken up again. */
  private final FairLock submitting;

  /**
   * None runs yet.
   *
   * @param kinds those that are known
   * @param names parts of names that were never used before
   */
  public CampaignRunner(
      Store store,
      RunningCampaigns running,
      SnapshotFolders snapshots,
      Changes changes,
      List<CampaignKind<?>> kinds,
      Supplier<UUID> names,
      Time time) {
    this.store = store;
    this.running = running;
    this.snapshots = snapshots;
    this.changes = changes;
    this.names = names;
    this.time = time;
    kinds.forEach(kind -> this.kinds.put(kind.kind(), kind));
    this.submitting = new FairLock(time);
    this.resumption = new Resumption(store, time, submitting, new Resumed());
  }

  /** What happens to campaigns that are taken up. */
  private final class Resumed implements Resumption.Campaigns {
    @Override
    public CampaignRun prepare(CampaignRecord record) throws Problem {
      return kind(record).takeUp(record);
    }

    @Override
    public boolean isRunning(String id) {
      return running.get(id).isPresent();
    }

    @Override
    public void start(String id, CampaignRun run) {
      CampaignRunner.this.start(id, run);
    }

    @Override
    public void changed(String id) {
      changes.changed(id);
    }

    @Override
    public void fail(CampaignRecord record, String why) {
      end(record, kind(record).failed(why, interventions(record.id())));
    }
  }

  /** Takes up those that have not ended. */
  public void resume() {
    List<CampaignRecord> open = store.campaigns().open(kinds.keySet());
    snapshots.removeAllBut(open.stream().map(CampaignRecord::id).collect(Collectors.toSet()));
    resumption.resume(open);
  }

  /**
   * Checks a request whole and starts a campaign for it. Takes seconds, since it looks at every
   * machine. One that is open for an equal request of the same parent is that campaign: of the same
   * owner, or of another person.
   *
   * @return the campaign's id
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  public <R> String start(CampaignKind<R> kind, R request, Terms terms) throws Problem {
    return startAll(kind, List.of(request), terms).getFirst();
  }

  /**
   * The same with several requests, which are checked before a campaign is started for any.
   *
   * @return the campaigns' ids in the order of the requests
   */
  public <R> List<String> startAll(CampaignKind<R> kind, List<R> requests, Terms terms)
      throws Problem {
    var accepted = new LinkedHashMap<R, CampaignKind.Accepted>();
    try (FairLock.Taken _ = submitting.take()) {
      var ids = new LinkedHashMap<R, String>();
      var there = new ArrayList<CampaignRecord>();
      for (R request : requests) {
        Optional<CampaignRecord> same = same(kind, request, terms);
        if (same.isEmpty()) {
          ids.put(request, newId(kind));
          accepted.put(request, kind.accept(request));
        } else {
          ids.put(request, same.get().id());
          there.add(same.get());
        }
      }
      for (CampaignRecord record : there) {
        if (running.get(record.id()).isEmpty()) {
          resumption.resumeNow(record);
        }
      }
      while (!accepted.isEmpty()) {
        Map.Entry<R, CampaignKind.Accepted> next = accepted.pollFirstEntry();
        String id = Objects.requireNonNull(ids.get(next.getKey()));
        begin(kind, id, next.getKey(), terms, next.getValue());
      }
      return requests.stream().map(request -> Objects.requireNonNull(ids.get(request))).toList();
    } catch (InterruptedException stopped) {
      throw interrupted(kind);
    } finally {
      accepted.values().forEach(unused -> unused.discard().run());
    }
  }

  /** An open campaign that answers a request. */
  private <R> Optional<CampaignRecord> same(CampaignKind<R> kind, R request, Terms terms) {
    return store.campaigns().open(Set.of(kind.kind())).stream()
        .filter(open ->
            isFor(open, terms) && RowJson.read(open.requestJson(), kind.request()).equals(request))
        .findFirst();
  }

  private static Problem interrupted(CampaignKind<?> kind) {
    Thread.currentThread().interrupt();
    return new Problem(
        "the controller was stopped while a " + kind.kind().word() + " was begun",
        "ask for it again");
  }

  /**
   * Starts a campaign whose id was chosen and written down before, so that it begins once however
   * often somebody dies in between: one that exists already is left as it is.
   *
   * @param id of {@link #newId}
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  public <R> void begin(CampaignKind<R> kind, String id, R request, Terms terms) throws Problem {
    try (FairLock.Taken _ = submitting.take()) {
      if (store.campaigns().find(id).isEmpty()) {
        begin(kind, id, request, terms, kind.accept(request));
      }
    } catch (InterruptedException stopped) {
      throw interrupted(kind);
    }
  }

  private static boolean isFor(CampaignRecord open, Terms terms) {
    Terms its = Terms.of(open);
    return its.parent().equals(terms.parent())
        && (its.owner().equals(terms.owner()) || !(its.isAutomatic() || terms.isAutomatic()));
  }

  private <R> void begin(
      CampaignKind<R> kind, String id, R request, Terms terms, CampaignKind.Accepted accepted) {
    try {
      insert(kind, id, request, terms, accepted);
    } catch (RuntimeException unwritten) {
      accepted.discard().run();
      throw unwritten;
    }
    terms.parent().ifPresent(changes::changed);
    try {
      start(id, accepted.run().make(id, terms));
    } catch (RuntimeException broken) {
      write(id, kind.failed("it could not be started: " + broken, Interventions.NONE));
      ended(id);
      throw broken;
    }
  }

  private <R> void insert(
      CampaignKind<R> kind, String id, R request, Terms terms, CampaignKind.Accepted accepted) {
    store
        .campaigns()
        .insert(
            CampaignRecord.begun(
                    id,
                    kind.kind(),
                    accepted.machine().orElse(null),
                    accepted.experiment(),
                    time.instant(),
                    RowJson.write(request),
                    accepted.detailJson(),
                    kind.running())
                .on(
                    terms.parent().orElse(null),
                    terms.owner(),
                    terms.priority(),
                    terms.machineTime().map(Duration::toSeconds).orElse(null)));
  }

  /**
   * An id for a campaign. Unique among all controllers that a machine may ever meet, since the
   * machine keeps jobs by their names.
   */
  public String newId(CampaignKind<?> kind) {
    return kind.prefix() + names.get().toString().replace("-", "").substring(0, ID_LENGTH - 1);
  }

  private CampaignKind<?> kind(CampaignRecord record) {
    return Objects.requireNonNull(kinds.get(record.kind()), record.id());
  }

  private void start(String id, CampaignRun run) {
    running.start(id, run, this::ended, resumption::hold);
    // Who cancelled it meanwhile found none that ran, and has written its end.
    if (store.campaigns().find(id).filter(record -> record.endedAt() != null).isPresent()) {
      run.stop();
    }
  }

  /**
   * Has a campaign end for good, and all that it gave rise to. Does nothing to those that have
   * ended already; the others end soon after.
   */
  public void cancel(CampaignRecord campaign, Cancellation cancellation) {
    cancelChildren(campaign.id(), cancellation);
    Optional<CampaignRun> now = running.get(campaign.id());
    if (now.isPresent()) {
      now.get().cancel(cancellation);
    } else if (campaign.endedAt() == null) {
      end(campaign, kind(campaign).cancelled(cancellation, interventions(campaign.id())));
      // One that was taken up meanwhile, by somebody who did not see that end.
      running.get(campaign.id()).ifPresent(CampaignRun::stop);
    }
  }

  private Interventions interventions(String campaign) {
    return Interventions.of(store, campaign);
  }

  /** Somebody did something to a campaign, which is written down. */
  public void intervened(String id) {
    // One that does not run reads it when it is taken up.
    running.get(id).ifPresent(CampaignRun::intervened);
    changes.changed(id);
  }

  private void cancelChildren(String parent, Cancellation cancellation) {
    for (CampaignRecord child : store.campaigns().children(parent)) {
      if (kinds.containsKey(child.kind())) {
        cancel(child, cancellation);
      }
    }
  }

  /** Ends one that does not run. */
  private void end(CampaignRecord record, Campaign.Ending ending) {
    write(record.id(), ending);
    resumption.release(record.id());
    ended(record.id());
  }

  private void write(String id, Campaign.Ending ending) {
    store.campaigns().end(id, ending.state(), time.instant(), ending.words(), ending.json());
  }

  /** It does not run any more: it has ended, or the controller ends. */
  private void ended(String id) {
    Optional<CampaignRecord> record = store.campaigns().find(id);
    if (record.filter(known -> known.endedAt() == null).isEmpty()) {
      snapshots.remove(id);
    }
    // Changes last: who sees it ended may rely on all being done.
    record.filter(known -> known.endedAt() != null).ifPresent(this::tell);
    changes.changed(id);
  }

  private void tell(CampaignRecord ended) {
    if (ended.state().equals(CampaignState.CANCELLED.name())) {
      // One that was begun just when its parent was cancelled.
      cancelChildren(ended.id(), new Cancellation(Principal.CONTROLLER.name(), ""));
    }
    if (ended.parent() != null) {
      changes.changed(ended.parent());
    }
    for (Consumer<CampaignRecord> listener : listeners) {
      try {
        listener.accept(ended);
      } catch (RuntimeException unexpected) {
        LOG.error("the end of campaign {} could not be told", ended.id(), unexpected);
      }
    }
  }

  /**
   * From now on somebody is told of each campaign that has ended, with its row. A hint: who was not
   * there then finds the same in the store.
   *
   * @param listener called from the threads of campaigns, before anybody sees the end
   * @return ends that
   */
  public AutoCloseable listen(Consumer<CampaignRecord> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A campaign that runs; empty for all others. */
  public Optional<CampaignRun> running(String id) {
    return running.get(id);
  }

  /** What machines do for a campaign, or what one that can't go on waits for. */
  public List<BisectionView.Activity> activities(CampaignRecord record) {
    return running
        .get(record.id())
        .map(CampaignRun::activities)
        .orElseGet(() -> resumption.activities(record));
  }

  /** What the machines of a campaign wait for that can't go on; empty for others. */
  public List<BisectionView.Activity> held(CampaignRecord record) {
    return resumption.activities(record);
  }

  /** Whether a campaign can't go on for now. */
  public boolean isHeld(String id) {
    return resumption.isHeld(id);
  }

  /** Stops them, so that the next controller takes them up. */
  @Override
  public void close() {
    resumption.close();
    running.close();
  }
}
