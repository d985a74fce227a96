package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Links;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Numbers of samples, from 1 in the order in which they came: they never change. */
final class SampleNumbers {
  private final BisectionView view;
  private final Map<Run, Integer> numbers = new HashMap<>();

  SampleNumbers(BisectionView view) {
    this.view = view;
    for (BisectionView.Sample sample : view.samples()) {
      numbers.put(new Run(sample.boot(), sample.run()), numbers.size() + 1);
    }
  }

  private record Run(int boot, int run) {}

  int of(BisectionView.Sample sample) {
    return numbers.getOrDefault(new Run(sample.boot(), sample.run()), 0);
  }

  /** The permanent address of a sample: leads to its row, on whatever page of the table that is. */
  String address(BisectionView.Sample sample) {
    return Links.sample(view.id(), of(sample));
  }

  /** The boot that gave a sample; empty where there is no sample of that number. */
  static Optional<MeasuredCommits.Boot> boot(BisectionView view, long number) {
    if (number < 1 || number > view.samples().size()) {
      return Optional.empty();
    }
    BisectionView.Sample sample = view.samples().get((int) number - 1);
    List<MeasuredCommits.Boot> boots = MeasuredCommits.of(view).boots();
    return boots.stream().filter(boot -> boot.number() == sample.boot()).findFirst();
  }
}
