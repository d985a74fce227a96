package dev.halfspeed.store.watch;

import java.time.Instant;

/**
 * A commit that a ref of a watch came to, to be measured with one of its recipes.
 *
 * @param sequence its number in the store, from 1; rising along a line. 0 for one that is not kept
 *     yet
 * @param watch id of the watch
 * @param line the branch, or the series of tags, that it continues
 * @param workload which of the watch's recipes, from 0
 * @param name what the ref calls the commit: a tag's name, or the branch's
 * @param reference the commit that it is compared with
 * @param seenAt when it was seen first
 */
public record WatchPointRecord(
    long sequence,
    String watch,
    String line,
    String commit,
    int workload,
    String name,
    String subject,
    Instant committedAt,
    String reference,
    Instant seenAt) {}
