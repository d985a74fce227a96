package dev.halfspeed.web.page;

/** Something that is known, by its name. */
public record Fact(String name, String value) {}
