package dev.halfspeed.watch;

import dev.halfspeed.core.Principal;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.store.watch.WatchStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The watches of a store. */
public final class StoredWatches implements Watches {
  private final WatchPorts ports;
  private final WatchLoop loop;
  private final WatchCheck check;
  private final WatchViews views;
  private final NameResolver names;

  /** Held while a watch is added, so that no two get one name. */
  private final ReentrantLock adding = new ReentrantLock();

  /** What requests name. */
  @FunctionalInterface
  public interface NameResolver {
    /**
     * The request with paths in place of names.
     *
     * @throws Problem when there is no such name, or whoever asks may not name it so
     */
    WatchRequest resolve(WatchRequest request, Principal by) throws Problem;
  }

  /**
   * The watches of a store.
   *
   * @param loop runs those that are added; it may rest, where a controller only shows what there is
   */
  public StoredWatches(WatchPorts ports, WatchLoop loop, NameResolver names) {
    this.ports = ports;
    this.names = names;
    this.loop = loop;
    this.check = new WatchCheck(ports.repositories(), ports.campaigns());
    this.views = new WatchViews(ports);
  }

  @Override
  public WatchView add(WatchRequest asked, Principal by) throws Problem {
    WatchRequest request = names.resolve(asked, by);
    adding.lock();
    try {
      Map<String, WatchRequest> others = new LinkedHashMap<>();
      for (WatchRecord other : known()) {
        others.put(other.name(), RowJson.read(other.requestJson(), WatchRequest.class));
      }
      WatchDetail detail = check.check(request, others, ports.time().instant());
      var watch =
          new WatchRecord(
              ports.campaigns().newId(),
              request.name(),
              by.name(),
              ports.time().instant(),
              RowJson.write(request),
              RowJson.write(detail));
      ports.watches().add(watch);
      loop.start(watch);
      return views.whole(watch);
    } finally {
      adding.unlock();
    }
  }

  /** Watches that were not removed, in the order in which they were added. */
  private List<WatchRecord> known() {
    return known(ports.watches());
  }

  private static List<WatchRecord> known(WatchStore store) {
    return store.all().stream()
        .filter(watch -> state(store, watch).phase() != WatchState.Phase.REMOVED)
        .toList();
  }

  private WatchState state(WatchRecord watch) {
    return state(ports.watches(), watch);
  }

  private static WatchState state(WatchStore store, WatchRecord watch) {
    return WatchState.of(store.lastEvents(watch.id()));
  }

  @Override
  public List<WatchView> list() {
    return known().stream().map(views::line).toList();
  }

  @Override
  public WatchView show(String name) throws Problem {
    return views.whole(find(name));
  }

  @Override
  public List<WatchValues> values(String name) throws Problem {
    return StoredValues.of(ports.series(), find(name));
  }

  private WatchRecord find(String name) throws Problem {
    return find(ports.watches(), name);
  }

  /**
   * The watch of a name.
   *
   * @throws Problem when there is none, or it was removed
   */
  static WatchRecord find(WatchStore store, String name) throws Problem {
    List<WatchRecord> all = known(store);
    return all.stream()
        .filter(watch -> watch.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "there is no watch \"" + name + "\"",
                all.isEmpty()
                    ? "add one: halfspeed watch add NAME"
                    : NearestName.suggest(name, all.stream().map(WatchRecord::name).toList())));
  }

  @Override
  public WatchView pause(String name, Principal by, String reason) throws Problem {
    WatchRecord watch = find(name);
    if (state(watch).phase() == WatchState.Phase.PAUSED) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "watch \"" + name + "\" is paused already",
          "resume it: halfspeed watch resume " + name);
    }
    return happen(watch, WatchEventRecord.Kind.PAUSED, by, reason);
  }

  @Override
  public WatchView resume(String name, Principal by, String reason) throws Problem {
    WatchRecord watch = find(name);
    if (state(watch).phase() != WatchState.Phase.PAUSED) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "watch \"" + name + "\" is not paused",
          "see how it is: halfspeed watch show " + name);
    }
    return happen(watch, WatchEventRecord.Kind.RESUMED, by, reason);
  }

  @Override
  public WatchView runNow(String name, Principal by) throws Problem {
    WatchRecord watch = find(name);
    WatchView view = views.line(watch);
    if (!view.state().equals(WatchViews.ACTIVE)) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "watch \"" + name + "\" is " + view.state() + ", so it doesn't look at anything",
          view.state().equals(WatchViews.PAUSED)
              ? "resume it first: halfspeed watch resume " + name
              : "see its times: halfspeed watch show " + name);
    }
    return happen(watch, WatchEventRecord.Kind.RUN_NOW, by, "");
  }

  @Override
  public WatchView remove(String name, Principal by, String reason) throws Problem {
    return happen(find(name), WatchEventRecord.Kind.REMOVED, by, reason);
  }

  private WatchView happen(
      WatchRecord watch, WatchEventRecord.Kind kind, Principal by, String reason) {
    ports
        .watches()
        .add(new WatchEventRecord(watch.id(), ports.time().instant(), kind, by.name(), reason));
    loop.wake(watch.id());
    return views.whole(watch);
  }
}
