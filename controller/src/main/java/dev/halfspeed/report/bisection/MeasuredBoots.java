package dev.halfspeed.report.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Groups the samples of a bisection by boot, and decides which boots are evidence. */
final class MeasuredBoots {
  private final String metric;
  private final boolean passOrFail;

  /** Of samples that such a bisection took. */
  MeasuredBoots(BisectionView.Request request) {
    metric = request.metric();
    passOrFail = Words.isPassOrFail(request);
  }

  /** The boots in the order of their first samples. */
  List<MeasuredCommits.Boot> of(List<BisectionView.Sample> samples) {
    Map<Integer, List<BisectionView.Sample>> byBoot = new LinkedHashMap<>();
    samples.forEach(
        sample -> byBoot.computeIfAbsent(sample.boot(), _ -> new ArrayList<>()).add(sample));
    return byBoot.values().stream().map(this::boot).toList();
  }

  private MeasuredCommits.Boot boot(List<BisectionView.Sample> samples) {
    BisectionView.Sample first = samples.getFirst();
    return new MeasuredCommits.Boot(
        first.boot(),
        first.job(),
        first.commit(),
        first.role(),
        first.purpose(),
        first.machine(),
        samples,
        passOrFail,
        fault(samples));
  }

  /** As in the search: a value without a logarithm makes a boot a failure of the reproducer. */
  private @Nullable String fault(List<BisectionView.Sample> samples) {
    if (samples.stream().allMatch(sample -> Double.isNaN(sample.value()))) {
      return "the recipe gave no " + metric;
    }
    if (passOrFail) {
      return null;
    }
    List<BisectionView.Sample> wrong =
        undisturbed(samples)
            .filter(sample -> !(sample.value() > 0) || Double.isInfinite(sample.value()))
            .toList();
    return wrong.isEmpty()
        ? null
        : metric
            + " is not a finite number above zero in every run: "
            + wrong.stream()
                .map(sample -> "run " + sample.run() + " gave " + sample.value())
                .collect(Collectors.joining(", "));
  }

  /** The runs of a boot that nothing disturbed, and that gave a number. */
  static Stream<BisectionView.Sample> undisturbed(List<BisectionView.Sample> samples) {
    // A run that lacks the metric has measured nothing; another one may have.
    return samples.stream()
        .filter(sample -> sample.disturbance() == null && !Double.isNaN(sample.value()));
  }
}
