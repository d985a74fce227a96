package dev.halfspeed.controller;

import dev.halfspeed.core.Principal;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.access.ActionRecord;
import java.time.InstantSource;

/** Keeps who asked for which writes. */
record Actions(Store store, InstantSource clock) {
  /**
   * Keeps one.
   *
   * @param verb what was asked, such as cancel
   * @param subject what it was asked of
   * @param reason for people; may be empty
   */
  void keep(Principal by, String verb, String subject, String reason) {
    store.actions().append(new ActionRecord(clock.instant(), by.name(), verb, subject, reason));
  }
}
