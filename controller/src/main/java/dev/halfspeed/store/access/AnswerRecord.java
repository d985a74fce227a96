package dev.halfspeed.store.access;

import java.time.Instant;

/**
 * How a request with an idempotency key was answered.
 *
 * @param principal who asked
 * @param key as he chose it
 * @param request digest of what he asked
 * @param status of HTTP
 * @param body the answer, JSON
 */
public record AnswerRecord(
    String principal, String key, String request, Instant at, int status, String body) {}
