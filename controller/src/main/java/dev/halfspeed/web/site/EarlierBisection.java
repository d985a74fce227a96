package dev.halfspeed.web.site;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.web.page.Show;
import java.util.List;
import java.util.Map;

/** Asks for campaigns with the recipe, the configuration and the lab of an earlier bisection. */
final class EarlierBisection {
  private static final double SECONDS_AN_HOUR = 3600;

  private final BisectionView view;
  private final BisectionView.Setup setup;
  private final String repository;

  /**
   * Of a bisection.
   *
   * @param repositories that have names: who is let in by a token may not name paths
   * @throws Problem when the bisection does not know how it was asked for
   */
  EarlierBisection(BisectionView view, List<RepositoryView> repositories) throws Problem {
    BisectionView.Setup kept = view.request().setup();
    if (kept == null) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Bisection " + view.id() + " was started by a version that did not keep how",
          "Start the other one at the command line.");
    }
    this.view = view;
    this.setup = kept;
    String path = view.request().repository();
    repository =
        repositories.stream()
            .filter(one -> one.path().equals(path))
            .map(RepositoryView::name)
            .findFirst()
            .orElse(path);
  }

  /** A comparison of two commits. */
  ComparisonRequest comparison(String first, String second) {
    return new ComparisonRequest(
        List.of(variant(first.strip()), variant(second.strip())),
        setup.recipe(),
        setup.profile(),
        setup.parameters(),
        setup.lab(),
        setup.metric(),
        RequestParts.USUAL_CONFIDENCE,
        ComparisonRequest.SMALLEST,
        Math.max(ComparisonRequest.RUNS, setup.runs()),
        RequestParts.USUAL_BOOTS,
        setup.seed(),
        null);
  }

  private ComparisonRequest.Variant variant(String revision) {
    return new ComparisonRequest.Variant(
        Show.commit(revision),
        repository,
        revision,
        setup.configBase(),
        setup.configFragments(),
        List.of(),
        Map.of());
  }

  /** A bisection between other ends, or with other boots; all else is as this one has it now. */
  BisectionRequest bisection(String good, String bad, int maximumBoots) {
    Long machineSeconds = view.origin().machineSeconds();
    return new BisectionRequest(
        repository,
        good.strip(),
        bad.strip(),
        setup.recipe(),
        setup.profile(),
        setup.parameters(),
        setup.configBase(),
        setup.configFragments(),
        setup.lab(),
        setup.metric(),
        view.request().confidence(),
        setup.firstParent(),
        setup.paths(),
        setup.runs(),
        maximumBoots,
        setup.seed(),
        view.origin().askedPriority(),
        view.request().find(),
        null,
        machineSeconds == null ? null : machineSeconds / SECONDS_AN_HOUR,
        setup.perf());
  }
}
