package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.OptionsView;
import dev.halfspeed.search.Revision;
import java.util.List;
import java.util.Optional;

/** Shows what a bisection's rows keep as people and programs see it. */
final class RecordViews {
  private RecordViews() {}

  static BisectionView.Ending ending(BisectionEnding ending) {
    return new BisectionView.Ending(
        ending.kind(),
        commits(ending.commits()),
        ending.confidence(),
        Optional.ofNullable(ending.effect()).map(MetricChange::view).orElse(null),
        ending.share(),
        Optional.ofNullable(ending.proof()).map(RecordViews::proof).orElse(null),
        ending.others().stream().map(RecordViews::culprit).toList(),
        ending.words(),
        ending.withoutProfile());
  }

  private static List<BisectionView.Commit> commits(List<BisectionEnding.Commit> commits) {
    return commits.stream().map(RecordViews::commit).toList();
  }

  private static BisectionView.Commit commit(BisectionEnding.Commit commit) {
    return new BisectionView.Commit(commit.id(), commit.subject(), commit.index());
  }

  private static BisectionView.Culprit culprit(BisectionEnding.Culprit culprit) {
    return new BisectionView.Culprit(
        commit(culprit.commit()),
        culprit.confidence(),
        culprit.effect().view(),
        culprit.share(),
        proof(culprit.proof()));
  }

  private static BisectionView.Proof proof(BisectionEnding.Proof proof) {
    return new BisectionView.Proof(
        proof.culpritValues(),
        proof.parentValues(),
        proof.logLikelihoodRatio(),
        proof.revertRecovered(),
        Optional.ofNullable(proof.parents()).map(RecordViews::commits).orElse(null),
        Optional.ofNullable(proof.options()).map(RecordViews::options).orElse(null));
  }

  static OptionsView options(BisectionEnding.Options options) {
    return new OptionsView(
        options.changed().stream()
            .map(changed ->
                new OptionsView.Changed(
                    changed.symbol(), changed.before(), changed.after(), changed.area()))
            .toList(),
        options.isAll(),
        options.trials().stream().map(RecordViews::trial).toList());
  }

  private static OptionsView.Trial trial(BisectionEnding.Trial trial) {
    BisectionEnding.Recovered recovered = trial.recovered();
    return new OptionsView.Trial(
        by(trial.by()),
        trial.restored(),
        trial.arguments(),
        trial.values(),
        recovered == null
            ? null
            : new OptionsView.Recovered(
                recovered.share(),
                recovered.low(),
                recovered.high(),
                recovered.coversMost(),
                recovered.coversNothing()),
        trial.obstacle());
  }

  private static OptionsView.By by(Revision.PutBack by) {
    return switch (by) {
      case SETTINGS -> OptionsView.By.SETTINGS;
      case DEFINITIONS -> OptionsView.By.DEFINITIONS;
    };
  }

  static BisectionView.Forecast forecast(AssessmentRecord.Forecast forecast) {
    return new BisectionView.Forecast(
        span(forecast.boots()),
        forecast.calibrationBoots(),
        forecast.searchBoots(),
        forecast.proofBoots(),
        forecast.builds(),
        Optional.ofNullable(forecast.seconds()).map(RecordViews::span).orElse(null),
        forecast.machineSeconds(),
        forecast.success(),
        forecast.resolvable());
  }

  private static BisectionView.Span span(AssessmentRecord.Span span) {
    return new BisectionView.Span(span.expected(), span.low(), span.high());
  }

  static BisectionView.Posterior posterior(AssessmentRecord.Posterior posterior) {
    return new BisectionView.Posterior(
        posterior.whole(), posterior.from(), posterior.until(), posterior.near());
  }
}
