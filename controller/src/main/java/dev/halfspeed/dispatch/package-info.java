/**
 * Reaches machines: SSH connections, the worker sent there, trees and recipes sent, jobs run and
 * followed.
 */
@NullMarked
package dev.halfspeed.dispatch;

import org.jspecify.annotations.NullMarked;
