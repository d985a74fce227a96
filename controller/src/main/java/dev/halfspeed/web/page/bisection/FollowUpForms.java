package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The forms that start another campaign as this bisection was asked for: a comparison of two of its
 * commits, and a bisection of another range.
 *
 * @param address of the bisection's page
 * @param key of this page: a form that comes twice with it starts one campaign
 * @param mayCompare whether commits can be compared: not where runs pass or fail
 * @param first of a comparison, as it is filled in, like {@code second}
 * @param good of a bisection, as it is filled in, like {@code bad}
 * @param commits that were measured, to choose from
 */
public record FollowUpForms(
    String address,
    String key,
    boolean mayCompare,
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
    BisectionView.Commit goodEnd =
        Objects.requireNonNullElse(view.request().goodEnd(), view.request().good());
    return new FollowUpForms(
        Links.campaign(view.id(), true),
        UUID.randomUUID().toString(),
        !Words.isPassOrFail(view.request()),
        culprits.isEmpty() ? goodEnd.id() : culprits.getFirst().id() + "~1",
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
