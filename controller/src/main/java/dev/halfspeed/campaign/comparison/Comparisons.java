package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.campaign.CampaignKind;
import dev.halfspeed.campaign.CampaignRun;
import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.campaign.Engine;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;

/** The campaigns that compare variants. */
public final class Comparisons implements CampaignKind<ComparisonRequest> {
  private final Engine engine;
  private final ComparisonCheck check;
  private final EarlierComparisons earlier;

  public Comparisons(Engine engine, ComparisonCheck check) {
    this.engine = engine;
    this.check = check;
    earlier = new EarlierComparisons(engine.store());
  }

  @Override
  public CampaignRecord.Kind kind() {
    return CampaignRecord.Kind.COMPARISON;
  }

  @Override
  public String prefix() {
    return "k";
  }

  @Override
  public Class<ComparisonRequest> request() {
    return ComparisonRequest.class;
  }

  @Override
  public Accepted accept(ComparisonRequest request) throws Problem {
    CheckedComparison checked = check.check(request);
    return CampaignKind.orDiscard(checked::close, () -> accepted(afterEarlier(checked)));
  }

  private CheckedComparison afterEarlier(CheckedComparison checked) {
    return earlier
        .of(checked)
        .map(others -> checked.with(checked.detail().after(others)))
        .orElse(checked);
  }

  private Accepted accepted(CheckedComparison checked) {
    return new Accepted(
        checked.detail().experiment().digest(),
        RowJson.write(checked.detail()),
        (id, terms) -> run(id, terms, checked),
        checked::close);
  }

  @Override
  public CampaignRun takeUp(CampaignRecord record) throws Problem {
    ComparisonDetail kept = RowJson.read(record.detailJson(), ComparisonDetail.class);
    ComparisonRequest request = RowJson.read(record.requestJson(), ComparisonRequest.class);
    CheckedComparison checked = check.checkAgain(request.at(kept.pins()));
    if (!kept.settings().equals(checked.detail().settings())
        || !kept.machines().equals(checked.detail().machines())) {
      checked.close();
      throw CampaignKind.hasChanged("comparison", record.id());
    }
    return run(record.id(), Terms.of(record), checked.with(kept));
  }

  private CampaignRun run(String id, Terms terms, CheckedComparison checked) {
    return CampaignKind.orDiscard(checked::close, () -> made(id, terms, checked));
  }

  private CampaignRun made(String id, Terms terms, CheckedComparison checked) {
    ComparisonDetail detail = checked.detail();
    return engine.run(
        new CampaignRun.Order(
            id,
            new ComparisonCampaign(
                checked.request(), detail, earlier.pages(detail), () -> conclusion(id)),
            new ComparedVariants(checked, engine.snapshots(), id),
            detail,
            ComparisonViews.journal(detail),
            terms,
            checked.stations(),
            checked.recipe(),
            // Boots that count already had the seeds of the request.
            checked.request().seed() + detail.countedBoots(),
            detail.variants().size() - 1,
            false));
  }

  private String conclusion(String id) {
    CampaignRecord record = engine.store().campaigns().find(id).orElseThrow();
    return ComparisonText.conclusion(new ComparisonViews(engine.store()).view(record, List.of()));
  }

  @Override
  public Campaign.Ending failed(String words, Interventions interventions) {
    return ComparisonCampaign.ending(
        CampaignState.FAILED, words + InterventionText.onEvidence(interventions));
  }

  @Override
  public Campaign.Ending cancelled(Cancellation cancellation, Interventions interventions) {
    return ComparisonCampaign.cancelledBy(cancellation, InterventionText.onEvidence(interventions));
  }
}
