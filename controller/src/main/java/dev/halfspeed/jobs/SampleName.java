package dev.halfspeed.jobs;

import dev.halfspeed.store.job.SampleRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sample by its name: JOB/ATTEMPT/RUN, or JOB/ATTEMPT for all runs of a boot. People may also say
 * BOOT/RUN or BOOT, by the number of the boot among those that gave samples.
 *
 * @param run from 1; absent: all of the boot's
 */
public record SampleName(String job, int attempt, @Nullable Integer run) {
  private static final Pattern BY_JOB =
      Pattern.compile("([A-Za-z0-9._-]{1,80})/([0-9]{1,6})(?:/([0-9]{1,6}))?");
  private static final Pattern BY_BOOT = Pattern.compile("([0-9]{1,6})(?:/([0-9]{1,6}))?");

  /**
   * Finds what is meant.
   *
   * @param samples of the campaign, in the order in which they were written
   * @return empty where there is no such sample
   */
  public static Optional<SampleName> find(String words, List<SampleRecord> samples) {
    Matcher byBoot = BY_BOOT.matcher(words);
    Matcher byJob = BY_JOB.matcher(words);
    Optional<SampleName> named =
        byBoot.matches()
            ? ofBoot(Integer.parseInt(byBoot.group(1)), number(byBoot.group(2)), samples)
            : byJob.matches()
                ? Optional.of(
                    new SampleName(
                        byJob.group(1), Integer.parseInt(byJob.group(2)), number(byJob.group(3))))
                : Optional.empty();
    return named.filter(name -> samples.stream().anyMatch(name::isOf));
  }

  private static Optional<SampleName> ofBoot(
      int boot, @Nullable Integer run, List<SampleRecord> samples) {
    Map<String, Integer> numbers = BootNumbers.of(samples);
    return samples.stream()
        .filter(sample ->
            Integer.valueOf(boot).equals(numbers.get(of(sample.job(), sample.attempt(), null))))
        .findFirst()
        .map(found -> new SampleName(found.job(), found.attempt(), run));
  }

  private static @Nullable Integer number(@Nullable String digits) {
    return digits == null ? null : Integer.valueOf(digits);
  }

  /** Whether a sample is meant. */
  public boolean isOf(SampleRecord sample) {
    return sample.job().equals(job)
        && sample.attempt() == attempt
        && (run == null || sample.run() == run);
  }

  /** As it is written. */
  static String of(String job, int attempt, @Nullable Integer run) {
    return job + "/" + attempt + (run == null ? "" : "/" + run);
  }
}
