package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.campaign.CampaignKind;
import dev.halfspeed.campaign.CampaignRun;
import dev.halfspeed.campaign.Engine;
import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.ToolCheck;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;
import java.util.Optional;

/** The campaigns that check one machine: whole, or again against an earlier check. */
final class CheckKind implements CampaignKind<CheckRequest> {
  private final CampaignRecord.Kind kind;
  private final Engine engine;
  private final CheckRequestCheck check;
  private final MachineRegistry stations;
  private final PassedChecks passed;

  /**
   * A kind of check.
   *
   * @param kind {@link CampaignRecord.Kind#CHECK}, or {@link CampaignRecord.Kind#RECHECK}: compared
   *     with the last whole check that the machine passed
   */
  CheckKind(
      CampaignRecord.Kind kind,
      Engine engine,
      CheckRequestCheck check,
      MachineRegistry stations,
      PassedChecks passed) {
    this.kind = kind;
    this.engine = engine;
    this.check = check;
    this.stations = stations;
    this.passed = passed;
  }

  @Override
  public CampaignRecord.Kind kind() {
    return kind;
  }

  @Override
  public String prefix() {
    return "c";
  }

  @Override
  public Class<CheckRequest> request() {
    return CheckRequest.class;
  }

  @Override
  public String running() {
    return MachineChecks.RUNNING;
  }

  /** Of a request that names one machine. */
  @Override
  public Accepted accept(CheckRequest request) throws Problem {
    KnownGood kernel = kernel(request);
    Machine machine = machine(request);
    requireFree(machine.name());
    ConnectedMachine station = stations.reach(machine, kernel.recipe().tools());
    Optional<Problem> missing =
        ToolCheck.missing(machine, station.facts(), RequestParts.tools(kernel.recipe()));
    if (missing.isPresent()) {
      throw missing.get();
    }
    Optional<CheckBaseline> baseline =
        kind == CampaignRecord.Kind.RECHECK ? passed.baseline(machine.name()) : Optional.empty();
    CheckDetail detail =
        CheckDetail.of(kernel, station, baseline.map(CheckBaseline::check).orElse(""));
    return new Accepted(
        Optional.of(machine.name()),
        detail.experiment().digest(),
        RowJson.write(detail),
        (id, terms) -> run(id, terms, request, kernel, detail, station),
        () -> {});
  }

  private KnownGood kernel(CheckRequest request) throws Problem {
    return check.check(request, engine.snapshots().ofChecks());
  }

  private Machine machine(CheckRequest request) throws Problem {
    return stations.machines(request.lab()).stream()
        .filter(machine -> machine.name().equals(request.machine()))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                "the lab has no machine \"" + request.machine() + "\" any more",
                "put it back into the lab file"));
  }

  private void requireFree(String machine) throws Problem {
    for (CampaignRecord open : engine.store().campaigns().open(MachineChecks.KINDS)) {
      if (machine.equals(open.machine())) {
        throw new Problem(
            ProblemCode.WRONG_STATE,
            "machine " + machine + " is being checked: " + open.id(),
            "wait for it: halfspeed machine list");
      }
    }
  }

  @Override
  public CampaignRun takeUp(CampaignRecord record) throws Problem {
    CheckRequest request = RowJson.read(record.requestJson(), CheckRequest.class);
    CheckDetail kept = RowJson.read(record.detailJson(), CheckDetail.class);
    KnownGood kernel = kernel(request);
    if (!kernel.settings().equals(kept.settings())) {
      throw CampaignKind.hasChanged("check", record.id());
    }
    Machine machine = machine(request);
    ConnectedMachine station =
        stations
            .before(machine)
            .orElseThrow(() ->
                new Problem(
                    "machine " + machine.name() + " was never looked at",
                    "look at it: halfspeed machine check"));
    return run(record.id(), Terms.of(record), request, kernel, kept.on(station), station);
  }

  private CampaignRun run(
      String id,
      Terms terms,
      CheckRequest request,
      KnownGood kernel,
      CheckDetail detail,
      ConnectedMachine station) {
    return engine.run(
        new CampaignRun.Order(
            id,
            new CheckCampaign(
                request, () -> detail(id).on(station), passed.named(detail.baseline())),
            new CheckedKernel(kernel),
            detail,
            new Journal(
                detail.metric(),
                new MetricScale(detail.higherIsBetter(), Sought.REGRESSION),
                detail.machines()),
            terms,
            List.of(station),
            kernel.recipe(),
            request.seed(),
            0,
            true));
  }

  private CheckDetail detail(String id) {
    return RowJson.read(
        engine.store().campaigns().find(id).orElseThrow().detailJson(), CheckDetail.class);
  }

  @Override
  public Campaign.Ending failed(String words, Interventions interventions) {
    return CheckEnding.brokenOff(words).asEnding();
  }

  @Override
  public Campaign.Ending cancelled(Cancellation cancellation, Interventions interventions) {
    return CheckCampaign.cancelledBy(cancellation);
  }
}
