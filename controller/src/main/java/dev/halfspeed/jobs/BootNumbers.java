package dev.halfspeed.jobs;

import dev.halfspeed.store.job.SampleRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers by which people know the boots of a campaign that gave samples, from 1 in the order
 * in which these were written. What is left out keeps its number.
 */
public final class BootNumbers {
  private BootNumbers() {}

  /** By JOB/ATTEMPT. */
  public static Map<String, Integer> of(List<SampleRecord> samples) {
    var numbers = new LinkedHashMap<String, Integer>();
    samples.forEach(sample ->
        numbers.putIfAbsent(
            SampleName.of(sample.job(), sample.attempt(), null), numbers.size() + 1));
    return numbers;
  }
}
