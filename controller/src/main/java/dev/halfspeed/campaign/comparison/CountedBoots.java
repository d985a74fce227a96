package dev.halfspeed.campaign.comparison;

import dev.halfspeed.jobs.BootNumbers;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The boots that count in a comparison, as people see them. */
final class CountedBoots {
  private CountedBoots() {}

  /**
   * Every boot, in the order in which they ended.
   *
   * @param comparison the one that counts them
   * @param pages of all comparisons that made them
   */
  static List<ComparisonView.Boot> of(
      String comparison,
      ComparisonDetail detail,
      List<ComparisonJournal.Seen> seen,
      JobPages pages) {
    Map<String, Integer> numbers = numbers(pages);
    var values = new HashMap<JobId, List<Double>>();
    for (SampleRecord sample : pages.samples()) {
      var job = new JobId(sample.job(), sample.attempt());
      if (sample.metric().equals(detail.metric().name()) && sample.disturbance() == null) {
        values.computeIfAbsent(job, _ -> new ArrayList<>()).add(sample.value());
      }
    }
    return seen.stream()
        .map(each -> {
          JobRecord job = each.job();
          var id = new JobId(job.job(), job.attempt());
          return new ComparisonView.Boot(
              numbers.getOrDefault(id.toString(), 0),
              detail.variants().get(each.boot().variant()).name(),
              job.machine(),
              job.job() + "/" + job.attempt(),
              each.boot().block().number() + 1,
              job.startedAt(),
              values.getOrDefault(id, List.of()),
              job.campaign().equals(comparison) ? null : job.campaign());
        })
        .toList();
  }

  /** By JOB/ATTEMPT; each comparison numbers its own. */
  private static Map<String, Integer> numbers(JobPages pages) {
    Map<String, String> campaigns =
        pages.jobs().stream()
            .collect(Collectors.toMap(JobRecord::job, JobRecord::campaign, (one, _) -> one));
    Map<String, List<SampleRecord>> samples =
        pages.samples().stream()
            .collect(Collectors.groupingBy(sample -> campaigns.getOrDefault(sample.job(), "")));
    var numbers = new HashMap<String, Integer>();
    samples.values().forEach(each -> numbers.putAll(BootNumbers.of(each)));
    return numbers;
  }
}
