package dev.halfspeed.worker.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one run spent its time.
 *
 * @param run counts from 1
 * @param metrics as of any run, though the profile was taken beside it
 * @param hertz samples a second of each processor that were asked for
 * @param folded stacks with their samples, a line each, {@code comm;outermost;...;innermost 12};
 *     functions of the kernel end in {@code _[k]}; gzip in base64; absent where there is no profile
 * @param samples in all
 * @param lost samples that the kernel could not hand over
 * @param notes what is missing, and why, a sentence each
 */
public record RunProfile(
    int run,
    Map<String, Double> metrics,
    int hertz,
    @Nullable String folded,
    long samples,
    long lost,
    List<String> notes) {
  public RunProfile {
    metrics = Map.copyOf(metrics);
    notes = List.copyOf(notes);
  }
}
