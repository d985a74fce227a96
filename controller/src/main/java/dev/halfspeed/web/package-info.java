/**
 * The HTTP API, server-sent events and the pages. Only this package knows Vert.x: its event loop
 * moves bytes, and whatever asks the controller does so on a virtual thread of its own.
 */
@NullMarked
package dev.halfspeed.web;

import org.jspecify.annotations.NullMarked;
