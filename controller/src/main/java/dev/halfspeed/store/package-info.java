/**
 * What is known about bisections, kept in one SQLite file. Observations (jobs started, jobs ended,
 * samples, decisions) are rows that are only ever added, and a job ends once; where a bisection
 * stands is computed from them, so a controller that was killed at any moment goes on with the same
 * picture.
 */
@NullMarked
package dev.halfspeed.store;

import org.jspecify.annotations.NullMarked;
