/**
 * What the controller knows, kept: campaigns, jobs, samples, machines, leases. Observations (jobs
 * started, jobs ended, samples, decisions) are rows that are only ever added, and a job ends once;
 * where a campaign stands is computed from them, so a controller that was killed at any moment goes
 * on with the same picture. The records here are the store's own: nothing of the wire protocol or
 * of the API is among them.
 */
@NullMarked
package dev.halfspeed.store;

import org.jspecify.annotations.NullMarked;
