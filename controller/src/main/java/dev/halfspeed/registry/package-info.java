/**
 * What requests name: labs and repositories, so that nobody but the controller's own command line
 * names a path on its disk.
 */
@NullMarked
package dev.halfspeed.registry;

import org.jspecify.annotations.NullMarked;
