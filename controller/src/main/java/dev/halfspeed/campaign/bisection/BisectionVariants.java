package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.campaign.VariantSetup;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;
import java.util.Optional;

/** How the commits of a bisection were measured. */
public final class BisectionVariants {
  private BisectionVariants() {}

  /**
   * Of one of its revisions.
   *
   * @param commit that a boot of it was of
   */
  public static VariantSetup setup(CampaignRecord record, Revision revision, String commit) {
    Resolved resolved = RowJson.read(record.detailJson(), Resolved.class);
    BisectionRequest request = RowJson.read(record.requestJson(), BisectionRequest.class);
    return new VariantSetup(
        role(revision, resolved.candidates()),
        resolved.recipe(),
        resolved.parameters(),
        resolved.config(),
        new CounterEvidences.Metric(
            resolved.metric(), resolved.metricUnit(), resolved.higherIsBetter()),
        switch (revision) {
          case Revision.Good _, Revision.Candidate _ ->
              Optional.of(source(request, commit, List.of()));
          case Revision.Revert _ ->
              Optional.of(source(request, resolved.bad().id(), List.of(commit)));
          case Revision.CounterVariant _ -> Optional.empty();
        });
  }

  private static VariantSetup.Source source(
      BisectionRequest request, String revision, List<String> reverts) {
    return new VariantSetup.Source(
        request.recipe(),
        request.repository(),
        revision,
        reverts,
        request.configBase(),
        request.configFragments(),
        List.of(),
        request.lab());
  }

  /** What a revision is in a bisection. */
  public static String role(Revision revision, int candidates) {
    return switch (revision) {
      case Revision.Good _ -> MeasuredCommits.GOOD_END;
      case Revision.Candidate(int index) ->
          index == candidates - 1 ? MeasuredCommits.BAD_END : "candidate";
      case Revision.Revert _ -> MeasuredCommits.REVERT;
      case Revision.CounterVariant _ -> MeasuredCommits.COUNTER_VARIANT;
    };
  }
}
