/**
 * The search as an adviser for labs of others: JSON lines in, JSON lines out, several sessions in
 * one process. docs/advise.md describes the messages.
 *
 * <p>Everything here is a pure function of the lines that came, except {@link
 * dev.halfspeed.advise.Conversation}, which reads and writes them: the same lines give the same
 * answers.
 */
@NullMarked
package dev.halfspeed.advise;

import org.jspecify.annotations.NullMarked;
