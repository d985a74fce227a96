package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.RunHistograms;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What the change did to the latencies of single transactions: the fresh boots of a proved culprit
 * against those of its parents, else the bad end against the good one.
 */
public final class BisectionLatencies {
  private static final String PROOF = "proof";

  /** More boots of a side than that say nothing new. */
  private static final int MOST = 64;

  /** Ten for each factor of ten in what is beyond them, as HdrHistogram's plots have them. */
  private static final List<Double> PERCENTILES =
      DoubleStream.concat(
              IntStream.range(0, 4)
                  .boxed()
                  .flatMapToDouble(nines -> {
                    double beyond = Math.pow(10, 2 - nines);
                    return IntStream.range(nines == 0 ? 0 : 1, 10)
                        .mapToDouble(tenth -> 100 - beyond + Math.pow(10, 1 - nines) * tenth);
                  }),
              DoubleStream.of(99.99, 100))
          .map(percentile -> Math.rint(1e4 * percentile) / 1e4)
          .distinct()
          .sorted()
          .boxed()
          .toList();

  private BisectionLatencies() {}

  /** Of a bisection as it is now. */
  public static LatencyView of(Store store, BisectionView view) {
    return of(boot -> store.boots().runs(boot.job(), boot.attempt()), view);
  }

  /**
   * The same.
   *
   * @param store the runs of a boot
   */
  static LatencyView of(Function<JobId, List<RunRecord>> store, BisectionView view) {
    List<Chosen> sides = sides(view, boots(view));
    var histograms = histograms(store, sides);
    return sides.stream().anyMatch(side -> side.isEmpty(histograms))
        ? LatencyView.none(view.id())
        : view(view, sides, histograms);
  }

  /**
   * Of one boot, beside what is known of both sides.
   *
   * @param number of the boot, from 1
   * @return both sides where both have histograms, and the boot; none where it has none
   */
  public static LatencyView ofBoot(Store store, BisectionView view, int number) {
    return ofBoot(boot -> store.boots().runs(boot.job(), boot.attempt()), view, number);
  }

  static LatencyView ofBoot(
      Function<JobId, List<RunRecord>> store, BisectionView view, int number) {
    List<MeasuredCommits.Boot> boots = boots(view);
    var one = new Chosen("boot " + number, boots, boot -> boot.number() == number);
    List<Chosen> sides = sides(view, boots);
    List<Chosen> all = Stream.concat(sides.stream(), Stream.of(one)).toList();
    var histograms = histograms(store, all);
    return one.isEmpty(histograms)
        ? LatencyView.none(view.id())
        : view(
            view,
            sides.stream().anyMatch(side -> side.isEmpty(histograms)) ? List.of(one) : all,
            histograms);
  }

  /** Those that are evidence. */
  private static List<MeasuredCommits.Boot> boots(BisectionView view) {
    return MeasuredCommits.of(view).boots().stream()
        .filter(boot -> boot.job() != null && boot.mean().isPresent())
        .toList();
  }

  /** Without the change, and with it. */
  private static List<Chosen> sides(BisectionView view, List<MeasuredCommits.Boot> boots) {
    BisectionView.Ending ending = view.ending();
    if (ending == null || !ending.kind().equals("culprit")) {
      return List.of(
          new Chosen("the good end", boots, boot -> isOf(boot, MeasuredCommits.GOOD_END)),
          new Chosen("the bad end", boots, boot -> isOf(boot, MeasuredCommits.BAD_END)));
    }
    String culprit = ending.commits().getFirst().id();
    BisectionView.Proof proof = ending.proof();
    List<BisectionView.Commit> parents =
        proof == null || proof.parents() == null ? List.of() : proof.parents();
    return List.of(
        new Chosen(
            parents.isEmpty() ? "the good end" : "what is before the culprit",
            boots,
            parents.isEmpty()
                ? boot -> isOf(boot, MeasuredCommits.GOOD_END)
                : boot ->
                    boot.purpose().equals(PROOF)
                        && parents.stream()
                            .anyMatch(parent -> parent.id().equals(boot.commit().id()))),
        new Chosen(
            "the culprit",
            boots,
            boot -> boot.commit().id().equals(culprit) && boot.purpose().equals(PROOF)));
  }

  private static boolean isOf(MeasuredCommits.Boot boot, String role) {
    return boot.role().equals(role);
  }

  /**
   * The boots of a side.
   *
   * @param runs of each boot those that are evidence
   */
  private record Chosen(String of, Map<JobId, Set<Integer>> runs) {
    Chosen(
        String of, List<MeasuredCommits.Boot> all, Predicate<? super MeasuredCommits.Boot> which) {
      this(of, runs(all.stream().filter(which).limit(MOST).toList()));
    }

    private static Map<JobId, Set<Integer>> runs(List<MeasuredCommits.Boot> boots) {
      var runs = new LinkedHashMap<JobId, Set<Integer>>();
      for (MeasuredCommits.Boot boot : boots) {
        runs.put(
            id(String.valueOf(boot.job())),
            boot.samples().stream()
                .filter(sample -> sample.disturbance() == null)
                .map(BisectionView.Sample::run)
                .collect(Collectors.toSet()));
      }
      return runs;
    }

    Set<JobId> boots() {
      return runs.keySet();
    }

    boolean isEmpty(RunHistograms histograms) {
      return histograms.sum(boots()).getTotalCount() == 0;
    }

    boolean counts(RunRecord run) {
      return runs.getOrDefault(new JobId(run.job(), run.attempt()), Set.of()).contains(run.run());
    }

    private static JobId id(String attempt) {
      int slash = attempt.lastIndexOf('/');
      return slash < 0
          ? new JobId(attempt, 1)
          : new JobId(attempt.substring(0, slash), Integer.parseInt(attempt.substring(slash + 1)));
    }
  }

  private static RunHistograms histograms(
      Function<JobId, List<RunRecord>> store, List<Chosen> sides) {
    return new RunHistograms(
        sides.stream()
            .flatMap(side -> side.boots().stream())
            .distinct()
            .flatMap(boot -> store.apply(boot).stream())
            .toList(),
        run -> sides.stream().anyMatch(side -> side.counts(run)));
  }

  private static LatencyView view(
      BisectionView view, List<Chosen> sides, RunHistograms histograms) {
    List<Histogram> sums = sides.stream().map(side -> histograms.sum(side.boots())).toList();
    long fewest = sums.stream().mapToLong(Histogram::getTotalCount).min().orElse(0);
    List<Double> told =
        PERCENTILES.stream().filter(percentile -> RunHistograms.tells(percentile, fewest)).toList();
    return new LatencyView(
        view.id(),
        told,
        IntStream.range(0, sides.size())
            .mapToObj(side -> side(sides.get(side), sums.get(side), told))
            .toList());
  }

  private static LatencyView.Side side(Chosen of, Histogram sum, List<Double> percentiles) {
    return new LatencyView.Side(
        of.of(),
        of.boots().size(),
        sum.getTotalCount(),
        RunHistograms.milliseconds(sum, percentiles));
  }
}
