package dev.halfspeed.store;

import java.time.Instant;

/**
 * A measured boot of a check.
 *
 * @param check its id
 * @param number from 1
 * @param wayJson how the machine booted
 * @param resultJson what the worker answered
 */
public record CheckBootRecord(
    String check, int number, Instant at, String wayJson, String resultJson) {}
