package dev.halfspeed.jobs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How people name a sample: JOB/ATTEMPT/RUN, or JOB/ATTEMPT for all runs of a boot.
 *
 * @param run from 1; absent: all of the boot's
 */
public record SampleName(String job, int attempt, @Nullable Integer run) {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9._-]{1,80})/([0-9]{1,6})(?:/([0-9]{1,6}))?");

  /** Reads one; empty where it is none. */
  public static Optional<SampleName> parse(String words) {
    Matcher name = NAME.matcher(words);
    return name.matches()
        ? Optional.of(
            new SampleName(
                name.group(1),
                Integer.parseInt(name.group(2)),
                name.group(3) == null ? null : Integer.valueOf(name.group(3))))
        : Optional.empty();
  }

  /** As it is written. */
  static String of(String job, int attempt, @Nullable Integer run) {
    return job + "/" + attempt + (run == null ? "" : "/" + run);
  }
}
