/**
 * Values that every part of the controller speaks of: how jobs end, what was built and booted, what
 * numbers are comparable. Nothing here knows of a database, a machine or a protocol.
 */
@NullMarked
package dev.halfspeed.core;

import org.jspecify.annotations.NullMarked;
