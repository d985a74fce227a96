package dev.halfspeed.controller;

import dev.halfspeed.campaign.check.CheckViews;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.RecipeTools;
import dev.halfspeed.lab.ToolCheck;
import dev.halfspeed.machines.BootWays;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.FactsRecord;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.worker.protocol.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Draws machines for people: those that this controller has reached, and those that it once knew.
 */
final class MachineViews {
  private final Store store;
  private final MachineRegistry stations;
  private final MachineStatuses statuses;
  private final CheckViews checks;

  MachineViews(Store store, MachineRegistry stations, MachineStatuses statuses, CheckViews checks) {
    this.store = store;
    this.stations = stations;
    this.statuses = statuses;
    this.checks = checks;
  }

  List<MachineView> all(List<BisectionView.Activity> activities) {
    List<ConnectedMachine> reached = stations.reached();
    var views = new ArrayList<MachineView>();
    reached.forEach(station -> views.add(reached(station, activities)));
    for (MachineRecord record : store.machines().all()) {
      if (reached.stream().noneMatch(station -> station.name().equals(record.name()))) {
        views.add(remembered(record, activities));
      }
    }
    return List.copyOf(views);
  }

  /**
   * Looks at machines anew.
   *
   * @param lab path of a lab file; empty: the machine at hand
   * @param name of one machine; empty: all
   */
  List<MachineView> check(String lab, String name, List<BisectionView.Activity> activities)
      throws Problem {
    List<Machine> machines = stations.machines(lab);
    var views = new ArrayList<MachineView>();
    for (Machine machine : machines) {
      if (name.isEmpty() || name.equals(machine.name())) {
        views.add(checked(machine, activities));
      }
    }
    if (views.isEmpty()) {
      throw new Problem(
          "the lab has no machine \"" + name + "\"",
          "it has: " + machines.stream().map(Machine::name).collect(Collectors.joining(", ")));
    }
    return List.copyOf(views);
  }

  /**
   * A machine that can't be used is a finding, not an error: the others are looked at all the same.
   */
  private MachineView checked(Machine machine, List<BisectionView.Activity> activities) {
    try {
      return reached(stations.reach(machine, List.of()), activities);
    } catch (Problem unreachable) {
      return new MachineView(
          machine.name(),
          machine.address(),
          roles(machine),
          BootWays.words(machine),
          Controller.isInUse(unreachable) ? "in use" : "unreachable",
          words(unreachable),
          null,
          null,
          null,
          null,
          null,
          Map.of(),
          "",
          List.of(),
          standing(machine.name()),
          checks.lastWhole(machine.name()).orElse(null));
    }
  }

  private static String words(Problem problem) {
    return problem.what() + "; " + problem.nextStep();
  }

  private static List<String> roles(Machine machine) {
    return machine.roles().stream()
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  private MachineView reached(ConnectedMachine station, List<BisectionView.Activity> activities) {
    Machine machine = station.machine();
    Optional<Problem> missing = ToolCheck.missing(machine, station.facts(), RecipeTools.NONE);
    Optional<String> other = held(machine.name(), MachinePool.IN_USE, activities);
    List<BisectionView.Activity> doing =
        other.isPresent() ? List.of() : doing(machine.name(), activities);
    Optional<String> disturbed = held(machine.name(), MachinePool.DISTURBED, activities);
    return view(
        machine.name(),
        machine.address(),
        roles(machine),
        BootWays.words(machine, station.facts()),
        missing.isPresent()
            ? "unusable"
            : state(machine.name(), now(doing, other, disturbed, "ready")),
        missing.map(MachineViews::words).or(() -> other).or(() -> disturbed).orElse(null),
        seenAt(machine.name()).orElse(null),
        station.facts(),
        doing);
  }

  private Optional<Instant> seenAt(String machine) {
    return store.machines().all().stream()
        .filter(record -> record.name().equals(machine))
        .map(MachineRecord::seenAt)
        .findFirst();
  }

  private List<BisectionView.Activity> doing(
      String machine, List<BisectionView.Activity> activities) {
    // That a bisection can't use it now is not what it does.
    return activities.stream()
        .filter(activity -> activity.machine().equals(machine))
        .filter(activity -> !MachinePool.isUnused(activity))
        .toList();
  }

  /** Why a bisection can't use it in that way: in the words of the machine, or what disturbs it. */
  private static Optional<String> held(
      String machine, String how, List<BisectionView.Activity> activities) {
    return activities.stream()
        .filter(activity -> activity.machine().equals(machine))
        .filter(activity -> activity.doing().equals(how))
        .map(BisectionView.Activity::phase)
        .findFirst();
  }

  private static String now(
      List<BisectionView.Activity> doing,
      Optional<String> other,
      Optional<String> disturbed,
      String otherwise) {
    return !doing.isEmpty()
        ? "busy"
        : other.isPresent() ? "in use" : disturbed.isPresent() ? MachinePool.DISTURBED : otherwise;
  }

  /** One that was reached before this controller started, and works on for it all the same. */
  private MachineView remembered(MachineRecord record, List<BisectionView.Activity> activities) {
    // What was under way there when another controller took it goes on once it is back.
    Optional<String> other = held(record.name(), MachinePool.IN_USE, activities);
    List<BisectionView.Activity> doing =
        other.isPresent() ? List.of() : doing(record.name(), activities);
    Optional<String> disturbed = held(record.name(), MachinePool.DISTURBED, activities);
    return view(
        record.name(),
        record.address(),
        List.of(),
        "",
        state(record.name(), now(doing, other, disturbed, "not connected")),
        other.or(() -> disturbed).orElse(null),
        record.seenAt(),
        RowJson.read(record.factsJson(), FactsRecord.class).facts(),
        doing);
  }

  /** A machine that is not to be used is that first of all. */
  private String state(String machine, String otherwise) {
    return statuses.bar(machine).map(bar -> MachineStatuses.name(bar.state())).orElse(otherwise);
  }

  private MachineView.Standing standing(String machine) {
    return statuses
        .of(machine)
        .map(now ->
            new MachineView.Standing(
                MachineStatuses.name(now.state()),
                MachineStatuses.name(now.cause()),
                now.reason(),
                now.since(),
                now.principal().isEmpty() ? null : now.principal()))
        .orElse(MachineView.Standing.UNCHECKED);
  }

  private MachineView view(
      String name,
      String address,
      List<String> roles,
      String boot,
      String state,
      @Nullable String problem,
      @Nullable Instant seenAt,
      Result.Facts facts,
      List<BisectionView.Activity> doing) {
    return new MachineView(
        name,
        address,
        roles,
        boot,
        state,
        problem,
        seenAt,
        facts.cores(),
        facts.memoryBytes(),
        facts.diskFreeBytes(),
        facts.operatingSystem(),
        facts.tools(),
        facts.kvmExplanation(),
        doing,
        standing(name),
        checks.lastWhole(name).orElse(null));
  }
}
