package dev.halfspeed.report.view;

/**
 * An effective .config with its text.
 *
 * @param text as the kernel's build left it
 */
public record EffectiveConfig(ConfigView view, String text) {}
