package dev.halfspeed.store.job;

import dev.halfspeed.core.JobResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The end of one attempt at a job, with all that is kept of it.
 *
 * @param outcome in a word or two
 * @param message what happened, one line
 * @param log the end of the log of what failed, for people; empty where nothing did
 * @param config the effective .config of an image that was built
 * @param boot what a measured boot leaves beside its numbers
 * @param profiles of the runs of a boot for a profile
 */
public record JobEnd(
    String job,
    int attempt,
    Instant at,
    String outcome,
    String message,
    JobResult result,
    String log,
    Optional<String> config,
    Optional<Boot> boot,
    List<ProfileRecord> profiles) {
  public JobEnd {
    profiles = List.copyOf(profiles);
  }

  /** One of no boot for a profile. */
  public JobEnd(
      String job,
      int attempt,
      Instant at,
      String outcome,
      String message,
      JobResult result,
      String log,
      Optional<String> config,
      Optional<Boot> boot) {
    this(job, attempt, at, outcome, message, result, log, config, boot, List.of());
  }

  /** An end without a log, a configuration or a boot. */
  public static JobEnd of(
      String job, int attempt, Instant at, String outcome, String message, JobResult result) {
    return new JobEnd(
        job, attempt, at, outcome, message, result, "", Optional.empty(), Optional.empty());
  }

  /**
   * What a measured boot leaves beside its numbers.
   *
   * @param state what can fake a regression, by name; kept once for all boots in which it was equal
   * @param plan how the machine booted, as JSON; equal texts are equal plans
   * @param counters of the runs whose counters were read
   */
  public record Boot(
      Map<String, String> state,
      String plan,
      List<RunRecord> runs,
      List<SampleRecord> samples,
      List<CountersRecord> counters) {
    public Boot {
      state = Map.copyOf(state);
      runs = List.copyOf(runs);
      samples = List.copyOf(samples);
      counters = List.copyOf(counters);
    }

    /** One of whose runs no counters were read. */
    public Boot(
        Map<String, String> state, String plan, List<RunRecord> runs, List<SampleRecord> samples) {
      this(state, plan, runs, samples, List.of());
    }
  }

  /** The numbers of a measured boot; none for others. */
  public List<SampleRecord> samples() {
    return boot.map(Boot::samples).orElse(List.of());
  }
}
