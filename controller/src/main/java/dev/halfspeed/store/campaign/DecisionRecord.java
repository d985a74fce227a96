package dev.halfspeed.store.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One decision of the search.
 *
 * @param number from 1, rising within the campaign
 * @param machine the machine that was idle
 * @param action build, boot, probe, retry, skip, cancel, conclude
 * @param revision names what to build or boot; absent where the decision is about none
 * @param why the reason, in words
 * @param assessmentJson what the evidence said when it was taken; absent where that was not asked
 *     for, or nothing was known
 */
public record DecisionRecord(
    String campaign,
    long number,
    Instant at,
    String machine,
    String action,
    @Nullable String revision,
    @Nullable String commit,
    @Nullable String subject,
    String why,
    @Nullable String assessmentJson) {}
