/**
 * Who may do what, and who did it: tokens, actions of people, answers given once, the audit trail.
 */
@NullMarked
package dev.halfspeed.store.access;

import org.jspecify.annotations.NullMarked;
