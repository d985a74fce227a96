package dev.halfspeed.store.access;

import java.time.Instant;

/**
 * A write that somebody asked for.
 *
 * @param principal name of who asked
 * @param verb what was asked, such as cancel
 * @param subject what it was asked of: a campaign's id, or a kind and a name, such as lab rack1
 * @param reason for people; empty where none was given
 */
public record ActionRecord(
    Instant at, String principal, String verb, String subject, String reason) {}
