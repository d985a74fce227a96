package dev.halfspeed.store.job;

import java.util.List;
import java.util.Optional;

/** What all campaigns of one experiment have measured, whoever asked for it. */
public interface SampleStore {
  /**
   * The last jobs of an experiment on a machine that have ended, in the order in which they were
   * started.
   *
   * @param limit at most so many
   */
  List<JobRecord> lastJobs(String experiment, String machine, int limit);

  /**
   * The last boots of an experiment on a machine that gave the metric and were not disturbed, the
   * newest first.
   *
   * @param limit at most so many
   */
  List<MeasuredBoot> lastBoots(String experiment, String machine, String metric, int limit);

  /**
   * Which variants a list shows. Empty texts filter nothing.
   *
   * @param commit the first digits of the commit that was booted
   * @param campaign the only one whose variants are shown
   * @param revision the store's name of the only one that is shown
   * @param experiment only of campaigns that have it
   */
  record VariantFilter(String commit, String campaign, String revision, String experiment) {}

  /**
   * The variants that campaigns about kernels have measured and a filter lets through, the last
   * measured first.
   *
   * @param before only those whose last boot has a smaller number
   */
  List<VariantRow> variants(VariantFilter filter, long before, int most);

  /**
   * A boot of an image.
   *
   * @param plan how the machine booted, as JSON; empty where that was not kept
   * @param values of the metric, one a run, in its unit
   */
  record MeasuredBoot(String campaign, String buildId, Optional<String> plan, List<Double> values) {
    public MeasuredBoot {
      values = List.copyOf(values);
    }
  }
}
