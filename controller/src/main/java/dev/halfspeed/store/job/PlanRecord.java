package dev.halfspeed.store.job;

/**
 * How a boot's machine booted.
 *
 * @param job the boot's job
 * @param attempt the job's attempt
 * @param plan as JSON
 */
public record PlanRecord(String job, int attempt, String plan) {}
