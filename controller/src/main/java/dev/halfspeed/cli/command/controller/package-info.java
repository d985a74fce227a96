/** Commands for the controller itself: serving, its page, tokens, the audit trail. */
@NullMarked
package dev.halfspeed.cli.command.controller;

import org.jspecify.annotations.NullMarked;
