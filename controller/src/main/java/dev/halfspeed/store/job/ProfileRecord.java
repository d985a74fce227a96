package dev.halfspeed.store.job;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one run of a boot for a profile spent its time.
 *
 * @param job the boot's job
 * @param attempt the job's attempt
 * @param run number of the run in its boot, from 1
 * @param isInstructions whether the clock of the kernel under test counted instructions
 * @param hertz samples a second of each processor that were asked for
 * @param samples in all
 * @param lost samples that the kernel could not hand over
 * @param folded stacks with their samples, gzip in base64; absent where there is no profile
 * @param metrics of the run, which are no samples
 * @param notes what is missing, and why, a sentence each
 */
public record ProfileRecord(
    String job,
    int attempt,
    int run,
    boolean isInstructions,
    int hertz,
    long samples,
    long lost,
    @Nullable String folded,
    Map<String, Double> metrics,
    List<String> notes) {
  public ProfileRecord {
    metrics = Map.copyOf(metrics);
    notes = List.copyOf(notes);
  }
}
