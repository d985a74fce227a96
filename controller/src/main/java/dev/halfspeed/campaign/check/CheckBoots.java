package dev.halfspeed.campaign.check;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.RetryPolicy;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.JobId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the store holds of a check's boots.
 *
 * @param values of each boot's runs, in the metric's unit, in the order in which the boots were
 *     written; those with a disturbed run are not among them
 * @param disturbed how many boots had a disturbed run
 * @param disturbance what disturbed the last of those
 */
record CheckBoots(List<List<Double>> values, int disturbed, Optional<String> disturbance) {
  /** The known-good kernel may fail by accident: so often in a row it is none. */
  private static final int KERNEL_ATTEMPTS = 2;

  CheckBoots {
    values = List.copyOf(values);
  }

  /** Reads them from the samples of a check. */
  static CheckBoots of(List<SampleRecord> samples, String metric) {
    var runs = new LinkedHashMap<JobId, List<SampleRecord>>();
    for (SampleRecord sample : samples) {
      if (sample.metric().equals(metric)) {
        runs.computeIfAbsent(new JobId(sample.job(), sample.attempt()), _ -> new ArrayList<>())
            .add(sample);
      }
    }
    var values = new ArrayList<List<Double>>();
    int disturbed = 0;
    Optional<String> disturbance = Optional.empty();
    for (List<SampleRecord> boot : runs.values()) {
      Optional<String> why =
          boot.stream().map(SampleRecord::disturbance).filter(Objects::nonNull).findFirst();
      if (why.isPresent()) {
        disturbed++;
        disturbance = why;
      } else {
        values.add(boot.stream().map(SampleRecord::value).toList());
      }
    }
    return new CheckBoots(values, disturbed, disturbance);
  }

  /** The logarithms of the boots' runs. */
  List<List<Double>> logarithms() {
    return values.stream().map(boot -> boot.stream().map(Math::log).toList()).toList();
  }

  /**
   * Why its kernel can't be measured; empty where it can, as far as is known.
   *
   * @param runs that each boot was to have
   */
  static Optional<String> trouble(JobPages pages, String metric, int runs) {
    int failures = 0;
    for (JobRecord job : pages.ended()) {
      // Looks at the machine are about no kernel.
      if (job.revision() == null || job.outcome() == null) {
        continue;
      }
      switch (Outcome.parse(job.outcome())) {
        case UNBUILDABLE -> {
          return Optional.of("the known-good kernel does not build there: " + job.message());
        }
        case UNBOOTABLE -> failures++;
        // That was tried twice already.
        case REPRODUCER_FAILED -> failures = job.attempt();
        case MEASURED -> {
          failures = 0;
          if (!isWhole(job, pages.samples(), metric, runs)) {
            return Optional.of("a run of the known-good kernel gave no " + metric);
          }
        }
        case BUILT, DISTURBED, PROFILED, INFRASTRUCTURE, FACTS, CANCELLED -> {}
      }
      if (failures >= KERNEL_ATTEMPTS) {
        return Optional.of("the known-good kernel can't be measured: " + job.message());
      }
    }
    return Optional.empty();
  }

  /** Whether every run of a boot gave the metric, as a number that has a logarithm. */
  private static boolean isWhole(
      JobRecord job, List<SampleRecord> samples, String metric, int runs) {
    List<SampleRecord> values =
        samples.stream()
            .filter(sample ->
                sample.job().equals(job.job())
                    && sample.attempt() == job.attempt()
                    && sample.metric().equals(metric))
            .toList();
    return values.size() == runs && values.stream().allMatch(sample -> sample.value() > 0);
  }

  /** The fault of a job that was tried as often as any is; empty where there is none. */
  static Optional<String> givenUp(JobPages pages) {
    return pages.ended().stream()
        .filter(job ->
            job.result() instanceof JobResult.InfrastructureFault(JobResult.Fault fault, String _)
                // An image that is missing is built again.
                && fault != JobResult.Fault.IMAGE_MISSING
                && RetryPolicy.isGivenUp(job.attempt(), fault))
        .map(JobRecord::message)
        .findFirst();
  }
}
