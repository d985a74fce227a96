/** What pages show of variants that were measured, and of two of them beside each other. */
@NullMarked
package dev.halfspeed.web.page.variant;

import org.jspecify.annotations.NullMarked;
