package dev.halfspeed.report.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which boots of other campaigns a bisection counts, in words. */
public final class BorrowedText {
  private BorrowedText() {}

  /** Without a full stop; empty where there are none. */
  public static Optional<String> words(BisectionView.@Nullable Borrowed borrowed) {
    if (borrowed == null) {
      return Optional.empty();
    }
    var parts = new ArrayList<String>();
    if (borrowed.comparison() != null && borrowed.ends() > 0) {
      parts.add(
          "of the ends, %s of comparison %s"
              .formatted(Words.count(borrowed.ends(), "boot"), borrowed.comparison()));
    }
    if (borrowed.noise() > 0) {
      parts.add(
          "of the noise between boots, %s of earlier campaigns"
              .formatted(Words.count(borrowed.noise(), "boot")));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }
}
