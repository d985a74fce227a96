package dev.halfspeed.controller;

import dev.halfspeed.campaign.RunningCampaigns;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.check.CheckViews;
import dev.halfspeed.campaign.check.Health;
import dev.halfspeed.campaign.check.MachineChecks;
import dev.halfspeed.core.Principal;
import dev.halfspeed.health.MachineStatus;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.report.view.machine.MachineView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What people ask of machines: how they are and were, checks, whether they get work. */
final class MachineOperations implements MachineControl {
  private final MachineViews machines;
  private final MachineHistories histories;
  private final MachineStatuses statuses;
  private final RunningCampaigns running;
  private final MachineChecks checks;
  private final CheckViews checkViews;
  private final Health health;
  private final MachineRegistry stations;
  private final Names registry;

  /** On the machines of one controller. */
  MachineOperations(
      MachineViews machines,
      MachineHistories histories,
      MachineStatuses statuses,
      RunningCampaigns running,
      MachineChecks checks,
      CheckViews checkViews,
      Health health,
      MachineRegistry stations,
      Names registry) {
    this.machines = machines;
    this.histories = histories;
    this.statuses = statuses;
    this.running = running;
    this.checks = checks;
    this.checkViews = checkViews;
    this.health = health;
    this.stations = stations;
    this.registry = registry;
  }

  @Override
  public List<MachineView> all() {
    return machines.all(running.activities());
  }

  @Override
  public List<MachineDay> days(Instant from, Instant until) {
    return histories.days(all(), from, until);
  }

  @Override
  public MachineHistory history(String name, Instant from, Instant until) throws Problem {
    return histories.history(machine(name), from, until);
  }

  @Override
  public List<MachineView> check(String lab, String machine, Principal by) throws Problem {
    registry.checkLab(lab, by);
    List<MachineView> checked = machines.check(lab, machine, running.activities());
    registry.remember(lab, List.of(), by);
    return checked;
  }

  @Override
  public List<CheckView> startCheck(CheckRequest asked, Principal by) throws Problem {
    CheckRequest request = registry.resolve(asked, by);
    List<CheckView> started = new ArrayList<>();
    for (String id : checks.start(request, by)) {
      started.add(check(id));
    }
    registry.remember(request.lab(), List.of(request.repository()), by);
    health.knows(stations.reached().stream().map(ConnectedMachine::machine).toList());
    return List.copyOf(started);
  }

  @Override
  public List<CheckView> checks() {
    return checkViews.all();
  }

  @Override
  public CheckView check(String id) throws Problem {
    return checkViews
        .one(id)
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "there is no check \"" + id + "\"",
                "GET /api/v1/checks lists them"));
  }

  @Override
  public MachineView drain(String machine, String reason, Principal by) throws Problem {
    return stand(
        machine, MachineStatus.State.DRAINED, reason.isBlank() ? "by request" : reason, by);
  }

  @Override
  public MachineView admit(String machine, String reason, Principal by) throws Problem {
    return stand(
        machine, MachineStatus.State.ADMITTED, reason.isBlank() ? "by request" : reason, by);
  }

  private MachineView stand(String name, MachineStatus.State state, String reason, Principal by)
      throws Problem {
    MachineView machine = machine(name);
    statuses.set(name, machine.address(), state, MachineStatus.Cause.PERSON, reason, by);
    return machine(name);
  }

  private MachineView machine(String name) throws Problem {
    List<MachineView> known = all();
    return known.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "no machine \"" + name + "\" is known",
                known.isEmpty()
                    ? "look at it first: halfspeed machine check --lab FILE"
                    : NearestName.suggest(name, known.stream().map(MachineView::name).toList())));
  }

  @Override
  public Map<String, Integer> queues() {
    return histories.queues(all());
  }
}
