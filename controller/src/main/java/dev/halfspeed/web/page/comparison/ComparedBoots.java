package dev.halfspeed.web.page.comparison;

import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.web.page.BootsPlot;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Every boot of a comparison, as a chart. */
final class ComparedBoots {
  private static final String LETTERS = "ABCDEFGH";

  private ComparedBoots() {}

  /** What stands for a variant in charts. */
  static String letter(int variant) {
    return LETTERS.substring(variant, variant + 1);
  }

  /**
   * The chart of a comparison; absent while no boot counts.
   *
   * @param address of a boot's row, by its place among those that count
   */
  static @Nullable BootsPlot plot(ComparisonView view, IntFunction<String> address) {
    List<ComparisonView.Boot> boots = view.measured();
    int[] drawn =
        IntStream.range(0, boots.size())
            .filter(place -> !boots.get(place).values().isEmpty())
            .toArray();
    var kernels = new ArrayList<BootsPlot.Boots>();
    for (ComparisonView.Variant variant : view.variants()) {
      kernels.add(
          new BootsPlot.Boots(
              letter(kernels.size()) + " " + ComparisonText.name(variant.name()),
              Arrays.stream(drawn)
                  .filter(place -> boots.get(place).variant().equals(variant.name()))
                  .mapToObj(place -> boot(view, boots.get(place), address.apply(place)))
                  .toList()));
    }
    return BootsPlot.of(
        "%s of %s: %s"
            .formatted(
                Show.line(view.metric()),
                Show.count(drawn.length, "boot"),
                String.join(" ", ComparisonText.sentences(view))),
        view.unit().equals("1/s")
            ? Show.line(view.metric())
            : Show.line(view.metric() + ", " + view.unit()),
        kernels);
  }

  private static BootsPlot.Boot boot(
      ComparisonView view, ComparisonView.Boot boot, String address) {
    return new BootsPlot.Boot(address, boot.values(), words(view, boot));
  }

  private static String words(ComparisonView view, ComparisonView.Boot boot) {
    return "%s, %s on %s, block %d: %s"
        .formatted(
            ComparisonPage.name(boot),
            ComparisonText.name(boot.variant()),
            Show.line(boot.machine()),
            boot.block(),
            boot.values().stream()
                .map(value ->
                    Show.value(value, view.unit().equals("1/s") ? view.metric() : view.unit()))
                .collect(Collectors.joining(", ")));
  }
}
