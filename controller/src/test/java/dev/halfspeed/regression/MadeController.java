package dev.halfspeed.regression;

import dev.halfspeed.notify.Deliveries;
import dev.halfspeed.notify.DeliveryException;
import dev.halfspeed.notify.NoticeChannel;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.notice.Audience;
import dev.halfspeed.regression.notice.CommitLookup;
import dev.halfspeed.regression.reconcile.BisectionLimits;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.sqlite.QuickStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Regressions and deliveries over a real store, in a made world, killed before and after writes.
 */
final class MadeController implements WriteWatch, AutoCloseable {
  static final RegressionSettings SETTINGS = RegressionSettings.USUAL;

  private final QuickStores stores;
  private final Path file;
  private final MadeWorld world;
  private final IntPredicate kills;
  private final BisectionLimits limits;
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private int writes;
  private int killed;
  private Store store;
  private Regressions regressions;
  private Deliveries deliveries;

  /** Letters that arrived, by key, with how often each did. */
  final Map<String, NoticeChannel.Letter> letters = new HashMap<>();

  final Map<String, Integer> copies = new HashMap<>();
  private final Set<String> failing = new HashSet<>();

  /** Whether the mail server takes nothing. */
  boolean isMailAway;

  /** The program ends at a write. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /**
   * A controller.
   *
   * @param kills whether the program ends at a moment: twice as many as there are writes
   */
  MadeController(QuickStores stores, Path file, MadeWorld world, IntPredicate kills)
      throws Problem {
    this(stores, file, world, kills, BisectionLimits.NONE);
  }

  /** One whose sources of alarms may start only so many bisections. */
  MadeController(
      QuickStores stores, Path file, MadeWorld world, IntPredicate kills, BisectionLimits limits)
      throws Problem {
    this.limits = limits;
    this.stores = stores;
    this.file = file;
    this.world = world;
    this.kills = kills;
    open();
  }

  private void open() throws Problem {
    store = stores.open(file, this);
    InstantSource time = () -> now;
    regressions =
        new Regressions(
            store,
            world,
            world,
            MadeController::audience,
            MadeController::facts,
            (_, good, bad) ->
                new EndsLookup.Ends(
                    new EventDetail.Commit(good, "commit"), new EventDetail.Commit(bad, "commit")),
            SETTINGS,
            limits,
            time);
    deliveries = new Deliveries(store.notices(), Map.of("team", new Sink()), time);
  }

  private static List<Audience.Recipient> audience(
      NoticeKind noticeKind, Optional<Audience.People> people) {
    return List.of(
        new Audience.Recipient(
            "team",
            "team@example.org",
            Audience.Form.MAIL,
            people.isPresent() && people.get().author().isEmpty()
                ? Optional.of("no author")
                : Optional.empty()));
  }

  private static Optional<CommitLookup.Facts> facts(String repository, String commit) {
    return Optional.of(
        new CommitLookup.Facts(
            commit, "commit", false, new Audience.People("ada@example.org", List.of())));
  }

  /** Takes letters, but for the first try of every fifth. */
  private final class Sink implements NoticeChannel {
    @Override
    public String send(Letter letter) throws DeliveryException {
      if (isMailAway) {
        throw new DeliveryException("the server is away", true);
      }
      if (letter.key().hashCode() % 5 == 0 && failing.add(letter.key())) {
        throw new DeliveryException("the server is away", true);
      }
      letters.putIfAbsent(letter.key(), letter);
      copies.merge(letter.key(), 1, Integer::sum);
      return "taken";
    }

    @Override
    public void check() {}
  }

  @Override
  public void before(String what) {
    killAt();
  }

  @Override
  public void after(String what) {
    killAt();
  }

  private void killAt() {
    writes++;
    if (kills.test(writes)) {
      killed++;
      throw new Killed();
    }
  }

  /** Moments at which it could have been killed. */
  int moments() {
    return writes;
  }

  int kills() {
    return killed;
  }

  Instant now() {
    return now;
  }

  Store store() {
    return store;
  }

  Regressions regressions() {
    return regressions;
  }

  /** Does something, again after a restart where it is killed. */
  void live(Consumer<Regressions> act) throws Problem {
    while (true) {
      try {
        act.accept(regressions);
        return;
      } catch (Killed end) {
        store.close();
        open();
      }
    }
  }

  /** Lets time pass, and the loop do what is due. */
  void pass(Duration time) throws Problem {
    now = now.plus(time);
    world.at(now);
    live(_ -> {
      regressions.pass();
      try {
        deliveries.pass();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Override
  public void close() {
    store.close();
  }
}
