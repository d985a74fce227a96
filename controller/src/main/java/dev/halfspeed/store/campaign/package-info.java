/** Campaigns of every kind: what was asked, decided and intervened in, and their lists. */
@NullMarked
package dev.halfspeed.store.campaign;

import org.jspecify.annotations.NullMarked;
