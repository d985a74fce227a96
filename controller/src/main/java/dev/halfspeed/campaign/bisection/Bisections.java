package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.campaign.CampaignKind;
import dev.halfspeed.campaign.CampaignRun;
import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.campaign.Engine;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.BootWays;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Settings;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;
import java.util.Optional;

/** The campaigns that find a commit. */
public final class Bisections implements CampaignKind<BisectionRequest> {
  private final Engine engine;
  private final RequestCheck check;

  public Bisections(Engine engine, RequestCheck check) {
    this.engine = engine;
    this.check = check;
  }

  @Override
  public CampaignRecord.Kind kind() {
    return CampaignRecord.Kind.BISECTION;
  }

  @Override
  public String prefix() {
    return "b";
  }

  @Override
  public Class<BisectionRequest> request() {
    return BisectionRequest.class;
  }

  @Override
  public Accepted accept(BisectionRequest request) throws Problem {
    CheckedRequest found = check.check(request);
    CheckedRequest checked = CampaignKind.orDiscard(found::close, () -> experienced(found));
    return new Accepted(
        checked.resolved().experiment().digest(),
        RowJson.write(checked.resolved()),
        (id, terms) -> run(id, terms, checked),
        checked::close);
  }

  /**
   * With what earlier bisections and checks tell of the machines' noise: settled here, and kept.
   */
  private CheckedRequest experienced(CheckedRequest checked) {
    Resolved resolved = checked.resolved();
    if (resolved.isPassOrFail()) {
      // What passed or failed elsewhere tells nothing of noise.
      return checked;
    }
    Optional<String> comparison =
        Optional.ofNullable(checked.request().known()).map(BisectionRequest.Known::comparison);
    if (comparison.isPresent()) {
      resolved =
          resolved.withEnds(
              ComparedEnds.of(engine.store(), resolved, checked.stations(), comparison.get()));
    }
    var experience = Experience.of(engine.store(), resolved);
    String counted = comparison.map(id -> id + "/").orElse("");
    return checked.with(
        resolved.withEarlier(
            checked.stations().stream()
                .flatMap(station ->
                    experience
                        .earlier(station.name(), BootWays.known(station.machine(), station.facts()))
                        .stream())
                // Boots that stand for the ends tell the noise as these do.
                .filter(boot -> counted.isEmpty() || !boot.image().startsWith(counted))
                .toList()));
  }

  @Override
  public CampaignRun takeUp(CampaignRecord record) throws Problem {
    Resolved kept = RowJson.read(record.detailJson(), Resolved.class);
    BisectionRequest request = RowJson.read(record.requestJson(), BisectionRequest.class);
    CheckedRequest checked = check.checkAgain(request.withEnds(kept.good().id(), kept.bad().id()));
    Resolved now = checked.resolved();
    if (!kept.goodEnd().equals(now.goodEnd())
        || kept.candidates() != now.candidates()
        || !kept.settings().equals(now.settings())
        || !kept.machines().equals(now.machines())) {
      checked.close();
      throw CampaignKind.hasChanged("bisection", record.id());
    }
    return run(record.id(), Terms.of(record), checked.with(kept));
  }

  private CampaignRun run(String id, Terms terms, CheckedRequest checked) {
    return CampaignKind.orDiscard(checked::close, () -> made(id, terms, checked));
  }

  private CampaignRun made(String id, Terms terms, CheckedRequest checked) {
    var options = new KernelOptions(checked.range().dag(), engine.store().jobs()::config);
    options.read(engine.store().jobs().all(id));
    var revisions =
        new Revisions(
            checked, Snapshots.open(engine.snapshots().of(id), checked.history()), options);
    Resolved resolved = checked.resolved();
    return engine.run(
        new CampaignRun.Order(
            id,
            new BisectionCampaign(checked, revisions, options, boots -> search(checked, boots)),
            revisions,
            resolved,
            new Journal(
                resolved.metric(), resolved.scale(), resolved.isPassOrFail(), resolved.machines()),
            terms,
            checked.stations(),
            checked.recipe(),
            checked.request().seed(),
            checked.range().dag().bad(),
            false));
  }

  /** What is believed before the first boot: all commits alike, or what a series says. */
  private static Prior prior(CheckedRequest checked) {
    CommitRange range = checked.range();
    List<BisectionRequest.Point> points =
        Optional.ofNullable(checked.request().known()).stream()
            .flatMap(known -> known.points().stream())
            .filter(point -> range.indexOf(point.commit()).isPresent())
            .toList();
    return points.isEmpty()
        ? Prior.uniform(range.dag())
        : Prior.between(
            range.dag(),
            points.stream().mapToInt(point -> range.indexOf(point.commit()).getAsInt()).toArray(),
            points.stream().mapToDouble(BisectionRequest.Point::probability).toArray());
  }

  private static Search search(CheckedRequest checked, int boots) {
    return new BayesianSearch(
        checked.range().dag(),
        prior(checked),
        new Settings(
            checked.request().confidence(),
            boots,
            checked.request().seed(),
            checked.resolved().reproducer(),
            checked.request().runs()));
  }

  @Override
  public Campaign.Ending failed(String words, Interventions interventions) {
    return BisectionCampaign.ending(
        CampaignState.FAILED,
        Endings.failed(words).with(InterventionText.onEvidence(interventions)));
  }

  @Override
  public Campaign.Ending cancelled(Cancellation cancellation, Interventions interventions) {
    return BisectionCampaign.ending(
        CampaignState.CANCELLED,
        Endings.cancelled(cancellation).with(InterventionText.onEvidence(interventions)));
  }
}
