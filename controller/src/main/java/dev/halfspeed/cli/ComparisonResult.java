package dev.halfspeed.cli;

import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.ComparisonText;
import dev.halfspeed.report.ComparisonView;
import dev.halfspeed.report.Words;
import java.util.ArrayList;
import java.util.List;

/** What a comparison has shown: its numbers as a table, and what they mean. */
final class ComparisonResult {
  private static final int SOMETHING_TO_PUT_RIGHT = 2;

  private ComparisonResult() {}

  /** The lines for a terminal or file of so many columns; the table is not broken. */
  static List<String> lines(ComparisonView view, int columns) {
    var lines = new ArrayList<String>(Text.table(ComparisonText.table(view)));
    lines.add("");
    String conclusion = view.conclusion();
    // A comparison that failed says something else.
    boolean usual = conclusion == null || conclusion.equals(ComparisonText.conclusion(view));
    for (String sentence : usual ? ComparisonText.sentences(view) : List.of(conclusion)) {
      lines.addAll(Text.wrap(sentence, columns));
    }
    lines.add("");
    lines.add(
        ComparisonNarrator.progress(view)
            + (view.endedAt() == null
                ? ""
                : " in " + Words.between(view.createdAt(), view.endedAt())));
    return lines;
  }

  /** The exit code: 0 when every pair is decided, 2 when there is something to put right. */
  static int code(ComparisonView view) {
    boolean failed =
        view.state() == BisectionView.State.FAILED
            || view.variants().stream().anyMatch(variant -> variant.failure() != null);
    if (failed) {
      return SOMETHING_TO_PUT_RIGHT;
    }
    return view.pairs().stream().allMatch(ComparisonResult::isDecided) ? 0 : 1;
  }

  private static boolean isDecided(ComparisonView.Pair pair) {
    return pair.verdict() == ComparisonView.Verdict.DIFFERENT
        || pair.verdict() == ComparisonView.Verdict.SAME;
  }
}
