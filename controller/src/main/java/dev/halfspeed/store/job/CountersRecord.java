package dev.halfspeed.store.job;

import dev.halfspeed.core.KernelCounters;

/**
 * What the kernel under test counted during one run; a run whose counters could not be read has
 * none.
 *
 * @param job the boot's job
 * @param attempt the job's attempt
 * @param run number of the run in its boot, from 1
 */
public record CountersRecord(String job, int attempt, int run, KernelCounters counters) {}
