package dev.halfspeed.store.regression;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one recipient on one channel.
 *
 * @param key unique: what somebody has to be told is told once
 * @param regression that it is about; absent for a digest
 * @param event number of the regression's event that it is about; absent for a digest
 * @param channel name of a channel of the settings
 * @param recipient an address of that channel
 * @param kind what it tells, in the regressions' own words
 * @param body text of a mail, JSON for programs
 * @param replyTo key of the first notice of its thread; absent for the first one
 */
public record NoticeRecord(
    String key,
    Instant at,
    @Nullable String regression,
    @Nullable Integer event,
    String channel,
    String recipient,
    String kind,
    String subject,
    String body,
    @Nullable String replyTo) {}
