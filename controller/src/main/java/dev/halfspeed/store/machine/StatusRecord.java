package dev.halfspeed.store.machine;

import java.time.Instant;

/**
 * Whether a machine may be given work.
 *
 * @param machine its name
 * @param address how it was reached then
 * @param state admitted, quarantined, drained
 * @param cause person, check, faults, drift
 * @param reason for people
 * @param principal whose word it is; empty in rows from before it was kept
 */
public record StatusRecord(
    String machine,
    String address,
    String state,
    String cause,
    String reason,
    Instant at,
    String principal) {}
