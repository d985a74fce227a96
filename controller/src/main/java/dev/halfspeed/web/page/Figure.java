package dev.halfspeed.web.page;

/**
 * A number with its name.
 *
 * @param note what belongs to it; may be empty
 */
public record Figure(String name, String value, String note) {}
