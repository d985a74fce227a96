package dev.halfspeed.controller;

/**
 * Which variants that were measured are listed. Empty texts filter nothing.
 *
 * @param commit the first digits of the commit that was booted
 * @param campaign the only one whose variants are listed
 * @param like name of a variant: only those that campaigns of its experiment measured
 */
public record VariantQuery(String commit, String campaign, String like) {}
