/** Whether a machine measures evenly, and still measures what it did: whole checks and rechecks. */
@NullMarked
package dev.halfspeed.campaign.check;

import org.jspecify.annotations.NullMarked;
