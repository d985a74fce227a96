package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that compares two commits of a bisection as it measured them.
 *
 * @param address that takes it
 * @param first as it is filled in, like {@code second}
 * @param commits that were measured, to choose from
 */
public record CompareForm(String address, String first, String second, List<Choice> commits) {
  /** More are not offered; any commit can be typed in. */
  private static final int MOST = 200;

  public CompareForm {
    commits = List.copyOf(commits);
  }

  /** A commit that may be chosen. */
  public record Choice(String id, String subject) {}

  /**
   * Of a bisection: what is before the culprit and the culprit, or both ends; absent where it does
   * not know how it was asked for.
   */
  static @Nullable CompareForm of(BisectionView view, MeasuredCommits measured) {
    if (view.request().setup() == null) {
      return null;
    }
    List<BisectionView.Commit> culprits = Culprits.of(view);
    return new CompareForm(
        Links.campaign(view.id(), true) + "/compare",
        culprits.isEmpty() ? view.request().good().id() : culprits.getFirst().id() + "~1",
        culprits.isEmpty() ? view.request().bad().id() : culprits.getFirst().id(),
        measured.commits().stream()
            .limit(MOST)
            .map(row -> new Choice(row.commit().id(), Show.line(row.commit().subject())))
            .toList());
  }
}
