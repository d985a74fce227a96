package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.util.List;

/**
 * Why a commit is taken for what it is.
 *
 * @param position from 1
 * @param seen its mean with the 95 % interval
 * @param why expected, seen, and what follows, in words
 * @param probability that it is the culprit; empty where it is told of a part of the range only
 * @param beside address of what it can be shown beside
 */
public record VerdictRow(
    CommitWords commit,
    String position,
    Badge side,
    String seen,
    String why,
    String probability,
    String beside) {
  static VerdictRow of(
      MeasuredCommits.Measured row, BisectionView view, MeasuredCommits measured, CommitBook book) {
    BisectionView.Request request = view.request();
    return new VerdictRow(
        CommitWords.of(row.commit(), book),
        "%,d of %,d".formatted(row.position() + 1, request.candidates()),
        row.role().equals(MeasuredCommits.BAD_END)
            ? new Badge("the bad end", "")
            : Badge.side(row.side()),
        Words.value(row.mean(), request)
            + (measured.isSpreadKnown()
                ? " (" + Words.interval(row.low(), row.high(), request) + ")"
                : "")
            + " in "
            + Show.count(row.boots(), "boot"),
        why(row, request, measured),
        probability(row.position(), view),
        Links.variants(view.id() + ":candidate-" + row.position(), "", "", ""));
  }

  private static String why(
      MeasuredCommits.Measured row, BisectionView.Request request, MeasuredCommits measured) {
    if (measured.good().isEmpty() || measured.bad().isEmpty() || !measured.isSpreadKnown()) {
      return "Both ends and their noise have to be known before it can be told apart.";
    }
    if (row.role().equals(MeasuredCommits.BAD_END)) {
      return "It is what the others are compared with.";
    }
    MeasuredCommits.Expected ends = row.expected();
    if (ends == null) {
      return measured.areEndsComparable()
          ? "No machine that has measured it has measured an end: what it differs by from them may"
              + " be what the machines differ by."
          : "No machine has measured both ends: what they differ by may be what the machines differ"
              + " by.";
    }
    String expected =
        "Expected about %s without the change and %s with it%s; seen %s."
            .formatted(
                Words.bare(ends.good(), request),
                Words.bare(ends.bad(), request),
                measured.machinesOfEnds() > 1 ? " on the machines that measured it" : "",
                Words.value(row.mean(), request));
    return expected
        + switch (row.side()) {
          case BAD ->
              " As with it (%s): the culprit is this commit or before it. A mean on the other side of %s would turn that."
                  .formatted(odds(row), Words.value(ends.middle(), request));
          case GOOD ->
              " As without it (%s): the culprit comes later, or is on a branch that is not in it. A mean on the other side of %s would turn that."
                  .formatted(odds(row), Words.value(ends.middle(), request));
          case BETWEEN ->
              " Farther from both than the noise explains: the change may have come in several"
                  + " steps.";
          case UNCLEAR ->
              " Both may have given that (%s): more boots would tell.".formatted(odds(row));
        };
  }

  private static String odds(MeasuredCommits.Measured row) {
    return row.odds() > 1e6
        ? "over a million to 1"
        : "%,d to 1".formatted(Math.max(1, Math.round(row.odds())));
  }

  private static String probability(int position, BisectionView view) {
    for (BisectionView.Suspect suspect : view.suspects()) {
      Integer index = suspect.commit().index();
      if (index != null && index == position) {
        return Words.probability(suspect.probability());
      }
    }
    BisectionView.Posterior posterior = view.posterior();
    if (posterior == null) {
      return "";
    }
    List<Double> whole = posterior.whole();
    if (whole.size() == view.request().candidates()) {
      return Words.probability(whole.get(position));
    }
    int near = position - posterior.from();
    return posterior.near().size() == posterior.until() - posterior.from()
            && near >= 0
            && near < posterior.near().size()
        ? Words.probability(posterior.near().get(near))
        : "";
  }
}
