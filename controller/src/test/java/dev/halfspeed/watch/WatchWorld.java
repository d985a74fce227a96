package dev.halfspeed.watch;

import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.store.sqlite.SqliteStore;
import dev.halfspeed.store.watch.WatchPointStore;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Watches under a virtual clock, with real rows, and a controller that may die at any touch. */
final class WatchWorld {
  /** A step of 3 % is found two points after it came. */
  static final ChangeFinder STEPS = series -> series.stream().map(WatchWorld::steps).toList();

  private static ChangeFinder.Reading steps(ChangeFinder.Values series) {
    List<ChangeFinder.Value> values = series.values();
    var changes = new ArrayList<ChangeFinder.Found>();
    double level = 0;
    for (int i = 1; i + 1 < values.size(); i++) {
      double now = values.get(i).ratio();
      if (Math.abs(now - level) > 0.03 && Math.abs(values.get(i + 1).ratio() - level) > 0.03) {
        changes.add(
            new ChangeFinder.Found(
                false,
                i - 1,
                List.of(1.0),
                now - level,
                now - level - 0.01,
                now - level + 0.01,
                "a step"));
        level = now;
      }
    }
    return new ChangeFinder.Reading(changes, values.size() < 3 ? "too early" : "steady");
  }

  private final VirtualTime time;
  private final QuickStores stores;
  private final Path file;
  private final MadeRepositories repositories;
  private final MadeCampaigns campaigns;
  private final List<WatchRequest> requests;
  private final SplittableRandom random;
  private final List<String> touched = new ArrayList<>();
  private VirtualTime.@Nullable Program controller;
  private long touchesLeft = Long.MAX_VALUE;
  private double deathsATouch;
  private int deaths;

  WatchWorld(
      QuickStores stores, Path folder, long seed, List<WatchRequest> requests, int hoursACommit) {
    this.stores = stores;
    this.file = folder.resolve("halfspeed.db");
    this.requests = requests;
    time = new VirtualTime(seed);
    random = new SplittableRandom(seed + 1);
    repositories = new MadeRepositories(time::now, hoursACommit, 30);
    campaigns = new MadeCampaigns(time::now, seed + 2);
  }

  MadeRepositories repositories() {
    return repositories;
  }

  MadeCampaigns campaigns() {
    return campaigns;
  }

  List<String> touched() {
    return touched;
  }

  int deaths() {
    return deaths;
  }

  long hours() {
    return Duration.ofNanos(time.now()).toHours();
  }

  /** The controller dies at its so-manieth touch, from 0. */
  void dieAt(long touch) {
    touchesLeft = touch;
  }

  /** The controller dies now and then. */
  void dieOften(double deathsATouch) {
    this.deathsATouch = deathsATouch;
  }

  private void touch(String what) {
    VirtualTime.Program now = Objects.requireNonNull(controller);
    if (now.isKilled()) {
      throw now.death();
    }
    touched.add(what);
    if (touchesLeft-- == 0 || random.nextDouble() < deathsATouch) {
      deaths++;
      now.kill();
      throw now.death();
    }
  }

  /** Lets time pass, with a new controller whenever one has died. */
  void play(Duration length) throws Problem {
    play(length, () -> false);
  }

  /** The same until something holds. */
  void play(Duration length, BooleanSupplier until) throws Problem {
    long end = time.now() + length.toNanos();
    while (time.now() < end && !until.getAsBoolean()) {
      VirtualTime.Program program = time.program();
      controller = program;
      SqliteStore store =
          stores.open(
              file,
              new WriteWatch() {
                @Override
                public void before(String what) {
                  touch("before " + what);
                }

                @Override
                public void after(String what) {
                  touch("after " + what);
                }
              });
      program.start("controller", () -> main(store, program));
      time.play(
          Duration.ofNanos(end - time.now()), () -> program.isKilled() || until.getAsBoolean());
      // Without a death it was over; the clock stands at the last thing that happened.
      boolean isOver = !program.isKilled();
      if (isOver) {
        program.kill();
      }
      time.play(Duration.ofSeconds(1), () -> false);
      store.close();
      if (isOver) {
        return;
      }
    }
  }

  private void main(SqliteStore store, VirtualTime.Program program) {
    var ports =
        new WatchPorts(
            store.watches(),
            store.watchPoints(),
            store.series(),
            store.alarms(),
            repositories,
            campaigns.seen(this::touch),
            STEPS,
            program);
    var loop = new WatchLoop(ports);
    loop.start();
    var watches = new StoredWatches(ports, loop, (request, by) -> request);
    for (WatchRequest request : requests) {
      if (store.watches().all().stream().noneMatch(watch -> watch.name().equals(request.name()))) {
        try {
          watches.add(request, Principal.commandLine("somebody"));
        } catch (Problem problem) {
          throw new AssertionError(problem);
        }
      }
    }
  }

  /** What is kept, while no controller runs. */
  <T> T read(Reader<T> reader) throws Problem {
    try (SqliteStore store = stores.open(file, WriteWatch.NONE)) {
      return reader.read(store);
    }
  }

  interface Reader<T> {
    T read(SqliteStore store);
  }

  List<AlarmRecord> alarms() throws Problem {
    return read(store -> store.alarms().all());
  }

  List<WatchPointStore.PointHistory> points(String watch) throws Problem {
    return read(store -> {
      WatchRecord record =
          store.watches().all().stream()
              .filter(each -> each.name().equals(watch))
              .findFirst()
              .orElseThrow();
      return store.watchPoints().last(record.id(), 10_000);
    });
  }
}
