/**
 * A worker at the other end of an SSH connection: sent there, started, spoken with; trees and
 * recipes sent.
 */
@NullMarked
package dev.halfspeed.agent.session;

import org.jspecify.annotations.NullMarked;
