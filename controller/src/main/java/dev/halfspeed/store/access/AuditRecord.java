package dev.halfspeed.store.access;

import java.time.Instant;

/**
 * A write that somebody sent, whatever became of it. Neither its body nor its query is kept, so no
 * secret is.
 *
 * @param sequence counts rows; 0 before it is kept
 * @param principal name of who sent it
 * @param role his role then
 * @param address of the network where it came from
 * @param method of HTTP
 * @param status of the answer; 499 where the client had gone before there was one
 */
public record AuditRecord(
    long sequence,
    Instant at,
    String principal,
    String role,
    String address,
    String method,
    String path,
    int status) {}
