package dev.halfspeed.web.page;

/**
 * Something with a page.
 *
 * @param address empty where it has none
 */
public record Link(String words, String address) {}
