package dev.halfspeed.watch;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import dev.halfspeed.store.watch.WatchPointStore;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.time.Mailbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch, as long as the controller runs: reads its rows, does what {@link Agenda} says, and
 * waits. It holds nothing that the rows don't say, so it may be killed anywhere.
 */
final class WatchRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchRun.class);

  /** How often campaigns are looked at whose end was not heard of. */
  private static final Duration CAMPAIGNS_PATIENCE = Duration.ofMinutes(10);

  /** Budgets free up as hours pass; a machine that was down comes back. */
  private static final Duration RETRY_PATIENCE = Duration.ofMinutes(10);

  private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
  private static final int COSTS = 20;

  private final WatchRecord watch;
  private final String id;
  private final WatchPorts ports;
  private final Mailbox<Boolean> mailbox;
  private final WatchRequest request;
  private final WatchDetail detail;
  private final String name;
  private final RepositoryLook look;
  private final PointSettlement settlement;

  /** What keeps points from beginning in this pass. */
  private Set<String> faults = new LinkedHashSet<>();

  WatchRun(WatchRecord watch, WatchPorts ports, Mailbox<Boolean> mailbox) {
    this.watch = watch;
    this.id = watch.id();
    this.name = watch.name();
    this.ports = ports;
    this.mailbox = mailbox;
    request = RowJson.read(watch.requestJson(), WatchRequest.class);
    detail = RowJson.read(watch.detailJson(), WatchDetail.class);
    look = new RepositoryLook(id, request, detail, ports);
    settlement = new PointSettlement(id, ports);
  }

  /** Has it look at its rows again soon. Any thread may call. */
  void wake() {
    mailbox.put(true);
  }

  @Override
  public void run() {
    try {
      Optional<Duration> pause = tryPass();
      while (pause.isPresent()) {
        Boolean woken = mailbox.poll(pause.get());
        while (woken != null) {
          woken = mailbox.poll(Duration.ZERO);
        }
        pause = tryPass();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Duration> tryPass() throws InterruptedException {
    try {
      return pass();
    } catch (StoreException full) {
      LOG.warn("watch {} waits: {}", name, full.getMessage());
    } catch (RuntimeException unexpected) {
      LOG.error("watch {} is tried again in {}", name, RETRY_PATIENCE, unexpected);
      faults.add("a fault of Halfspeed, see the controller's log: " + unexpected);
      try {
        keepFaults(readState());
      } catch (StoreException full) {
        LOG.warn("watch {} waits: {}", name, full.getMessage());
      } catch (RuntimeException unreadable) {
        LOG.error("what is wrong with watch {} can't be kept", name, unreadable);
      }
    }
    return Optional.of(RETRY_PATIENCE);
  }

  /**
   * Does all that is to be done now.
   *
   * @return how long nothing will be; empty when it is over for good
   */
  Optional<Duration> pass() throws InterruptedException {
    faults = new LinkedHashSet<>();
    Agenda.Situation situation = situation();
    if (settle(situation)) {
      situation = situation();
    }
    Agenda agenda = Agenda.of(situation, now());
    if (agenda.isLookDue()) {
      look.run();
      situation = situation();
      agenda = Agenda.of(situation, now());
    }
    for (Thinning.Drop drop : agenda.drops()) {
      drop(drop.point(), drop.reason());
    }
    for (WatchPointRecord point : agenda.starts()) {
      start(point);
    }
    examine();
    agenda.fault().ifPresent(faults::add);
    situation.state().lookFault().ifPresent(faults::add);
    keepFaults(situation.state());
    if (!agenda.drops().isEmpty() || !agenda.starts().isEmpty()) {
      situation = situation();
    }
    if (situation.state().phase() == WatchState.Phase.REMOVED && situation.open().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Agenda.pause(situation, now(), patience(situation)));
  }

  private Duration patience(Agenda.Situation situation) {
    boolean isUnderWay = situation.open().stream().anyMatch(each -> each.campaign().isPresent());
    return isUnderWay
        ? CAMPAIGNS_PATIENCE
        : situation.open().isEmpty() ? LONGEST_PAUSE : RETRY_PATIENCE;
  }

  private Instant now() {
    return ports.time().instant();
  }

  private String owner() {
    return WatchAlarms.owner(name);
  }

  private WatchState readState() {
    return WatchState.of(ports.watches().lastEvents(id));
  }

  private Agenda.Situation situation() {
    return new Agenda.Situation(
        request,
        detail,
        readState(),
        ports.points().open(id),
        ports.campaigns().used(owner(), Budget.since(watch, now())),
        ports.points().costs(id, COSTS));
  }

  private void end(
      WatchPointRecord point,
      WatchPointEventRecord.Kind kind,
      String reason,
      @Nullable Duration machineTime) {
    ports
        .points()
        .add(new WatchPointEventRecord(point.sequence(), now(), kind, null, reason, machineTime));
  }

  private void drop(WatchPointRecord point, String reason) {
    end(point, WatchPointEventRecord.Kind.DROPPED, reason, null);
  }

  /**
   * Looks after the campaigns of points that have begun.
   *
   * @return whether that may have changed rows
   */
  private boolean settle(Agenda.Situation situation) throws InterruptedException {
    WatchState state = situation.state();
    boolean hasActed = false;
    for (WatchPointStore.OpenPoint open : situation.open()) {
      if (open.campaign().isEmpty()) {
        continue;
      }
      String campaign = open.campaign().get();
      switch (ports.campaigns().state(campaign)) {
        case PointCampaigns.State.Running() -> {
          if (state.phase() == WatchState.Phase.REMOVED) {
            ports.campaigns().cancel(campaign);
          }
        }
        case PointCampaigns.State.Ended(PointResult result) -> {
          settlement.settle(open.point(), result);
          hasActed = true;
        }
        case PointCampaigns.State.Unknown() -> {
          beginAgain(state, open.point(), campaign);
          hasActed = true;
        }
      }
    }
    return hasActed;
  }

  /** Written down, but not begun: the controller was killed, or no machine was there. */
  private void beginAgain(WatchState state, WatchPointRecord point, String campaign)
      throws InterruptedException {
    switch (state.phase()) {
      case ACTIVE -> {
        if (Agenda.isOver(request, now())) {
          drop(point, "the watch ended at " + request.until());
        } else {
          begin(point, campaign);
        }
      }
      case PAUSED -> {}
      case REMOVED -> drop(point, "the watch was removed");
    }
  }

  /** Writes down which campaign will measure a point, and begins that. */
  private void start(WatchPointRecord point) throws InterruptedException {
    String campaign = ports.campaigns().newId();
    boolean isNew =
        ports
            .points()
            .add(
                new WatchPointEventRecord(
                    point.sequence(),
                    now(),
                    WatchPointEventRecord.Kind.STARTED,
                    campaign,
                    "",
                    null));
    if (isNew) {
      begin(point, campaign);
    }
  }

  private void begin(WatchPointRecord point, String campaign) throws InterruptedException {
    try (WatchedRepositories.Reading repository = ports.repositories().open(request.repository())) {
      if (!repository.has(point.commit())) {
        end(
            point,
            WatchPointEventRecord.Kind.DROPPED,
            "the commit is no longer in the repository",
            null);
        return;
      }
      try {
        repository.kernel(point.commit());
      } catch (Problem unfit) {
        end(point, WatchPointEventRecord.Kind.FAILED, unfit.what(), null);
        return;
      }
    } catch (Problem unreadable) {
      faults.add(WatchFault.words(unreadable));
      return;
    }
    try {
      ports.campaigns().begin(campaign, order(point));
    } catch (Problem refused) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      faults.add(WatchFault.words(refused));
    }
  }

  private PointOrder order(WatchPointRecord point) {
    return new PointOrder(
        owner(),
        request.repository(),
        point.reference(),
        point.commit(),
        point.name(),
        request.workloads().get(point.workload()),
        request.configBase(),
        request.configFragments(),
        request.lab(),
        request.blocks(),
        request.runs(),
        // A seed of its own for each point, so that no order of boots is the rule.
        request.seed() + point.sequence());
  }

  /** Reads the series when one has new values, all together, and raises alarms. */
  private void examine() {
    if (ports.series().unexamined(id).isEmpty()) {
      return;
    }
    List<SeriesRecord> all = ports.series().all(id);
    List<List<SeriesStore.SeriesPoint>> points =
        all.stream().map(series -> ports.series().values(series.id())).toList();
    var values = new ArrayList<ChangeFinder.Values>();
    for (int i = 0; i < all.size(); i++) {
      values.add(WatchAlarms.values(request, all.get(i), points.get(i)));
    }
    List<ChangeFinder.Reading> readings = ports.changes().read(values);
    for (int i = 0; i < all.size(); i++) {
      SeriesRecord series = all.get(i);
      if (mayAlarm(series) && !readings.get(i).changes().isEmpty()) {
        List<AlarmRecord> before = ports.alarms().ofSeries(WatchAlarms.names(series));
        for (ChangeFinder.Found change : readings.get(i).changes()) {
          AlarmRecord alarm = WatchAlarms.of(name, request, series, points.get(i), change, now());
          if (!WatchAlarms.isKnown(alarm, before, points.get(i))) {
            ports.alarms().add(alarm);
          }
        }
      }
      long newest =
          points.get(i).stream().mapToLong(each -> each.value().sequence()).max().orElseThrow();
      ports.series().examined(series.id(), newest, now());
    }
  }

  private boolean mayAlarm(SeriesRecord series) {
    List<String> wanted = request.workloads().get(series.workload()).metrics();
    return wanted.isEmpty() || wanted.contains(series.metric());
  }

  /** Writes down that something keeps it from its work, or does no more; each once. */
  private void keepFaults(WatchState state) {
    String words = String.join("; ", faults);
    if (!words.equals(state.fault().orElse(""))) {
      ports
          .watches()
          .add(
              new WatchEventRecord(
                  id,
                  now(),
                  words.isEmpty() ? WatchEventRecord.Kind.WELL : WatchEventRecord.Kind.FAULT,
                  "",
                  words));
    }
  }
}
