package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import java.util.ArrayList;
import java.util.List;

/** What a comparison has shown: its numbers as a table, and what they mean. */
public final class ComparisonResult {
  private ComparisonResult() {}

  /** The lines for a terminal or file of so many columns; the table is not broken. */
  public static List<String> lines(ComparisonView view, int columns) {
    var lines = new ArrayList<String>(Text.table(ComparisonText.table(view)));
    lines.add("");
    paragraphs(view).forEach(paragraph -> lines.addAll(Text.wrap(paragraph, columns)));
    lines.add("");
    lines.add(
        ComparisonNarrator.progress(view)
            + (view.endedAt() == null
                ? ""
                : " in " + Words.between(view.createdAt(), view.endedAt())));
    return lines;
  }

  /** A sentence for each pair, and what else was said of the end. */
  private static List<String> paragraphs(ComparisonView view) {
    var paragraphs = new ArrayList<String>(ComparisonText.sentences(view));
    String conclusion = view.conclusion();
    String told = ComparisonText.conclusion(view);
    if (conclusion != null && !conclusion.startsWith(told)) {
      // Why it came to none.
      paragraphs.addFirst(conclusion);
    } else if (conclusion != null && conclusion.length() > told.length()) {
      paragraphs.add(conclusion.substring(told.length()).strip());
    }
    paragraphs.addAll(ComparisonText.recoveries(view));
    return paragraphs;
  }

  /** The exit code: 0 when every pair is decided, 2 when there is something to put right. */
  public static int code(ComparisonView view) {
    boolean failed =
        view.state() == BisectionView.State.FAILED
            || view.variants().stream().anyMatch(variant -> variant.failure() != null);
    if (failed) {
      return ExitCode.PROBLEM;
    }
    return view.pairs().stream().allMatch(ComparisonResult::isDecided) ? 0 : 1;
  }

  private static boolean isDecided(ComparisonView.Pair pair) {
    return pair.verdict() == ComparisonView.Verdict.DIFFERENT
        || pair.verdict() == ComparisonView.Verdict.SAME;
  }
}
