package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forms that start another campaign as this bisection was asked for: a comparison of two of its
 * commits, and a bisection of another range.
 *
 * @param address of the bisection's page
 * @param first of a comparison, as it is filled in, like {@code second}
 * @param good of a bisection, as it is filled in, like {@code bad}
 * @param commits that were measured, to choose from
 */
public record FollowUpForms(
    String address,
    String first,
    String second,
    String good,
    String bad,
    int maximumBoots,
    List<Choice> commits) {
  /** More are not offered; any commit can be typed in. */
  private static final int MOST = 200;

  public FollowUpForms {
    commits = List.copyOf(commits);
  }

  /** A commit that may be chosen. */
  public record Choice(String id, String subject) {}

  /**
   * Of a bisection: a comparison of the culprit with what is before it, or of both ends, and the
   * same bisection once more; absent where it does not know how it was asked for.
   */
  static @Nullable FollowUpForms of(BisectionView view, MeasuredCommits measured) {
    BisectionView.Setup setup = view.request().setup();
    if (setup == null) {
      return null;
    }
    List<BisectionView.Commit> culprits = Culprits.of(view);
    return new FollowUpForms(
        Links.campaign(view.id(), true),
        culprits.isEmpty() ? view.request().good().id() : culprits.getFirst().id() + "~1",
        culprits.isEmpty() ? view.request().bad().id() : culprits.getFirst().id(),
        Show.line(setup.good()),
        Show.line(setup.bad()),
        view.request().maximumBoots(),
        measured.commits().stream()
            .limit(MOST)
            .map(row -> new Choice(row.commit().id(), Show.line(row.commit().subject())))
            .toList());
  }
}
