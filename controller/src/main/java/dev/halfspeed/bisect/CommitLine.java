package dev.halfspeed.bisect;

/** A commit with its subject line. */
record CommitLine(String id, String subject) {}
