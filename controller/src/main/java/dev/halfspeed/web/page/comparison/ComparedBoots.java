package dev.halfspeed.web.page.comparison;

import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.web.page.BootsPlot;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every boot of a comparison, as a chart. */
final class ComparedBoots {
  private static final String LETTERS = "ABCDEFGH";

  private ComparedBoots() {}

  /** What stands for a variant in charts. */
  static String letter(int variant) {
    return LETTERS.substring(variant, variant + 1);
  }

  /** The chart of a comparison; absent while no boot counts. */
  static @Nullable BootsPlot plot(ComparisonView view) {
    List<ComparisonView.Boot> boots =
        view.measured().stream().filter(boot -> !boot.values().isEmpty()).toList();
    var kernels = new ArrayList<BootsPlot.Boots>();
    for (ComparisonView.Variant variant : view.variants()) {
      kernels.add(
          new BootsPlot.Boots(
              letter(kernels.size()) + " " + ComparisonText.name(variant.name()),
              boots.stream()
                  .filter(boot -> boot.variant().equals(variant.name()))
                  .map(boot -> new BootsPlot.Boot(boot.number(), boot.values(), words(view, boot)))
                  .toList()));
    }
    return BootsPlot.of(
        "%s of %s: %s"
            .formatted(
                Show.line(view.metric()),
                Show.count(boots.size(), "boot"),
                String.join(" ", ComparisonText.sentences(view))),
        view.unit().equals("1/s")
            ? Show.line(view.metric())
            : Show.line(view.metric() + ", " + view.unit()),
        kernels);
  }

  private static String words(ComparisonView view, ComparisonView.Boot boot) {
    return "boot %d, %s on %s, block %d: %s"
        .formatted(
            boot.number(),
            ComparisonText.name(boot.variant()),
            Show.line(boot.machine()),
            boot.block(),
            boot.values().stream()
                .map(value ->
                    Show.value(value, view.unit().equals("1/s") ? view.metric() : view.unit()))
                .collect(Collectors.joining(", ")));
  }
}
