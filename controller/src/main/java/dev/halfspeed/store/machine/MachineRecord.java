package dev.halfspeed.store.machine;

import java.time.Instant;

/**
 * What a machine told about itself when it was last looked at.
 *
 * @param address how it was reached
 */
public record MachineRecord(String name, String address, String factsJson, Instant seenAt) {}
