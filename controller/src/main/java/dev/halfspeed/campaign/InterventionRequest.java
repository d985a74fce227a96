package dev.halfspeed.campaign;

import org.jspecify.annotations.Nullable;

/** What somebody asks to be done to a campaign. */
public sealed interface InterventionRequest {
  /** No new work. */
  record Pause() implements InterventionRequest {}

  /** New work again. */
  record Resume() implements InterventionRequest {}

  /** Another priority. */
  record Prioritize(int priority) implements InterventionRequest {}

  /**
   * Another budget.
   *
   * @param maximumBoots measured boots in all; absent: as it is
   * @param maximumMachineHours what all jobs together may take of machines; absent: as it is
   */
  record Budget(@Nullable Integer maximumBoots, @Nullable Double maximumMachineHours)
      implements InterventionRequest {}

  /**
   * One more boot of a commit or configuration, whatever the search thinks of it.
   *
   * @param what a revision as git knows it; of a config bisection good, bad, or a boot
   */
  record Remeasure(String what) implements InterventionRequest {}

  /**
   * A sample is no evidence any more.
   *
   * @param sample JOB/ATTEMPT/RUN or BOOT/RUN, or without the run for all of a boot
   */
  record Exclude(String sample) implements InterventionRequest {}

  /**
   * A commit is taken for what somebody says, whatever was measured of it.
   *
   * @param commit a revision as git knows it
   * @param verdict good, bad or skip
   */
  record Mark(String commit, String verdict) implements InterventionRequest {}

  /** An earlier one is taken back, by its number. */
  record Undo(int number) implements InterventionRequest {}
}
