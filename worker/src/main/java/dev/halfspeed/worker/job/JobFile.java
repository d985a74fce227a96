package dev.halfspeed.worker.job;

import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;

/** What a job's folder says about it. */
record JobFile(JobId id, Job work) {}
