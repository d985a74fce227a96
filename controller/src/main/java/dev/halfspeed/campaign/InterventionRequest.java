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

  /** An earlier one is taken back, by its number. */
  record Undo(int number) implements InterventionRequest {}
}
