/**
 * What a user sees: the terminal and what it can, progress, tables and sentences, and the files
 * that answers are written to.
 *
 * <p>It is given views to show, and asks nobody for them.
 */
@NullMarked
package dev.halfspeed.cli.terminal;

import org.jspecify.annotations.NullMarked;
