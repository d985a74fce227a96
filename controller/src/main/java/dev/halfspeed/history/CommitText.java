package dev.halfspeed.history;

/**
 * What somebody wrote.
 *
 * @param author his name
 * @param message the whole of it
 */
public record CommitText(String author, String message) {}
