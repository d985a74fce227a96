package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.RunHistograms;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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
    List<MeasuredCommits.Boot> boots =
        MeasuredCommits.of(view).boots().stream()
            .filter(boot -> boot.job() != null && boot.mean().isPresent())
            .toList();
    BisectionView.Ending ending = view.ending();
    if (ending == null || !ending.kind().equals("culprit")) {
      return of(
          store,
          view,
          new Chosen("the good end", boots, boot -> isOf(boot, MeasuredCommits.GOOD_END)),
          new Chosen("the bad end", boots, boot -> isOf(boot, MeasuredCommits.BAD_END)));
    }
    String culprit = ending.commits().getFirst().id();
    BisectionView.Proof proof = ending.proof();
    List<BisectionView.Commit> parents =
        proof == null || proof.parents() == null ? List.of() : proof.parents();
    return of(
        store,
        view,
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

  private static LatencyView of(
      Function<JobId, List<RunRecord>> store, BisectionView view, Chosen without, Chosen with) {
    var runs = new ArrayList<RunRecord>();
    for (Chosen side : List.of(without, with)) {
      side.boots().forEach(boot -> runs.addAll(store.apply(boot)));
    }
    var histograms = new RunHistograms(runs, run -> without.counts(run) || with.counts(run));
    Histogram before = histograms.sum(without.boots());
    Histogram after = histograms.sum(with.boots());
    long fewest = Math.min(before.getTotalCount(), after.getTotalCount());
    if (fewest == 0) {
      return LatencyView.none(view.id());
    }
    List<Double> told =
        PERCENTILES.stream().filter(percentile -> RunHistograms.tells(percentile, fewest)).toList();
    return new LatencyView(
        view.id(), told, List.of(side(without, before, told), side(with, after, told)));
  }

  private static LatencyView.Side side(Chosen of, Histogram sum, List<Double> percentiles) {
    return new LatencyView.Side(
        of.of(),
        of.boots().size(),
        sum.getTotalCount(),
        RunHistograms.milliseconds(sum, percentiles));
  }
}
