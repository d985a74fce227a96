/**
 * What all answers of the server have in common: bodies, errors, queries, calls off the event loop.
 */
@NullMarked
package dev.halfspeed.web.http;

import org.jspecify.annotations.NullMarked;
