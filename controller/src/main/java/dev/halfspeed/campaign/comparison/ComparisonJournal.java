package dev.halfspeed.campaign.comparison;

import dev.halfspeed.comparison.Block;
import dev.halfspeed.comparison.BlockBoot;
import dev.halfspeed.comparison.ComparisonEvidence;
import dev.halfspeed.comparison.ComparisonSettings;
import dev.halfspeed.comparison.VariantComparison;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.JobId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what the store holds of a comparison into the evidence of its statistics. */
final class ComparisonJournal {
  private static final String MEASURED = Outcome.MEASURED.words();

  private final ComparisonSettings settings;
  private final List<String> machines;

  private ComparisonJournal(ComparisonSettings settings, List<String> machines) {
    this.settings = settings;
    this.machines = List.copyOf(machines);
  }

  /** That of a comparison, with what people did to it. */
  static ComparisonJournal of(
      ComparisonRequest request, ComparisonDetail detail, Interventions interventions) {
    return new ComparisonJournal(
        new ComparisonSettings(
            request.variants().size(),
            request.smallest(),
            request.confidence(),
            detail.countedBoots() + interventions.boots().orElse(request.maximumBoots()),
            request.seed(),
            detail.stakes()),
        detail.machines());
  }

  /** A boot of a variant that gave the metric. */
  record Seen(JobRecord job, BlockBoot boot, List<Double> values) {}

  /** Where a boot belongs, as it is kept: the block's number, its order, and the boot's place. */
  static String position(BlockBoot boot) {
    return "block %d of %s, boot %d"
        .formatted(
            boot.block().number(),
            boot.block().order().stream().map(String::valueOf).collect(Collectors.joining(" ")),
            boot.place());
  }

  /** What {@link #position} has written. */
  private BlockBoot boot(JobRecord job) {
    String[] parts = String.valueOf(job.position()).split("block | of |, boot ");
    List<Integer> order = Arrays.stream(parts[2].split(" ")).map(Integer::valueOf).toList();
    return new BlockBoot(
        new Block(machines.indexOf(job.machine()), Integer.parseInt(parts[1]), order),
        Integer.parseInt(parts[3]));
  }

  /**
   * The boots that gave a metric and were not disturbed, in the order in which they ended.
   *
   * @param pages of all comparisons whose boots count
   */
  List<Seen> seen(JobPages pages, String metric) {
    var values = new HashMap<JobId, List<Double>>();
    for (SampleRecord sample : pages.samples()) {
      if (sample.metric().equals(metric) && sample.disturbance() == null) {
        values
            .computeIfAbsent(new JobId(sample.job(), sample.attempt()), _ -> new ArrayList<>())
            .add(Math.log(sample.value()));
      }
    }
    return seen(pages, job -> values.get(new JobId(job.job(), job.attempt())));
  }

  /** The same with the logarithms of values from elsewhere; absent for a boot without any. */
  List<Seen> seen(JobPages pages, Function<JobRecord, @Nullable List<Double>> values) {
    var seen = new ArrayList<Seen>();
    for (JobRecord job : pages.ended()) {
      List<Double> runs = values.apply(job);
      if (MEASURED.equals(job.outcome())
          && job.position() != null
          && runs != null
          && runs.stream().allMatch(Double::isFinite)) {
        seen.add(new Seen(job, boot(job), runs));
      }
    }
    return seen;
  }

  /** What the boots say of a metric. */
  VariantComparison comparison(List<Seen> seen, Set<Revision> untestable) {
    var comparison = new VariantComparison(settings);
    seen.forEach(
        each -> comparison.add(new ComparisonEvidence.Measured(each.boot(), each.values())));
    untestable.forEach(revision ->
        comparison.add(new ComparisonEvidence.Untestable(ComparedVariants.number(revision))));
    return comparison;
  }

  /** Boots that were started and have no end. */
  List<BlockBoot> underWay(JobPages pages) {
    return pages.jobs().stream()
        .filter(job -> job.endedAt() == null && job.position() != null)
        .map(this::boot)
        .toList();
  }

  /** How many boots each variant has, by its number. */
  static Map<Integer, Long> boots(List<Seen> seen) {
    return seen.stream()
        .collect(Collectors.groupingBy(each -> each.boot().variant(), Collectors.counting()));
  }
}
