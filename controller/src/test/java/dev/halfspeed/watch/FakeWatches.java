package dev.halfspeed.watch;

import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.report.view.watch.WatchView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches that are only listed. */
public final class FakeWatches implements Watches {
  public final List<WatchRequest> added = new CopyOnWriteArrayList<>();
  public final List<String> done = new CopyOnWriteArrayList<>();
  public final Map<String, WatchView> views = new ConcurrentSkipListMap<>();
  public final Map<String, List<WatchValues>> values = new ConcurrentSkipListMap<>();

  @Override
  public WatchView add(WatchRequest request, Principal by) throws Problem {
    if (views.containsKey(request.name())) {
      throw new Problem(
          "there is a watch \"" + request.name() + "\" already", "choose another name");
    }
    added.add(request);
    WatchView view = view(request.name(), request.repository());
    views.put(request.name(), view);
    return view;
  }

  public static WatchView view(String name, String repository) {
    return new WatchView(
        "w-" + name,
        name,
        "",
        Instant.EPOCH,
        "active",
        null,
        null,
        null,
        repository,
        null,
        List.of(new WatchView.Ref("branch", "master", null)),
        new BisectionView.Commit("1".repeat(40), "Linux 6.12", null),
        List.of(new WatchView.Workload("tiny", null, Map.of(), List.of())),
        "defconfig",
        null,
        60,
        null,
        null,
        8,
        1.5,
        1,
        1,
        1,
        8,
        new WatchView.Counts(0, 0, 0, 0, 0),
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public List<WatchView> list() {
    return new ArrayList<>(views.values());
  }

  @Override
  public WatchView show(String name) throws Problem {
    WatchView view = views.get(name);
    if (view == null) {
      throw new Problem(ProblemCode.UNKNOWN, "there is no watch \"" + name + "\"", "add one");
    }
    return view;
  }

  private WatchView happen(String what, String name, String reason) throws Problem {
    WatchView view = show(name);
    done.add(what + " " + name + " " + reason);
    return view;
  }

  @Override
  public List<WatchValues> values(String name) throws Problem {
    show(name);
    return values.getOrDefault(name, List.of());
  }

  @Override
  public WatchView pause(String name, Principal by, String reason) throws Problem {
    return happen("pause", name, reason);
  }

  @Override
  public WatchView resume(String name, Principal by, String reason) throws Problem {
    return happen("resume", name, reason);
  }

  @Override
  public WatchView runNow(String name, Principal by) throws Problem {
    return happen("run-now", name, "");
  }

  @Override
  public WatchView remove(String name, Principal by, String reason) throws Problem {
    return happen("remove", name, reason);
  }
}
