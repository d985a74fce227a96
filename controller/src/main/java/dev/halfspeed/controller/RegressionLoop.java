package dev.halfspeed.controller;

import dev.halfspeed.notify.Deliveries;
import dev.halfspeed.notify.NoticeChannel;
import dev.halfspeed.notify.NotifySettings;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop that does what is due for regressions, and then delivers what there is to tell. */
final class RegressionLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegressionLoop.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Store store;
  private final Time time;
  private final Regressions regressions;
  private final Mailbox<Boolean> bell;
  private volatile NotifySettings settings = NotifySettings.NONE;
  private Time.@Nullable Running loop;

  RegressionLoop(CampaignRequests requests, CampaignReader reader, Store store, Time time) {
    this.store = store;
    this.time = time;
    bell = time.mailbox();
    var commits = new GitCommits(() -> settings.upstream());
    regressions =
        new Regressions(
            store,
            new LabCampaigns(requests, reader, store),
            new GitRanges(),
            (kind, people) -> new NotifiedAudience(settings).of(kind, people),
            commits,
            commits,
            RegressionSettings.USUAL,
            new WatchLimits(store.watches()),
            time);
  }

  Regressions regressions() {
    return regressions;
  }

  /**
   * Begins, once every channel was found to work.
   *
   * @throws Problem when one of them does not; nothing was begun then
   */
  void start(RegressionFile file) throws Problem {
    Map<String, NoticeChannel> channels = file.notices().open(time);
    try {
      for (NoticeChannel channel : channels.values()) {
        channel.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem("interrupted while the channels of notices were checked", "try again", e);
    }
    settings = file.notices();
    regressions.settings(file.patience());
    var deliveries = new Deliveries(store.notices(), channels, time);
    loop = time.start("regressions", () -> run(deliveries));
  }

  /** Something is there that may be due at once. */
  void ring() {
    bell.put(true);
  }

  private void run(Deliveries deliveries) {
    try {
      while (true) {
        pass(regressions::pass, deliveries::pass);
        bell.poll(PERIOD);
      }
    } catch (InterruptedException e) {
      // The controller closes.
    }
  }

  /** A part of a pass. */
  @FunctionalInterface
  interface Step {
    /** Does what is due. */
    void run() throws InterruptedException;
  }

  /** A step that fails keeps no other from its turn; the next pass tries it again. */
  static void pass(Step... steps) throws InterruptedException {
    for (Step step : steps) {
      try {
        step.run();
      } catch (StoreException failed) {
        LOG.warn("regressions wait for the store: {}", failed.getMessage());
      } catch (RuntimeException bug) {
        LOG.error("a pass over regressions failed", bug);
      }
    }
  }

  @Override
  public void close() {
    Time.Running running = loop;
    if (running != null) {
      running.interrupt();
      try {
        running.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
