package dev.halfspeed.store.job;

import dev.halfspeed.core.MachineLoad;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a recipe, beside its numbers.
 *
 * @param run counts from 1 in its boot
 * @param histogram latencies as a compressed, base64-encoded HdrHistogram in microseconds; absent
 *     where there are none
 * @param conditions what else happened on the machine meanwhile; absent where it did not tell
 */
public record RunRecord(
    String job,
    int attempt,
    int run,
    @Nullable String histogram,
    @Nullable MachineLoad conditions) {}
