/** Connections to sshd: keys and host keys, jump hosts, channels, and what a refusal means. */
@NullMarked
package dev.halfspeed.agent.ssh;

import org.jspecify.annotations.NullMarked;
