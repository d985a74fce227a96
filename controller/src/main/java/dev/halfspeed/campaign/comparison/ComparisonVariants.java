package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.campaign.VariantSetup;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;

/** How the variants of a comparison were measured. */
public final class ComparisonVariants {
  private ComparisonVariants() {}

  /**
   * Of one of its variants.
   *
   * @throws Problem when it has no such variant
   */
  public static VariantSetup setup(CampaignRecord record, Revision revision) throws Problem {
    ComparisonDetail detail = RowJson.read(record.detailJson(), ComparisonDetail.class);
    ComparisonRequest request = RowJson.read(record.requestJson(), ComparisonRequest.class);
    int number = revision instanceof Revision.Candidate(int index) ? index : -1;
    if (number < 0 || number >= detail.variants().size()) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "comparison " + record.id() + " has no such variant",
          "its page names those that it has");
    }
    ComparisonDetail.Variant variant = detail.variants().get(number);
    ComparisonRequest.Variant asked = request.variants().get(number);
    var parameters = new HashMap<>(detail.parameters());
    // What the first variant alone sets holds for no other; the recipe's default of it is not kept.
    parameters.keySet().removeAll(request.variants().getFirst().parameters().keySet());
    parameters.putAll(request.parameters());
    parameters.putAll(asked.parameters());
    return new VariantSetup(
        variant.name(),
        detail.recipe(),
        parameters,
        variant.what().isEmpty() ? detail.config() : detail.config() + "; " + variant.what(),
        new CounterEvidences.Metric(
            detail.metric().name(), detail.metric().unit(), detail.metric().higherIsBetter()),
        Optional.of(
            new VariantSetup.Source(
                request.recipe(),
                asked.repository(),
                variant.commit().id(),
                Objects.requireNonNullElse(variant.reverts(), asked.taken()),
                asked.configBase(),
                asked.configFragments(),
                asked.kernelArguments(),
                request.lab())));
  }
}
