/** JSON values: how rows hold them, and the differences between two of them. */
@NullMarked
package dev.halfspeed.json;

import org.jspecify.annotations.NullMarked;
