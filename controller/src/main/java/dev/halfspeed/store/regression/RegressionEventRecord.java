package dev.halfspeed.store.regression;

import java.time.Instant;

/**
 * Something that happened to a regression.
 *
 * @param number its place among the events of its regression, from 1
 * @param key unique among all events: what is due is written once
 * @param principal the person who did it, or "halfspeed"
 * @param kind what happened, in the regressions' own words
 * @param detailJson likewise
 */
public record RegressionEventRecord(
    String regression,
    int number,
    String key,
    Instant at,
    String principal,
    String kind,
    String detailJson) {}
