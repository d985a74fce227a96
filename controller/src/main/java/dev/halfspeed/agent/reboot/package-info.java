/** Machines that boot images themselves: the way through a boot and back to the worker. */
@NullMarked
package dev.halfspeed.agent.reboot;

import org.jspecify.annotations.NullMarked;
