package dev.halfspeed.controller;

/**
 * Campaigns of a kind that have not ended.
 *
 * @param kind bisection, comparison, check or recheck
 * @param waiting those of them for which no machine does anything
 */
public record OpenWork(String kind, int open, int waiting) {}
