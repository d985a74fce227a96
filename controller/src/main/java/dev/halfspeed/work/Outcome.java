package dev.halfspeed.work;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.worker.protocol.Result;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an attempt at a job ended, as the store keeps it and people read it. */
public enum Outcome {
  MEASURED("measured"),
  /** Measured, while something else on the machine disturbed every run: no evidence. */
  DISTURBED("disturbed"),
  /** Booted for a profile, also where none came of it: no evidence. */
  PROFILED("profiled"),
  BUILT("built"),
  FACTS("facts found"),
  UNBUILDABLE("unbuildable"),
  UNBOOTABLE("unbootable"),
  REPRODUCER_FAILED("reproducer failed"),
  INFRASTRUCTURE("infrastructure"),
  CANCELLED("cancelled");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  public static Outcome parse(String words) {
    return Arrays.stream(values())
        .filter(outcome -> outcome.words.equals(words))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not an outcome: " + words));
  }

  public static Outcome of(Result result) {
    return switch (result) {
      case Result.FactsFound ignored -> FACTS;
      case Result.Built ignored -> BUILT;
      case Result.Unbuildable ignored -> UNBUILDABLE;
      case Result.Measured ignored -> MEASURED;
      case Result.Profiled ignored -> PROFILED;
      case Result.Unbootable ignored -> UNBOOTABLE;
      case Result.ReproducerFailed ignored -> REPRODUCER_FAILED;
      case Result.InfrastructureFault ignored -> INFRASTRUCTURE;
      case Result.Cancelled ignored -> CANCELLED;
      case Result.Switched ignored -> throw stepOfABoot();
      case Result.Recovered ignored -> throw stepOfABoot();
    };
  }

  /**
   * Why this outcome makes a revision untestable; empty where it says nothing about the revision,
   * or is a number.
   */
  public Optional<Evidence.Cause> cause() {
    return switch (this) {
      case UNBUILDABLE -> Optional.of(Evidence.Cause.UNBUILDABLE);
      case UNBOOTABLE -> Optional.of(Evidence.Cause.UNBOOTABLE);
      case REPRODUCER_FAILED -> Optional.of(Evidence.Cause.REPRODUCER_FAILED);
      case MEASURED, DISTURBED, PROFILED, BUILT, FACTS, INFRASTRUCTURE, CANCELLED ->
          Optional.empty();
    };
  }

  /**
   * Whether a machine has worked: that it can be looked at, or ends what it is at, does not mean
   * that it does.
   */
  public boolean isWork() {
    return switch (this) {
      case BUILT, UNBUILDABLE, MEASURED, DISTURBED, PROFILED, UNBOOTABLE, REPRODUCER_FAILED -> true;
      case FACTS, INFRASTRUCTURE, CANCELLED -> false;
    };
  }

  /** One line about a result. */
  public static String message(Result result) {
    return switch (result) {
      case Result.FactsFound(Result.Facts facts) -> facts.kvmExplanation();
      case Result.Built(Result.Image image) ->
          image.reused()
              ? "image was there, build-id " + shortened(image.buildId())
              : image.compiledObjects()
                  + " objects compiled, build-id "
                  + shortened(image.buildId());
      case Result.Unbuildable unbuildable -> unbuildable.step() + ": " + unbuildable.message();
      case Result.Measured measured ->
          measured.runs().size() + (measured.runs().size() == 1 ? " run" : " runs");
      case Result.Profiled profiled ->
          profiled.runs().stream()
              .map(run ->
                  run.folded() == null
                      ? "no profile: " + String.join("; ", run.notes())
                      : "%,d samples".formatted(run.samples()))
              .collect(Collectors.joining(", "));
      case Result.Unbootable unbootable -> unbootable.how() + ": " + unbootable.message();
      case Result.ReproducerFailed failed -> failed.step() + ": " + failed.message();
      case Result.InfrastructureFault fault -> fault.fault() + ": " + fault.message();
      case Result.Cancelled ignored -> "cancelled";
      case Result.Switched ignored -> throw stepOfABoot();
      case Result.Recovered ignored -> throw stepOfABoot();
    };
  }

  /** Steps of a boot are between the link and the machine. */
  private static IllegalStateException stepOfABoot() {
    return new IllegalStateException("a step of a boot is not how a job ends");
  }

  private static String shortened(String buildId) {
    return buildId.substring(0, Math.min(12, buildId.length()));
  }
}
