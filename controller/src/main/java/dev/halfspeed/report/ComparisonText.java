package dev.halfspeed.report;

/** Words for comparisons. */
public final class ComparisonText {
  private ComparisonText() {}

  /** Sentences. */
  public static String conclusion(ComparisonView view) {
    return view.pairs().toString();
  }

  /** A report. */
  public static String markdown(ComparisonView view) {
    return conclusion(view);
  }
}
