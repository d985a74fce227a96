package dev.halfspeed.campaign;

/** A commit with its subject line. */
public record CommitLine(String id, String subject) {}
