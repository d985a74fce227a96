package dev.halfspeed.store.access;

import java.time.Instant;

/**
 * How a request with an idempotency key, or a form of a page with one, was answered.
 *
 * @param principal who asked
 * @param key as they chose it, or that of a form
 * @param request digest of what they asked
 * @param status of HTTP
 * @param body the answer, JSON; of a form the address of the page that it led to
 */
public record AnswerRecord(
    String principal, String key, String request, Instant at, int status, String body) {}
