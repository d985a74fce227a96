package dev.halfspeed.web.site;

import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.web.page.Show;
import java.util.List;
import java.util.Map;

/** Asks for a comparison of two commits as a bisection measured them. */
final class ComparedCommits {
  private static final double CONFIDENCE = 0.99;
  private static final double SMALLEST = 0.01;
  private static final int MOST_BOOTS = 200;

  private ComparedCommits() {}

  /**
   * The request.
   *
   * @param repositories that have names: who is let in by a token may not name paths
   * @throws Problem when the bisection does not know how it was asked for
   */
  static ComparisonRequest of(
      BisectionView view, List<RepositoryView> repositories, String first, String second)
      throws Problem {
    BisectionView.Setup setup = view.request().setup();
    if (setup == null) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Bisection " + view.id() + " was started by a version that did not keep how",
          "Use halfspeed compare.");
    }
    String path = view.request().repository();
    String repository =
        repositories.stream()
            .filter(one -> one.path().equals(path))
            .map(RepositoryView::name)
            .findFirst()
            .orElse(path);
    return new ComparisonRequest(
        List.of(variant(repository, setup, first), variant(repository, setup, second)),
        setup.recipe(),
        setup.profile(),
        setup.parameters(),
        setup.lab(),
        setup.metric(),
        CONFIDENCE,
        SMALLEST,
        Math.max(1, setup.runs()),
        MOST_BOOTS,
        setup.seed(),
        null);
  }

  private static ComparisonRequest.Variant variant(
      String repository, BisectionView.Setup setup, String revision) {
    return new ComparisonRequest.Variant(
        Show.commit(revision.strip()),
        repository,
        revision.strip(),
        setup.configBase(),
        setup.configFragments(),
        List.of(),
        Map.of());
  }
}
