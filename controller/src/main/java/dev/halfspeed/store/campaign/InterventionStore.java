package dev.halfspeed.store.campaign;

import dev.halfspeed.core.Intervention;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** What people did to campaigns. Rows are only added. */
public interface InterventionStore {
  /**
   * Adds one to a campaign that has not ended.
   *
   * @return its number; empty where the campaign has ended, or is not there
   */
  OptionalInt append(String campaign, Instant at, String by, Intervention.Act act, String reason);

  /** All of a campaign, by number. */
  List<Intervention> all(String campaign);
}
