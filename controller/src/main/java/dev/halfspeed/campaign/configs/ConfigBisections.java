package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.campaign.CampaignKind;
import dev.halfspeed.campaign.CampaignRun;
import dev.halfspeed.campaign.Engine;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.configs.OptionSearch;
import dev.halfspeed.configs.SearchRound;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Settings;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;

/** The campaigns that find options of a configuration. */
public final class ConfigBisections implements CampaignKind<ConfigBisectionRequest> {
  private final Engine engine;
  private final ConfigBisectionCheck check;

  public ConfigBisections(Engine engine, ConfigBisectionCheck check) {
    this.engine = engine;
    this.check = check;
  }

  @Override
  public CampaignRecord.Kind kind() {
    return CampaignRecord.Kind.CONFIG_BISECTION;
  }

  @Override
  public String prefix() {
    return "o";
  }

  @Override
  public Class<ConfigBisectionRequest> request() {
    return ConfigBisectionRequest.class;
  }

  @Override
  public Accepted accept(ConfigBisectionRequest request) throws Problem {
    CheckedConfigBisection checked = check.check(request);
    return new Accepted(
        checked.detail().experiment().digest(),
        RowJson.write(checked.detail()),
        (id, terms) -> run(id, terms, checked, List.of()),
        checked::close);
  }

  @Override
  public CampaignRun takeUp(CampaignRecord record) throws Problem {
    ConfigBisectionDetail kept = RowJson.read(record.detailJson(), ConfigBisectionDetail.class);
    ConfigBisectionRequest request =
        RowJson.read(record.requestJson(), ConfigBisectionRequest.class);
    CheckedConfigBisection checked = check.checkAgain(request.at(kept.commit().id()));
    if (!kept.settings().equals(checked.detail().settings())
        || !kept.machines().equals(checked.detail().machines())) {
      checked.close();
      throw CampaignKind.hasChanged("config bisection", record.id());
    }
    // Every decision has the rounds that it was made in, and is written before its job starts.
    List<SearchRound.Start> starts =
        CampaignKind.orDiscard(
            checked::close,
            () ->
                engine
                    .store()
                    .campaigns()
                    .lastAssessment(record.id())
                    .map(json -> RowJson.read(json, ConfigAssessment.class).starts())
                    .orElse(List.of()));
    return run(record.id(), Terms.of(record), checked.with(kept), starts);
  }

  private CampaignRun run(
      String id, Terms terms, CheckedConfigBisection checked, List<SearchRound.Start> starts) {
    return CampaignKind.orDiscard(checked::close, () -> made(id, terms, checked, starts));
  }

  private CampaignRun made(
      String id, Terms terms, CheckedConfigBisection checked, List<SearchRound.Start> starts) {
    ConfigBisectionDetail detail = checked.detail();
    ConfigBisectionRequest request = checked.request();
    var search =
        new OptionSearch(
            detail.difference().groups(),
            new Settings(
                request.confidence(),
                request.maximumBoots(),
                request.seed(),
                detail.reproducer(),
                request.runs()),
            starts);
    var journal = new Journal(detail.metric(), detail.scale(), detail.machines());
    return engine.run(
        new CampaignRun.Order(
            id,
            new ConfigBisectionCampaign(request, detail, search, journal),
            new ConfigVariants(
                checked, search, Snapshots.open(engine.snapshots().of(id), checked.history())),
            detail,
            journal,
            terms,
            checked.stations(),
            checked.recipe(),
            request.seed(),
            detail.difference().groups().size() - 1,
            false));
  }

  @Override
  public Campaign.Ending failed(String words, Interventions interventions) {
    return ConfigBisectionCampaign.ending(
        ConfigEnding.plain("failed", words).with(InterventionText.onEvidenceEver(interventions)));
  }

  @Override
  public Campaign.Ending cancelled(Cancellation cancellation, Interventions interventions) {
    return ConfigBisectionCampaign.ending(
        ConfigBisectionCampaign.cancelledBy(cancellation)
            .with(InterventionText.onEvidenceEver(interventions)));
  }
}
