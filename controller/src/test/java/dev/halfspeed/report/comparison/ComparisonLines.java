package dev.halfspeed.report.comparison;

import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;

/** What tests make of comparisons. */
public final class ComparisonLines {
  private ComparisonLines() {}

  /** A comparison as a list has it. */
  public static ComparisonSummary summary(ComparisonView view) {
    return new ComparisonSummary(
        view.id(),
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        view.recipe(),
        view.metric(),
        view.variants().stream().map(ComparisonView.Variant::name).toList(),
        view.boots(),
        view.bootsToGo(),
        view.origin().paused() != null,
        view.conclusion());
  }
}
