package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of a kernel's state was not as in most boots of the same machine. */
final class OddState {
  private OddState() {}

  /** In words; empty where all was as usual there. */
  static String of(List<BisectionView.Difference> differences, MeasuredCommits.Boot boot) {
    return differences.stream()
        .filter(difference -> difference.machine().equals(boot.machine()))
        .flatMap(difference -> of(difference, boot.number()).stream())
        .collect(Collectors.joining("; "));
  }

  private static Optional<String> of(BisectionView.Difference difference, int boot) {
    // Of equally many the first one: it was there first.
    BisectionView.Setting usual =
        difference.settings().reversed().stream()
            .max(Comparator.comparingInt(setting -> setting.boots().size()))
            .orElseThrow();
    return difference.settings().stream()
        .filter(setting -> setting.boots().contains(boot) && !setting.equals(usual))
        .findFirst()
        .map(setting ->
            "%s was \"%s\", mostly \"%s\""
                .formatted(difference.name(), setting.value(), usual.value()));
  }
}
